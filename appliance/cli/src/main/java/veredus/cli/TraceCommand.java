package veredus.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.TestMailRequest;
import veredus.api.admin.TestMailView;
import veredus.api.admin.TraceRequest;
import veredus.api.admin.TraceView;

/** {@code veredus trace}: one conversation with a receiver, word for word. */
@Command(
        name = "trace",
        description = {
            "Deliver a queued message now and show the conversation;",
            "or, for an address, ask its receiver without sending anything, or send it a test message."
        },
        mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(paramLabel = "ID|ADDRESS", description = "A message's id, or a recipient's address.")
    private String what;

    @Option(names = "--recipient", paramLabel = "ADDRESS", description = "Which of the message's recipients.")
    private @Nullable String recipient;

    @Option(names = "--sender", paramLabel = "ADDRESS", description = "For an address: MAIL FROM.")
    private @Nullable String sender;

    @Option(
            names = "--send",
            description = "For an address: send it a short test message, from the address of --sender.")
    private boolean send;

    @Option(names = "--vmta", description = "From which vMTA.")
    private @Nullable String vmta;

    @Override
    public Integer call() {
        boolean address = what.contains("@");
        if (send) {
            return sent();
        }
        String whom = recipient == null ? "" : recipient;
        TraceView trace = engine.ask(client -> client.trace(new TraceRequest(
                address ? what : whom,
                Optional.ofNullable(sender),
                Optional.ofNullable(vmta),
                address ? Optional.empty() : Optional.of(what))));
        print(trace, trace);
        return ExitCode.OK;
    }

    private int sent() {
        String from = sender;
        if (from == null || !what.contains("@")) {
            throw new CommandFailure(ExitCode.USAGE, "--send needs the address of a recipient and --sender ADDRESS");
        }
        TestMailView mail =
                engine.ask(client -> client.testMail(new TestMailRequest(from, what, Optional.ofNullable(vmta))));
        print(mail, mail.trace());
        return mail.delivered() ? ExitCode.OK : ExitCode.NO;
    }

    private void print(Object view, TraceView trace) {
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(view));
            return;
        }
        for (TraceView.Line line : trace.lines()) {
            out.println(String.format(
                    Locale.ROOT,
                    "%8.3f %s %s",
                    line.afterMillis() / 1e3,
                    sign(line.speaker()),
                    Table.printable(line.text())));
        }
        out.println(Table.printable(trace.vmta() + " to " + trace.site() + ": " + trace.outcome()));
    }

    private static String sign(TraceView.Speaker speaker) {
        return switch (speaker) {
            case NOTE -> "*";
            case CLIENT -> ">";
            case SERVER -> "<";
        };
    }
}
