package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.SwitchView;
import veredus.api.admin.VmtaPage;
import veredus.api.admin.VmtaView;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/** By which identities does mail leave, and which of them rest? Each can be disabled for a time. */
public final class VmtasScreen {
    private static final int ON_A_PAGE = 100;
    private static final int MOST_PAGES = 1_000;
    private static final int LONGEST_REASON = 500;
    private static final Duration LONGEST = Duration.ofDays(30);
    private static final List<String> STATES = List.of("all", "enabled", "disabled");

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /** What was asked for. */
    public record Question(String filter, String state, int page) {
        public String with(String name, String value) {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("q", filter);
            parameters.put("state", state.equals(STATES.getFirst()) ? "" : state);
            parameters.put("page", "");
            parameters.put(name, value);
            return Show.url("/vmtas", parameters);
        }
    }

    /**
     * The list.
     *
     * @param total how many match
     * @param all how many there are
     */
    public record Model(
            Question question, List<VmtaView> vmtas, int total, int all, List<SwitchView> addresses, Instant now) {
        public int first() {
            return (question.page() - 1) * ON_A_PAGE + 1;
        }

        public boolean hasNext() {
            return question.page() * ON_A_PAGE < total;
        }

        /** The form that switches a vMTA or an address. */
        public static String act(String what, String kind, String name) {
            var parameters = new LinkedHashMap<String, String>();
            parameters.put("do", what);
            parameters.put(kind, name);
            return Show.url("/vmtas/switch", parameters);
        }
    }

    /**
     * The form.
     *
     * @param kind {@code vmta} or {@code address}
     */
    public record SwitchModel(String action, String kind, String name, String problem, String reason, String length) {
        public boolean isDisabling() {
            return action.equals("disable");
        }

        public String title() {
            return (isDisabling() ? "Disable " : "Enable ") + name;
        }
    }

    public VmtasScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    /** The states that can be asked for. */
    public static List<String> states() {
        return STATES;
    }

    public Reply page(Visit visit) throws IOException {
        var question = new Question(
                visit.parameter("q").orElse(""), visit.choice("state", STATES), visit.number("page", 1, MOST_PAGES));
        VmtaPage page = visit.engine().vmtas();
        String part = question.filter().toLowerCase(Locale.ROOT);
        List<VmtaView> found = page.vmtas().stream()
                .filter(vmta -> question.state().equals(STATES.getFirst())
                        || vmta.enabled() == question.state().equals("enabled"))
                .filter(vmta -> part.isEmpty() || text(vmta).contains(part))
                .toList();
        List<VmtaView> shown = found.stream()
                .skip((question.page() - 1L) * ON_A_PAGE)
                .limit(ON_A_PAGE)
                .toList();
        var model = new Model(question, shown, found.size(), page.vmtas().size(), page.addresses(), visit.now());
        return Reply.html(pages.page("vmtas", visit, model, engine.get()));
    }

    private static String text(VmtaView vmta) {
        return String.join(
                        " ",
                        vmta.name(),
                        String.join(" ", vmta.addresses()),
                        vmta.ehlo(),
                        String.join(" ", vmta.pools()),
                        vmta.proxy().orElse(""))
                .toLowerCase(Locale.ROOT);
    }

    public Reply form(Visit visit) {
        return form(visit, 200, "");
    }

    private Reply form(Visit visit, int status, String problem) {
        var model = new SwitchModel(
                action(visit),
                kind(visit),
                visit.either(kind(visit)).orElse(""),
                problem,
                visit.field("reason").orElse(""),
                visit.field("for").orElse("3600"));
        return Reply.html(
                status, pages.page(visit.fragment() ? "switch-dialog" : "switch", visit, model, engine.get()));
    }

    private static String action(Visit visit) {
        return visit.either("do")
                .filter(List.of("disable", "enable")::contains)
                .orElseThrow(() -> new Refusal(404, "There is no such action", "Choose one on the page vMTAs."));
    }

    private static String kind(Visit visit) {
        if (visit.either("vmta").isPresent()) {
            return "vmta";
        }
        if (visit.either("address").isPresent()) {
            return "address";
        }
        throw Refusal.unusable("Say which vMTA or address is meant: open the action from the page vMTAs.");
    }

    public Reply act(Visit visit) throws IOException {
        Optional<String> reason = visit.field("reason").filter(text -> text.length() <= LONGEST_REASON);
        if (reason.isEmpty()) {
            return form(visit, 422, "Say why, in up to " + LONGEST_REASON + " characters: others will ask.");
        }
        boolean vmta = kind(visit).equals("vmta");
        boolean disable = action(visit).equals("disable");
        Optional<String> name = visit.either(kind(visit));
        Optional<Duration> length = visit.field("for")
                .filter(text -> disable && text.matches("[0-9]{1,8}"))
                .map(text -> Duration.ofSeconds(Math.min(Long.parseLong(text), LONGEST.toSeconds())))
                .filter(Duration::isPositive);
        var request = new SwitchRequest(vmta ? name : Optional.empty(), vmta ? Optional.empty() : name, length, reason);
        try {
            if (disable) {
                visit.engine().disable(request);
            } else {
                visit.engine().enable(request);
            }
        } catch (EngineException refused) {
            return form(
                    visit, 422, "The engine did not do it: " + refused.problem().detail());
        }
        visit.signedIn()
                .session()
                .tell(new Session.Notice(
                        name.orElse("") + (disable ? " is disabled" : " is enabled")
                                + length.map(time -> " for " + Show.time(time)).orElse("") + ".",
                        false,
                        Optional.empty()));
        return Reply.seeOther("/vmtas");
    }
}
