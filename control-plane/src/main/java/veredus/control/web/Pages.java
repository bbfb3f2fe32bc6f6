package veredus.control.web;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import java.util.Map;
import java.util.Optional;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;

/** Makes pages out of the templates in {@code src/main/jte}, which are compiled with the program. */
public final class Pages {
    private final TemplateEngine templates;
    private final Assets assets;

    public Pages(Assets assets) {
        this.assets = assets;
        this.templates = TemplateEngine.createPrecompiled(
                null, ContentType.Html, Pages.class.getClassLoader(), "veredus.control.pages");
    }

    /**
     * A whole page.
     *
     * @param template its name without {@code .jte}; its parameters are {@code frame} and {@code model}
     * @param engine what is known of the engine now
     */
    public String page(String template, Visit visit, Object model, Snapshot engine) {
        Optional<Session.Notice> notice =
                visit.member().flatMap(known -> known.session().takeNotice());
        String csrf = visit.member().map(known -> known.session().csrf()).orElse(visit.visitorId());
        Optional<Snapshot> shown = visit.isEngineWide() ? Optional.of(engine) : Optional.empty();
        var frame = new Frame(assets, csrf, visit.member(), shown, notice, visit.now());
        return rendered(template, Map.of("frame", frame, "model", model));
    }

    /** A part of a page that is the same for all who see it. */
    public String fragment(String template, Object model) {
        return rendered(template, Map.of("model", model));
    }

    private String rendered(String template, Map<String, Object> parameters) {
        var out = new StringOutput();
        templates.render(template + ".jte", parameters, out);
        return out.toString();
    }
}
