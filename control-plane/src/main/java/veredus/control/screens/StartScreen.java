package veredus.control.screens;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import veredus.api.admin.MachineView;
import veredus.api.admin.MachineView.AddressView;
import veredus.api.admin.MachineView.NameView;
import veredus.api.admin.MachineView.Scope;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.start.Beginning;
import veredus.control.start.FirstSetUp;
import veredus.control.start.FirstSetUp.Step;
import veredus.control.start.FirstSetUp.Vmta;
import veredus.control.start.FirstSetUps;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/**
 * How do I get the first mail out? The first set-up: our name, and the addresses of the machine that become vMTAs. Each page
 * is a form that works without a script; what is answered is kept, and nothing is in force before the review.
 */
public final class StartScreen {
    /** So many addresses are offered; more are added in the files. */
    static final int MOST_ROWS = 64;

    private static final int LONGEST_HOST = 253;
    static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern HOST = Pattern.compile("[\\p{L}\\p{N}._-]+");

    private final Pages pages;
    private final Supplier<Snapshot> engine;
    private final FirstSetUps setUps;
    private final Beginning beginning;

    /**
     * The page of the name.
     *
     * @param errors by field
     * @param seen the name that {@code warnings} are about, which may be gone on with; empty before it was looked at
     */
    public record HostModel(
            FirstSetUp said, String host, String seen, Map<String, String> errors, List<String> warnings) {}

    /** The page of the addresses. */
    public record AddressesModel(FirstSetUp said, List<Row> rows, int left, String pool, Map<String, String> errors) {}

    /**
     * An address that may become a vMTA.
     *
     * @param address empty for whichever the machine chooses
     * @param remark what to know of it
     */
    public record Row(
            String address,
            String where,
            Scope scope,
            List<String> names,
            boolean chosen,
            String name,
            String ehlo,
            String remark) {
        public String scopeWord() {
            return scope.name().toLowerCase(Locale.ROOT);
        }
    }

    public StartScreen(Pages pages, Supplier<Snapshot> engine, FirstSetUps setUps, Beginning beginning) {
        this.pages = pages;
        this.engine = engine;
        this.setUps = setUps;
        this.beginning = beginning;
    }

    private FirstSetUp said() {
        return setUps.begun().orElse(FirstSetUp.NOTHING);
    }

    /** The page of a step. */
    public static String path(Step step) {
        return "/start/" + step.name().toLowerCase(Locale.ROOT);
    }

    /** To where it was left; to the dashboard where there is nothing to begin, unless it is asked for. */
    public Reply begin(Visit visit) throws IOException {
        boolean wanted = setUps.begun().isPresent() || visit.parameter("again").isPresent();
        return Reply.seeOther(wanted || beginning.isOffered(visit) ? path(said().next()) : "/");
    }

    /** Forgets what was said; what is in force stays so. */
    public Reply over(Visit visit) throws IOException {
        setUps.forget();
        return Reply.seeOther(path(Step.HOST));
    }

    public Reply host(Visit visit) throws IOException {
        if (!said().isOpen(Step.HOST)) {
            return Reply.seeOther(path(said().next()));
        }
        String known = said().host();
        String proposed =
                known.isEmpty() ? visit.engine().machine(Optional.empty()).hostName() : known;
        return page(visit, 200, "start-host", new HostModel(said(), proposed, "", Map.of(), List.of()));
    }

    public Reply keepHost(Visit visit) throws IOException {
        String host = visit.field("host").orElse("").toLowerCase(Locale.ROOT);
        if (host.isEmpty()
                || host.length() > LONGEST_HOST
                || !HOST.matcher(host).matches()) {
            return unusable(visit, host, "Name this machine as others know it, such as mail.example.com.");
        }
        if (!host.equals(visit.field("seen").orElse(""))) {
            List<String> warnings;
            try {
                warnings = warnings(host, visit.engine().machine(Optional.of(host)));
            } catch (EngineException refused) {
                if (refused.problem().status() != 422) {
                    throw refused;
                }
                return unusable(visit, host, "That is no host name; one is such as mail.example.com.");
            }
            if (!warnings.isEmpty()) {
                return page(visit, 200, "start-host", new HostModel(said(), host, host, Map.of(), warnings));
            }
        }
        setUps.keep(said().withHost(host));
        return Reply.seeOther(path(Step.ADDRESSES));
    }

    private Reply unusable(Visit visit, String host, String error) {
        return page(visit, 422, "start-host", new HostModel(said(), host, "", Map.of("host", error), List.of()));
    }

    /** What receivers may dislike about the name. */
    static List<String> warnings(String host, MachineView machine) {
        var warnings = new ArrayList<String>();
        if (host.indexOf('.') < 0) {
            warnings.add("It has no domain: many receivers refuse mail from a machine that says such a name.");
        }
        NameView asked = machine.asked().orElse(new NameView(host, List.of(), false, "nobody was asked"));
        if (!asked.problem().isEmpty()) {
            warnings.add("It leads nowhere (" + asked.problem()
                    + "). Publish an A or AAAA record for it with the address that mail leaves from.");
        } else if (!asked.isOurs()) {
            warnings.add("It leads to " + String.join(", ", asked.addresses())
                    + ", which is no address of this machine. That is right where a translation (NAT) lies between;"
                    + " otherwise mend the record.");
        }
        List<AddressView> outside = machine.addresses().stream()
                .filter(address -> address.scope() == Scope.PUBLIC)
                .toList();
        if (outside.isEmpty()) {
            warnings.add("This machine has no public address of its own, so what receivers find for the outside one"
                    + " (PTR) cannot be seen from here. It should be " + host + ": ask whoever gave you the address.");
        } else if (outside.stream().noneMatch(address -> address.confirmed().contains(host))) {
            warnings.add("No address of this machine is called so (PTR). Whoever gave you the addresses sets that;"
                    + " many receivers refuse mail without it.");
        }
        return warnings;
    }

