package veredus.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What the verbs of {@code pmta} are called here. The one table of them. */
final class PmtaVerbs {
    /** Where the packages put the configuration. */
    private static final String INSTALLED = "/etc/veredus";

    /**
     * One verb.
     *
     * @param words such as {@code show queues}
     * @param usage what may follow
     * @param ours our command, for people; what to do instead where there is none
     * @param translation of what follows into words of our command line; empty where there is none
     */
    record Verb(String words, String usage, String ours, Optional<Function<PmtaWords, List<String>>> translation) {}

    private PmtaVerbs() {}

    static final List<Verb> ALL = List.of(
            as("show status", "", "status", words -> List.of("status")),
            as("show version", "", "version", words -> List.of("version")),
            as("show queues", "[D/V]", "queue list --sort name", PmtaVerbs::queues),
            as("show topqueues", "[--count N]", "queue list", words -> listing(words, "queue", "list")),
            as("show domains", "[--count N]", "queue list --by domain", words -> listing(words, grouped("domain"))),
            as("show topdomains", "[--count N]", "queue list --by domain", words -> listing(words, grouped("domain"))),
            as("show jobs", "[--count N]", "queue list --by campaign", words -> listing(words, grouped("campaign"))),
            as("show vmtas", "", "vmta list", words -> List.of("vmta", "list")),
            as("show disabled sources", "", "vmta list", words -> List.of("vmta", "list")),
            not("show vmta-settings", "see vmtas.toml, or 'veredus config explain DOMAIN --vmta V'"),
            not("show settings", "use 'veredus config explain DOMAIN', which names the line of each setting"),
            not("show license", "there is none to be shown: it is free software, see LICENSE"),
            not("show registration", "there is none"),
            not("show precache", "there is no such cache; 'veredus resolve DOMAIN' asks the DNS"),
            as(
                    "list",
                    "[--queue D/V] [--rcpt A] [--orig A] [--job J] [--older-than T]",
                    "message list",
                    words -> filtered(words, "message", "list")),
            as("pause queue", "D/V", "queue pause", words -> reasoned(words, queue(words, "pause"))),
            as("resume queue", "D/V", "queue resume", words -> queue(words, "resume")),
            as("pause job", "J", "queue pause --campaign J", words -> reasoned(words, job(words, "pause"))),
            as("resume job", "J", "queue resume --campaign J", words -> job(words, "resume")),
            as("schedule", "D/V or filters as of list", "queue retry", words -> filtered(words, "queue", "retry")),
            as(
                    "delete",
                    "--queue D/V or --job J, filters as of list, [--dsn]",
                    "queue delete, queue bounce",
                    PmtaVerbs::delete),
            as("set queue", "--mode=normal|backoff D/V", "queue normal, queue backoff", PmtaVerbs::mode),
            not("set priority", "priorities are 0 (first) to 9 here: use 'veredus queue priority --campaign J --to N'"),
            as(
                    "disable source",
                    "[--reenable-after T] IP",
                    "vmta disable --address IP",
                    words -> reasoned(words, source(words, "disable"))),
            as("enable source", "IP", "vmta enable --address IP", words -> source(words, "enable")),
            as("trace", "ID or ADDRESS", "trace", words -> named(words, "an id or an address", "trace")),
            as("resolve", "DOMAIN", "resolve", words -> named(words, "a domain", "resolve")),
            as("reload", "", "reload", words -> List.of("reload")),
            as("check", "[DIR]", "config check", PmtaVerbs::check),
            as("test config", "[DIR]", "config check", PmtaVerbs::check),
            not("check spf", "it is not there; look at the TXT record of the sender's domain"),
            not("clear dnscache", "answers are kept for their TTL; 'veredus reload' has every queue find its way anew"),
            not("clear secretscache", "secrets are asked for again at a reload after vault-cache, see secrets.toml"),
            not("reset counters", "counters run from the start of the engine; take differences, as Prometheus does"),
            not("rotate", "files are rotated by size and time, see accounting.toml"),
            not("register", "there is nothing to register"),
            not("deregister", "there is nothing to register"),
            not("digest", "use 'veredus password'"));

    private static Verb as(String words, String usage, String ours, Function<PmtaWords, List<String>> translation) {
        return new Verb(words, usage, "veredus " + ours, Optional.of(translation));
    }

    private static Verb not(String words, String instead) {
        return new Verb(words, "", instead, Optional.empty());
    }

