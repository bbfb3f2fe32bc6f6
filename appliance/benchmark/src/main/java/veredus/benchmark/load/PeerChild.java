package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import veredus.simulator.peer.Ledger;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.SinkBook;
import veredus.simulator.peer.SmtpSink;
import veredus.world.real.RealChance;
import veredus.world.real.RealTime;

/** The receiving sites of some {@link PeerGroup}s, in a process of their own. Arguments: port, groups. */
final class PeerChild {
    private PeerChild() {}

    public static void main(String[] arguments) throws IOException {
        PrintStream answers = System.out;
        // Whatever else prints shall not disturb the conversation.
        System.setOut(System.err);
        var groups = new ArrayList<PeerGroup>();
        var providers = new ArrayList<Provider>();
        for (String argument : List.of(arguments).subList(1, arguments.length)) {
            PeerGroup group = PeerGroup.parse(argument);
            groups.add(group);
            providers.addAll(group.providers());
        }
        int port = Integer.parseInt(arguments[0]);
        Optional<Ledger> none = Optional.empty();
        try (var sink = SmtpSink.start(providers, port, new RealTime(), new RealChance(), none)) {
            answers.println("port=" + sink.port());
            var questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = questions.readLine();
                    line != null && !line.equals("stop");
                    line = questions.readLine()) {
                answers.println(counts(groups, sink));
            }
        }
        System.exit(0);
    }

    private static String counts(List<PeerGroup> groups, SmtpSink sink) {
        var line = new StringBuilder();
        for (PeerGroup group : groups) {
            line.append(group.name()).append(".messages=").append(sum(group, sink, SinkBook::messages));
            line.append(' ').append(group.name()).append(".recipients=").append(sum(group, sink, SinkBook::recipients));
            line.append(' ')
                    .append(group.name())
                    .append(".connections=")
                    .append(sum(group, sink, SinkBook::connections));
            line.append(' ').append(group.name()).append(".deferrals=").append(sum(group, sink, SinkBook::deferrals));
            line.append(' ');
        }
        return line.toString();
    }

    private static long sum(PeerGroup group, SmtpSink sink, ToLongFunction<SinkBook> what) {
        return group.providers().stream()
                .mapToLong(provider -> what.applyAsLong(sink.book(provider.name())))
                .sum();
    }
}
