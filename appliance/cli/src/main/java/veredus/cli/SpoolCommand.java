package veredus.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.engine.envelope.MessageId;
import veredus.engine.spool.SpoolException;
import veredus.engine.spool.SpoolInspection;
import veredus.world.Time;
import veredus.world.real.RealDisk;
import veredus.world.real.RealTime;

/** {@code veredus spool}: looks into the spool of an engine that does not run; changes nothing in it. */
@Command(
        name = "spool",
        description = {
            "Look into a spool without an engine; nothing in it is changed.",
            "Stop the engine first: beside a running one, what it changes meanwhile may look damaged."
        },
        mixinStandardHelpOptions = true)
final class SpoolCommand implements Callable<Integer> {
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(2);
    private static final String DIRECTORY = "The directory of the spool, or a data directory that has it in 'spool'.";

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(err());
        return ExitCode.USAGE;
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }

    /** Reads everything, bodies too. */
    @Command(
            name = "check",
            description = {
                "Read every record and prove its checksums; say what is queued and what is damaged.",
                "Exit code 0: sound, 1: damaged. What a crash tore was never acknowledged, and is no damage."
            },
            mixinStandardHelpOptions = true)
    int check(
            @Parameters(paramLabel = "DIR", description = DIRECTORY) Path directory,
            @Option(names = "--json", description = "Answer as one object of JSON.") boolean json)
            throws SpoolException {
        try (SpoolInspection inspection = open(directory)) {
            SpoolInspection.Report report = inspection.check(progress("segments read"));
            if (json) {
                out().println(line(report));
            } else {
                show(report);
            }
            return report.problems().isEmpty() ? ExitCode.OK : ExitCode.NO;
        }
    }

    private void show(SpoolInspection.Report report) {
        report.problems().forEach(out()::println);
        report.torn().forEach(out()::println);
        var table = new Table("RECORDS", "NUMBER");
        report.records().forEach((type, number) -> table.add(type, number));
        out().println(table.in(Look.of(spec)));
        int problems = report.problems().size();
        out().println(report.segments() + " segments, " + report.queued() + " messages queued, "
                + (problems == 0
                        ? "sound"
                        : problems + " damaged; 'veredus spool export' saves every message that can be read"));
    }

    private static JsonLine line(SpoolInspection.Report report) {
        var records = new JsonLine();
        for (Map.Entry<String, Long> type : report.records().entrySet()) {
            records.with(type.getKey().toLowerCase(Locale.ROOT), type.getValue());
        }
        return new JsonLine()
                .with("sound", report.problems().isEmpty())
                .with("segments", report.segments())
                .with("queued", report.queued())
                .with("records", records)
                .with("problems", report.problems())
                .with("torn", report.torn());
    }

    /** Shows the log. */
    @Command(
            name = "dump",
            description = "Show the records of the log in their order, one in a line; bodies are left out.",
            mixinStandardHelpOptions = true)
    int dump(
            @Parameters(paramLabel = "DIR", description = DIRECTORY) Path directory,
            @Option(names = "--id", description = "Only those about this message.") @Nullable String id,
            @Option(
                            names = "--queue",
                            paramLabel = "QUEUE",
                            description = "Only those that name this queue, campaign:tenant@domain/pool.")
                    @Nullable
                    String queue,
            @Option(names = "--limit", paramLabel = "N", description = "At most so many.") @Nullable Long limit,
            @Option(names = "--json", description = "Answer as JSON, one record in a line.") boolean json)
            throws SpoolException {
        if (limit != null && limit < 1) {
            throw new CommandFailure(ExitCode.USAGE, "--limit is 1 or more");
        }
        Optional<MessageId> message = Optional.ofNullable(id).map(SpoolCommand::messageId);
        var filter =
                new SpoolInspection.Filter(message, Optional.ofNullable(queue), limit == null ? Long.MAX_VALUE : limit);
        try (SpoolInspection inspection = open(directory)) {
            inspection.dump(filter, entry -> out().println(json ? line(entry) : text(entry)), (done, all) -> {});
        }
        return ExitCode.OK;
    }

    private static MessageId messageId(String text) {
        return MessageId.parse(text)
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "'" + text + "' is not a message's id"));
    }

    private static String text(SpoolInspection.Entry entry) {
        var line = new StringBuilder();
        line.append(entry.segment()).append(':').append(entry.position());
        if (entry.sequence() >= 0) {
            line.append(' ').append(entry.sequence());
        }
        line.append(' ').append(entry.type());
        for (MessageId id : entry.messages()) {
            line.append(' ').append(id);
        }
        return Table.printable(
                line.append(entry.text().isEmpty() ? "" : " " + entry.text()).toString());
    }

    private static JsonLine line(SpoolInspection.Entry entry) {
        return new JsonLine()
                .with("segment", entry.segment())
                .with("position", entry.position())
                .with("sequence", entry.sequence())
                .with("type", entry.type())
                .with(
                        "messages",
                        entry.messages().stream().map(MessageId::toString).toList())
                .with("queues", entry.queues())
                .with("text", entry.text());
    }

    /** Saves what is queued. */
    @Command(
            name = "export",
            description = {
                "Write each queued message to an own file, ID.eml, and all envelopes to envelopes.jsonl.",
                "Exit code 0: all are written, 1: some cannot be read; each of these is named.",
                "Say 'sync' before you delete the spool: the files are not forced to the disk one by one."
            },
            mixinStandardHelpOptions = true)
    int export(
            @Parameters(paramLabel = "DIR", description = DIRECTORY) Path directory,
            @Option(
                            names = "--to",
                            paramLabel = "DIR2",
                            required = true,
                            description = "Where to; a new or empty directory.")
                    Path into,
            @Option(names = "--json", description = "Answer as one object of JSON.") boolean json)
            throws SpoolException {
        try (SpoolInspection inspection = open(directory)) {
            long[] unreadable = {0};
            long written = inspection.export(
                    into.toAbsolutePath(),
                    problem -> {
                        unreadable[0]++;
                        err().println("veredus: " + Table.printable(problem));
                    },
                    progress("messages written"));
            if (json) {
                out().println(new JsonLine().with("written", written).with("problems", unreadable[0]));
            } else {
                out().println(written + " messages written to " + into
                        + (unreadable[0] == 0 ? "" : "; " + unreadable[0] + " problems"));
            }
            return unreadable[0] == 0 ? ExitCode.OK : ExitCode.NO;
        }
    }

    private SpoolInspection open(Path named) {
        Path inside = named.resolve("spool");
        Path directory = Files.isDirectory(inside) ? inside : named;
        try {
            SpoolInspection inspection = SpoolInspection.open(new RealDisk(), directory.toAbsolutePath());
            if (inspection.isInUse()) {
                err().println("veredus: " + directory
                        + " is in use; what its engine changes meanwhile may look damaged");
            }
            return inspection;
        } catch (SpoolException none) {
            throw new CommandFailure(ExitCode.UNAVAILABLE, String.valueOf(none.getMessage()));
        }
    }

    /** A line on standard error every two seconds, the first one after as long. */
    private SpoolInspection.Progress progress(String what) {
        Time time = new RealTime();
        return new SpoolInspection.Progress() {
            private long last = time.nanos();

            @Override
            public void at(long done, long all) {
                long now = time.nanos();
                if (now - last >= BETWEEN_LINES.toNanos()) {
                    last = now;
                    err().println(done + " of " + all + " " + what);
                    err().flush();
                }
            }
        };
    }
}