    /**
     * The words of our command line.
     *
     * @throws CommandFailure when they cannot be translated, with what to use instead
     */
    static List<String> translate(List<String> line) {
        Verb verb = ALL.stream()
                .filter(each -> startsWith(line, each.words()))
                .max((one, other) ->
                        Integer.compare(one.words().length(), other.words().length()))
                .orElseThrow(() -> new CommandFailure(
                        ExitCode.USAGE, "pmta has no such verb here; 'veredus pmta --list' has those there are"));
        Function<PmtaWords, List<String>> translation = verb.translation()
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "pmta " + verb.words() + ": " + verb.ours()));
        var words = new PmtaWords(line.subList(verb.words().split(" ", -1).length, line.size()));
        var translated = new ArrayList<>(translation.apply(words));
        translated.addAll(words.common());
        words.requireAllTaken();
        return translated;
    }

    private static boolean startsWith(List<String> line, String words) {
        List<String> verb = List.of(words.split(" ", -1));
        return line.size() >= verb.size() && line.subList(0, verb.size()).equals(verb);
    }

    private static List<String> listing(PmtaWords words, String... command) {
        var ours = new ArrayList<>(List.of(command));
        words.take("--count", "--maxitems").ifPresent(count -> ours.add("--limit=" + count));
        return ours;
    }

    private static String[] grouped(String by) {
        return new String[] {"queue", "list", "--by=" + by};
    }

    private static List<String> queues(PmtaWords words) {
        List<String> ours = listing(words, "queue", "list", "--sort=name");
        words.name().ifPresent(pattern -> ours.add("--filter=" + pattern.replace("*", "")));
        return ours;
    }

    private static List<String> named(PmtaWords words, String what, String command) {
        return List.of(command, words.name().orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "name " + what)));
    }

    private static List<String> check(PmtaWords words) {
        return List.of("config", "check", words.name().orElse(INSTALLED));
    }

    /** A queue of PowerMTA is a domain and a vMTA, either of which may be an asterisk. */
    private static List<String> conditions(String queue) {
        int slash = queue.indexOf('/');
        String domain = slash < 0 ? queue : queue.substring(0, slash);
        String vmta = slash < 0 ? "*" : queue.substring(slash + 1);
        var ours = new ArrayList<String>();
        if (!domain.equals("*")) {
            ours.add("--domain=" + domain);
        }
        if (!vmta.equals("*")) {
            ours.add("--pool=" + vmta);
        }
        if (ours.isEmpty()) {
            ours.add("--all");
        }
        return ours;
    }

    private static List<String> queue(PmtaWords words, String action) {
        String queue = words.name()
                .or(() -> words.take("--queue"))
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "name a queue, such as example.com/vmta1"));
        var ours = new ArrayList<>(List.of("queue", action));
        ours.addAll(conditions(queue));
        return ours;
    }

    private static List<String> job(PmtaWords words, String action) {
        String job = words.name()
                .or(() -> words.take("--jobId", "--jobid", "--job"))
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "name a job"));
        return new ArrayList<>(List.of("queue", action, "--campaign=" + job));
    }

    private static List<String> filtered(PmtaWords words, String... command) {
        var ours = new ArrayList<>(List.of(command));
        words.name().or(() -> words.take("--queue")).ifPresent(queue -> {
            List<String> conditions = conditions(queue);
            // Lists want no word for everything.
            ours.addAll(command[0].equals("message") ? without(conditions, "--all") : conditions);
        });
        words.take("--jobId", "--jobid", "--job").ifPresent(job -> ours.add("--campaign=" + job));
        words.take("--rcpt").ifPresent(address -> ours.add("--recipient=" + address));
        words.take("--orig").ifPresent(address -> ours.add("--sender=" + address));
        words.take("--older-than", "--olderThan").ifPresent(age -> ours.add("--older-than=" + age));
        words.has("--retry-recipients");
        return ours;
    }

    private static List<String> without(List<String> words, String word) {
        return words.stream().filter(each -> !each.equals(word)).toList();
    }

    private static List<String> delete(PmtaWords words) {
        return reasoned(words, filtered(words, "queue", words.has("--dsn") ? "bounce" : "delete"));
    }

    private static List<String> mode(PmtaWords words) {
        String mode = words.take("--mode")
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "say which: --mode=normal or --mode=backoff"));
        return switch (mode) {
            case "normal" -> queue(words, "normal");
            case "backoff" -> reasoned(words, queue(words, "backoff"));
            default -> throw new CommandFailure(ExitCode.USAGE, "there is no mode " + mode);
        };
    }

    private static List<String> source(PmtaWords words, String action) {
        String address = words.name().orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "name a source address"));
        var ours = new ArrayList<>(List.of("vmta", action, "--address=" + address));
        words.take("--reenable-after").ifPresent(time -> ours.add("--for=" + time));
        return ours;
    }

    /** Runbooks give no reason; the log then says that it was one of them. */
    private static List<String> reasoned(PmtaWords words, List<String> ours) {
        var reasoned = new ArrayList<>(ours);
        if (!words.hasReason()) {
            reasoned.add("--reason=by hand, with a verb of pmta");
        }
        return reasoned;
    }
}
