package veredus.control.screens;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import veredus.api.admin.PolicyCompareRequest;
import veredus.api.admin.PolicyComparison;
import veredus.api.admin.Role;
import veredus.api.client.EngineException;
import veredus.api.policy.PolicyProblem;
import veredus.api.policy.PolicyTexts;
import veredus.control.live.Snapshot;
import veredus.control.people.Draft;
import veredus.control.people.Session;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;

/** What is configured? The files in force, and an editor for each that checks while it is typed in. */
public final class ConfigScreen {
    /** Longer files are shown and not edited here: browsers send up to three bytes for a character. */
    static final int MOST_EDITED = 320 << 10;

    private static final String MANAGED = "managed/";

    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * One file of the list.
     *
     * @param draft {@code added}, {@code removed} or {@code changed} by the visitor; else empty
     */
    public record Row(String name, long lines, long bytes, String draft) {
        public boolean isManaged() {
            return name.startsWith(MANAGED);
        }
    }

    /** The list. */
    public record ListModel(Standing standing, List<Row> rows, Instant now) {}

    /**
     * The editor.
     *
     * @param text with the visitor's changes
     * @param line to go to; 0 for none
     * @param fault why it cannot be edited; empty where it can
     */
    public record Model(Standing standing, String name, String text, int line, boolean isNew, String fault) {
        public boolean isManaged() {
            return name.startsWith(MANAGED);
        }

        public boolean isChanged() {
            return standing.draft()
                    .filter(draft -> draft.files().containsKey(name))
                    .isPresent();
        }

        /** The numbers beside the text, one in a line. */
        public String numbers() {
            return String.join(
                    "\n",
                    IntStream.rangeClosed(
                                    1, (int) text.chars().filter(c -> c == '\n').count() + 1)
                            .mapToObj(Integer::toString)
                            .toList());
        }
    }

    /**
     * What the engine says of a text while it is typed.
     *
     * @param name of the file that is open
     * @param fault why it said nothing; empty where it did
     */
    public record CheckModel(String name, boolean accepted, List<PolicyProblem> problems, int changes, String fault) {
        public long errors() {
            return problems.stream()
                    .filter(problem -> problem.severity() == PolicyProblem.Severity.ERROR)
                    .count();
        }

        /** Those of the open file first. */
        public List<PolicyProblem> sorted() {
            return Stream.concat(
                            problems.stream()
                                    .filter(problem -> problem.origin().file().equals(name)),
                            problems.stream()
                                    .filter(problem -> !problem.origin().file().equals(name)))
                    .toList();
        }
    }

    /** Characters that the editor takes. */
    public static int mostEdited() {
        return MOST_EDITED;
    }

    public ConfigScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply list(Visit visit) throws IOException {
        Standing standing = Standing.of(visit);
        Map<String, String> before = standing.files();
        Map<String, String> after = standing.candidate();
        var names = new TreeSet<>(before.keySet());
        names.addAll(after.keySet());
        List<Row> rows = names.stream()
                .map(name -> {
                    String text = after.getOrDefault(name, before.getOrDefault(name, ""));
                    String draft = !after.containsKey(name)
                            ? "removed"
                            : !before.containsKey(name) ? "added" : text.equals(before.get(name)) ? "" : "changed";
                    return new Row(name, text.lines().count(), text.length(), draft);
                })
                .toList();
        return Reply.html(pages.page("config", visit, new ListModel(standing, rows, visit.now()), engine.get()));
    }

    public Reply file(Visit visit) throws IOException {
        Standing standing = Standing.of(visit);
        String name = name(visit);
        Optional<String> known = Optional.ofNullable(standing.candidate().get(name))
                .or(() -> Optional.ofNullable(standing.files().get(name)));
        if (known.isEmpty() && !visit.may(Role.ADMIN)) {
            throw new Refusal(404, "There is no such file", "The page Configuration lists those in force.");
        }
        String text = known.orElse("");
        String fault = !visit.may(Role.ADMIN)
                ? "To change it needs the role admin."
                : text.length() > MOST_EDITED
                        ? "It is too large to be edited here (" + Show.bytes(text.length())
                                + "): edit it on disk, and put it in force with veredus reload."
                        : "";
        var model = new Model(standing, name, text, visit.number("line", 0, 1_000_000), known.isEmpty(), fault);
        return Reply.html(pages.page("config-file", visit, model, engine.get()));
    }

    /** The name of a file as any configuration may have. */
    private static String name(Visit visit) {
        String name = visit.either("name")
                .orElseThrow(() -> new Refusal(404, "Which file?", "Choose one on the page Configuration."));
        try {
            PolicyTexts.of(Map.of(name, ""));
        } catch (IllegalArgumentException unusable) {
            throw Refusal.unusable(
                    Character.toUpperCase(String.valueOf(unusable.getMessage()).charAt(0))
                            + String.valueOf(unusable.getMessage()).substring(1) + ".");
        }
        return name;
    }

    /** The text of the form, with the line ends of files. */
    private static String text(Visit visit) {
        String text = visit.form().getOrDefault("text", "").replace("\r\n", "\n");
        return text.isEmpty() || text.endsWith("\n") ? text : text + "\n";
    }

    /** While it is typed. */
    public Reply check(Visit visit) throws IOException {
        String name = name(visit);
        CheckModel model;
        try {
            Standing standing = Standing.of(visit);
            PolicyComparison told = visit.engine()
                    .compare(new PolicyCompareRequest(
                            Optional.of(standing.candidate(name, text(visit))),
                            Optional.of(standing.base()),
                            Optional.empty(),
                            true));
            model = new CheckModel(
                    name, told.accepted(), told.problems(), told.changes().size(), "");
        } catch (EngineException refused) {
            model = new CheckModel(
                    name,
                    false,
                    List.of(),
                    0,
                    refused.problem().title() + ": " + refused.problem().detail());
        }
        return Reply.html(pages.page("config-check", visit, model, engine.get()));
    }

    /** Takes a text into the draft, where it can be reviewed with the others. */
    public Reply keep(Visit visit) throws IOException {
        return kept(visit, Optional.of(text(visit)));
    }

    /** Takes the removal of a file into the draft. */
    public Reply remove(Visit visit) throws IOException {
        return kept(visit, Optional.empty());
    }

    private static Reply kept(Visit visit, Optional<String> text) throws IOException {
        String name = name(visit);
        Session session = visit.signedIn().session();
        Draft changed = Standing.of(visit).changed(name, text);
        if (changed.characters() > Draft.MOST_CHARACTERS) {
            throw Refusal.unusable("Your changes are more than " + Show.bytes(Draft.MOST_CHARACTERS)
                    + ": apply some of them first, or edit on disk.");
        }
        session.keep(changed);
        return Reply.seeOther("/config/review");
    }

    /** Takes a change back out of the draft. */
    public Reply restore(Visit visit) throws IOException {
        String name = name(visit);
        Session session = visit.signedIn().session();
        session.draft().ifPresent(draft -> session.keep(draft.without(name)));
        return Reply.seeOther(session.draft().isPresent() ? "/config/review" : "/config");
    }
}
