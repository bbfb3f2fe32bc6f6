package veredus.control.screens;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import veredus.api.admin.MachineView;
import veredus.api.policy.Cidr;
import veredus.control.live.Snapshot;
import veredus.control.start.FirstSetUp;
import veredus.control.start.FirstSetUp.Access;
import veredus.control.start.FirstSetUp.Step;
import veredus.control.start.FirstSetUps;
import veredus.control.start.SendingPassword;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;
import veredus.world.Chance;

/** Who may hand mail in: the step of the first set-up with the first sending user, networks that may relay, and a port. */
public final class StartAccessScreen {
    private static final int MOST_NETWORKS = 100;
    private static final int HIGHEST_PORT = 65_535;
    private static final Pattern USER = Pattern.compile("[^\\p{Cntrl}\\s\"\\\\]{1,128}");

    private final Pages pages;
    private final Supplier<Snapshot> engine;
    private final FirstSetUps setUps;
    private final Chance chance;

    /**
     * What the form holds.
     *
     * @param networks as they were typed
     */
    public record Form(String user, String tenant, String networks, String listen, String port) {}

    /**
     * The page.
     *
     * @param places addresses at which there may be a port
     * @param hasPort whether the configuration has one already
     * @param hasUsers whether it has users already
     */
    public record Model(
            FirstSetUp said,
            Form form,
            List<String> places,
            boolean hasPort,
            boolean hasUsers,
            Map<String, String> errors) {}

    /** The page that shows a password once. */
    public record PasswordModel(FirstSetUp said, String user, String password) {}

    /** What the configuration has already. */
    private record Present(boolean port, boolean users) {
        static Present of(SortedMap<String, String> files) {
            return new Present(has(files, "listener"), has(files, "user"));
        }

        private static boolean has(SortedMap<String, String> files, String table) {
            return files.values().stream()
                    .flatMap(String::lines)
                    .anyMatch(line -> line.strip().startsWith("[[" + table + "]]"));
        }
    }

    public StartAccessScreen(Pages pages, Supplier<Snapshot> engine, FirstSetUps setUps, Chance chance) {
        this.pages = pages;
        this.engine = engine;
        this.setUps = setUps;
        this.chance = chance;
    }

    private FirstSetUp said() {
        return setUps.begun().orElse(FirstSetUp.NOTHING);
    }

    public Reply form(Visit visit) throws IOException {
        if (!said().isOpen(Step.ACCESS)) {
            return Reply.seeOther(StartScreen.path(said().next()));
        }
        Present present = Present.of(Standing.of(visit).files());
        Access access = said().access();
        String port =
                access.port() > 0 ? Integer.toString(access.port()) : access.answered() || present.port() ? "" : "2525";
        var form =
                new Form(access.user(), access.tenant(), String.join("\n", access.networks()), access.listen(), port);
        return page(visit, 200, form, present, Map.of());
    }

    private Reply page(Visit visit, int status, Form form, Present present, Map<String, String> errors)
            throws IOException {
        List<String> places = Stream.concat(
                        Stream.of("127.0.0.1", "0.0.0.0", "::"),
                        visit.engine().machine(Optional.empty()).addresses().stream()
                                .filter(address -> address.scope() == MachineView.Scope.PUBLIC
                                        || address.scope() == MachineView.Scope.PRIVATE)
                                .limit(StartScreen.MOST_ROWS)
                                .map(MachineView.AddressView::address))
                .toList();
        var model = new Model(said(), form, places, present.port(), present.users(), errors);
        return Reply.html(status, pages.page("start-access", visit, model, engine.get()));
    }

    public Reply keep(Visit visit) throws IOException {
        if (!said().isOpen(Step.ACCESS)) {
            return Reply.seeOther(StartScreen.path(said().next()));
        }
        var form = new Form(
                visit.field("user").orElse(""),
                visit.field("tenant").orElse(""),
                visit.field("networks").orElse(""),
                visit.field("listen").orElse(""),
                visit.field("port").orElse(""));
        Present present = Present.of(Standing.of(visit).files());
        List<String> networks = Arrays.stream(form.networks().split("[\\s,]+"))
                .filter(text -> !text.isEmpty())
                .toList();
        Map<String, String> errors = errors(form, networks, present);
        if (!errors.isEmpty()) {
            return page(visit, 422, form, present, errors);
        }
        Access before = said().access();
        boolean kept = before.hasPassword()
                && before.user().equals(form.user())
                && visit.field("anew").isEmpty();
        Optional<SendingPassword> made =
                form.user().isEmpty() || kept ? Optional.empty() : Optional.of(SendingPassword.make(chance));
        boolean keeps = kept && !form.user().isEmpty();
        setUps.keep(said().withAccess(new Access(
                true,
                form.user(),
                form.tenant(),
                made.map(SendingPassword::hash).orElse(keeps ? before.password() : ""),
                made.map(SendingPassword::scram).orElse(keeps ? before.scram() : ""),
                networks,
                form.listen(),
                form.port().isEmpty() ? 0 : Integer.parseInt(form.port()))));
        if (made.isEmpty()) {
            return Reply.seeOther(StartScreen.path(Step.REVIEW));
        }
        var model = new PasswordModel(said(), form.user(), made.get().shown());
        return Reply.html(pages.page("start-password", visit, model, engine.get()));
    }

    private static Map<String, String> errors(Form form, List<String> networks, Present present) {
        Map<String, String> errors = new LinkedHashMap<>();
        if (!form.user().isEmpty() && !USER.matcher(form.user()).matches()) {
            errors.put("user", "Up to 128 characters without blanks, quotes and backslashes.");
        } else if (form.user().isEmpty() && networks.isEmpty() && !present.users()) {
            errors.put("user", "Name a user here or networks below: otherwise nobody can hand mail in.");
        }
        if (!StartScreen.NAME.matcher(form.tenant()).matches()) {
            errors.put("tenant", "Letters, digits, dots, dashes and underscores; \"default\" is always there.");
        }
        networks.stream()
                .filter(text -> Cidr.parse(text).isEmpty())
                .findFirst()
                .ifPresent(bad ->
                        errors.put("networks", bad + " is no network. One is such as 10.0.0.0/8 or 192.0.2.7/32."));
        if (networks.size() > MOST_NETWORKS) {
            errors.put("networks", "At most " + MOST_NETWORKS + " here; add more in the files.");
        }
        boolean number = form.port().matches("[0-9]{1,5}")
                && Integer.parseInt(form.port()) > 0
                && Integer.parseInt(form.port()) <= HIGHEST_PORT;
        if (!form.port().isEmpty() && !number) {
            errors.put("port", "A number from 1 to " + HIGHEST_PORT + ".");
        } else if (form.port().isEmpty() && !networks.isEmpty()) {
            errors.put(
                    "port", "Networks that may relay get a port of their own: choose one that is free, such as 2526.");
        } else if (form.port().isEmpty() && !present.port()) {
            errors.put("port", "There is no port yet at which mail can be handed in: choose one, such as 2525.");
        }
        if (!form.port().isEmpty()
                && veredus.api.policy.IpLiteral.parse(form.listen()).isEmpty()) {
            errors.put("listen", "An address of this machine.");
        }
        return errors;
    }
}
