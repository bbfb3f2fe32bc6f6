package veredus.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.api.admin.GroupQuery;
import veredus.api.admin.QueueQuery;
import veredus.cli.TopFrame.Sample;
import veredus.cli.TopFrame.Sort;
import veredus.cli.TopFrame.View;
import veredus.world.real.RealTime;

/** {@code veredus top}: a running engine, live, on the whole terminal. */
@Command(
        name = "top",
        description = {
            "Watch a running engine: rates, queues, deferrals by provider, connections, alarms.",
            "Keys: q quits, s sorts by something else, / filters queues by name, p pauses the picture."
        },
        mixinStandardHelpOptions = true)
final class TopCommand implements Callable<Integer> {
    private static final Duration EVERY = Duration.ofSeconds(1);
    /** How soon a key is seen. */
    private static final Duration KEY_WAIT = Duration.ofMillis(50);

    private static final int MOST = 200;
    private static final int LONGEST_FILTER = 60;
    private static final int ENTER = '\n';
    private static final int RETURN = '\r';
    private static final int ESCAPE = 27;
    private static final int INTERRUPT = 3;
    private static final int BACKSPACE = 127;

    /** The other screen, without a cursor; and back. */
    private static final String OPEN = "\033[?1049h\033[?25l";

    private static final String CLOSE = "\033[?25h\033[?1049l";
    private static final String HOME = "\033[H";
    private static final String END_OF_LINE = "\033[K";
    private static final String END_OF_SCREEN = "\033[J";

    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Option(names = "--once", description = "Write one picture and end, as on no terminal.")
    private boolean once;

    @Option(names = "--sort", defaultValue = "DELIVERIES", description = "${COMPLETION-CANDIDATES}.")
    private Sort sort;

    @Option(names = "--filter", defaultValue = "", description = "Part of the names of queues.")
    private String filter;

    private final RealTime time = new RealTime();

    @Override
    public Integer call() throws IOException, InterruptedException {
        var view = new View(sort, filter, false, false, new Terminal.Size(MOST, MOST));
        PrintWriter out = spec.commandLine().getOut();
        if (engine.isJson()) {
            Sample sample = sample(view);
            out.println(EngineOptions.line(Map.of(
                    "status", sample.status(),
                    "providers", sample.providers().groups(),
                    "queues", sample.queues().queues(),
                    "alarms", TopFrame.alarms(sample))));
            return ExitCode.OK;
        }
        if (once || !Terminal.isThere()) {
            TopFrame.of(sample(view), Optional.empty(), view).forEach(out::println);
            return ExitCode.OK;
        }
        try (Terminal terminal = Terminal.open()) {
            out.print(OPEN);
            watch(terminal, view, out);
        } finally {
            out.print(CLOSE);
            out.flush();
        }
        return ExitCode.OK;
    }

    private Sample sample(View view) {
        return engine.ask(client -> new Sample(
                time.now(),
                client.status(),
                client.groups(new GroupQuery(GroupQuery.By.PROVIDER, view.filter(), MOST)),
                client.queues(new QueueQuery(QueueQuery.Sort.DELIVERIES, view.filter(), MOST))));
    }

    private void watch(Terminal terminal, View asked, PrintWriter out) throws IOException, InterruptedException {
        View view = asked.on(terminal.size());
        Optional<Sample> before = Optional.empty();
        Sample now = sample(view);
        while (true) {
            show(TopFrame.of(now, before, view), out);
            long began = time.nanos();
            while (time.nanos() - began < EVERY.toNanos()) {
                int key = key(System.in);
                if (key == INTERRUPT || (key == 'q' && !view.typing())) {
                    return;
                }
                if (key >= 0) {
                    view = after(key, view);
                    show(TopFrame.of(now, before, view), out);
                } else {
                    time.sleep(KEY_WAIT);
                }
            }
            view = view.on(terminal.size());
            if (!view.frozen()) {
                before = Optional.of(now);
                now = sample(view);
            }
        }
    }

    /** The next key, or -1. */
    private static int key(InputStream in) throws IOException {
        return in.available() > 0 ? in.read() : -1;
    }

    /** What is shown after a key. */
    static View after(int key, View view) {
        if (!view.typing()) {
            return switch (key) {
                case 's' -> view.sortedBy(view.sort().next());
                case '/' -> view.filtered("", true);
                case 'p' -> view.turned();
                default -> view;
            };
        }
        String filter = view.filter();
        return switch (key) {
            case ENTER, RETURN -> view.filtered(filter, false);
            case ESCAPE -> view.filtered("", false);
            case BACKSPACE, '\b' -> view.filtered(filter.substring(0, Math.max(0, filter.length() - 1)), true);
            default ->
                key > ' ' && key < BACKSPACE && filter.length() < LONGEST_FILTER
                        ? view.filtered(filter + (char) key, true)
                        : view;
        };
    }

    private static void show(List<String> lines, PrintWriter out) {
        var text = new StringBuilder(HOME);
        for (int i = 0; i < lines.size(); i++) {
            text.append(i == 0 ? "" : "\r\n").append(lines.get(i)).append(END_OF_LINE);
        }
        out.print(text.append(END_OF_SCREEN));
        out.flush();
    }
}