    public Reply addresses(Visit visit) throws IOException {
        if (!said().isOpen(Step.ADDRESSES)) {
            return Reply.seeOther(path(said().next()));
        }
        MachineView machine = visit.engine().machine(Optional.of(said().host()));
        List<Row> rows = rows(machine);
        int left = machine.addressesLeft() + Math.max(0, machine.addresses().size() - MOST_ROWS);
        return page(visit, 200, "start-addresses", new AddressesModel(said(), rows, left, said().pool(), Map.of()));
    }

    /** Those of the machine as they were chosen before, or as we would choose them. */
    private List<Row> rows(MachineView machine) {
        var rows = new ArrayList<Row>();
        Scope best = machine.addresses().stream().anyMatch(address -> address.scope() == Scope.PUBLIC)
                ? Scope.PUBLIC
                : Scope.PRIVATE;
        for (AddressView address : machine.addresses().stream().limit(MOST_ROWS).toList()) {
            String remark = remark(address);
            String ehlo = address.confirmed().stream().findFirst().orElse(said().host());
            rows.add(row(
                    address.address(),
                    address.interfaceName(),
                    address.scope(),
                    address.names(),
                    address.scope() == best,
                    "mta" + (rows.size() + 1),
                    ehlo,
                    remark));
        }
        boolean none = rows.stream().noneMatch(Row::chosen);
        rows.add(row(
                "",
                "",
                Scope.PUBLIC,
                List.of(),
                none && said().vmtas().isEmpty(),
                "mta" + (rows.size() + 1),
                said().host(),
                "for machines whose address changes"));
        return rows;
    }

    private Row row(
            String address,
            String where,
            Scope scope,
            List<String> names,
            boolean proposed,
            String name,
            String ehlo,
            String remark) {
        Optional<Vmta> known = said().vmtas().stream()
                .filter(vmta -> vmta.address().equals(address))
                .findFirst();
        boolean chosen = said().vmtas().isEmpty() ? proposed : known.isPresent();
        return new Row(
                address,
                where,
                scope,
                names,
                chosen,
                known.map(Vmta::name).orElse(name),
                known.map(Vmta::ehlo).orElse(ehlo),
                remark);
    }

    private static String remark(AddressView address) {
        return switch (address.scope()) {
            case LOOPBACK -> "reaches this machine alone: for trials";
            case LINK -> "reaches its own link alone";
            case PRIVATE -> "receivers meet the address of your translation (NAT)";
            case PUBLIC ->
                address.names().isEmpty()
                        ? "has no name in the DNS (PTR): many receivers refuse it"
                        : address.confirmed().isEmpty() ? "its name (PTR) does not lead back to it" : "";
        };
    }

    public Reply keepAddresses(Visit visit) throws IOException {
        if (!said().isOpen(Step.ADDRESSES)) {
            return Reply.seeOther(path(said().next()));
        }
        var rows = new ArrayList<Row>();
        var chosen = new ArrayList<Vmta>();
        Map<String, String> errors = new LinkedHashMap<>();
        String pool = visit.field("pool").orElse("");
        Set<String> taken = new HashSet<>(Set.of(pool));
        if (!NAME.matcher(pool).matches()) {
            errors.put("pool", "Letters, digits, dots, dashes and underscores.");
        }
        for (int i = 0; i <= MOST_ROWS && visit.form().containsKey("name-" + i); i++) {
            Row row = given(visit, i);
            rows.add(row);
            if (row.chosen()) {
                check(row, i, taken, errors);
                chosen.add(new Vmta(row.name(), row.address(), row.ehlo()));
            }
        }
        if (chosen.isEmpty()) {
            errors.put("use", "Choose at least one: mail leaves from somewhere.");
        }
        if (!errors.isEmpty()) {
            return page(visit, 422, "start-addresses", new AddressesModel(said(), rows, 0, pool, errors));
        }
        setUps.keep(said().withVmtas(chosen, pool));
        return Reply.seeOther(path(said().next() == Step.ACCESS ? Step.ACCESS : Step.REVIEW));
    }

    private static void check(Row row, int number, Set<String> taken, Map<String, String> errors) {
        if (!NAME.matcher(row.name()).matches()) {
            errors.put("name-" + number, "Letters, digits, dots, dashes and underscores.");
        } else if (!taken.add(row.name())) {
            errors.put("name-" + number, "That name is taken, by another vMTA or the pool.");
        }
        if (row.ehlo().length() > LONGEST_HOST || !HOST.matcher(row.ehlo()).matches()) {
            errors.put("ehlo-" + number, "A host name, such as mail.example.com.");
        }
    }

    /** What the form said in a row. */
    private static Row given(Visit visit, int number) {
        String scope = visit.field("scope-" + number).orElse("");
        return new Row(
                visit.field("address-" + number).orElse(""),
                visit.field("where-" + number).orElse(""),
                List.of(Scope.values()).stream()
                        .filter(known -> known.name().equals(scope))
                        .findFirst()
                        .orElse(Scope.PUBLIC),
                visit.field("names-" + number)
                        .map(names -> List.of(names.split(" ")))
                        .orElse(List.of()),
                visit.field("use-" + number).isPresent(),
                visit.field("name-" + number).orElse(""),
                visit.field("ehlo-" + number).orElse(""),
                visit.field("remark-" + number).orElse(""));
    }

    private Reply page(Visit visit, int status, String template, Object model) {
        return Reply.html(status, pages.page(template, visit, model, engine.get()));
    }
}
