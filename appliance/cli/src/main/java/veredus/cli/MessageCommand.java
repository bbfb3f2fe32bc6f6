package veredus.cli;

import java.io.InputStream;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.MessagePage;
import veredus.api.admin.MessageView;

/** {@code veredus message}: messages in the spool of a running engine. */
@Command(name = "message", description = "Look at queued messages.", mixinStandardHelpOptions = true)
final class MessageCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "list", description = "List queued messages.", mixinStandardHelpOptions = true)
    int list(
            @Mixin EngineOptions engine,
            @Mixin FilterOptions filter,
            @Parameters(paramLabel = "QUEUE", arity = "0..1", description = "The name of one queue.") @Nullable
                    String queue,
            @Option(names = "--limit", defaultValue = "50", description = "At most so many (${DEFAULT-VALUE}).")
                    int limit) {
        MessagePage page = engine.ask(client -> client.messages(filter.filter(queue, false), limit));
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(page));
            return ExitCode.OK;
        }
        var table = new Table("ID", "RECEIVED", "SENDER", "RECIPIENT", "ATTEMPTS", "DUE", "LAST STATUS");
        for (MessageView message : page.messages()) {
            for (MessageView.RecipientView recipient : message.recipients()) {
                table.add(
                        message.id(),
                        message.received(),
                        "<" + message.sender() + ">",
                        recipient.address(),
                        recipient.attempts(),
                        recipient.due().map(Object::toString).orElse("-"),
                        recipient.lastStatus());
            }
        }
        out.println(table.in(Look.of(spec)));
        if (!page.complete()) {
            out.println("there may be more; see --limit");
        }
        return ExitCode.OK;
    }

    @Command(name = "show", description = "Show one message.", mixinStandardHelpOptions = true)
    int show(@Mixin EngineOptions engine, @Parameters(paramLabel = "ID", description = "Its id.") String id) {
        MessageView message = engine.ask(client -> client.message(id));
        spec.commandLine()
                .getOut()
                .println(
                        engine.isJson()
                                ? EngineOptions.line(message)
                                : text(message).in(Look.of(spec)));
        return ExitCode.OK;
    }

    private static Table text(MessageView message) {
        var table = new Table("message", message.id());
        table.add("sender", "<" + message.sender() + ">");
        table.add("received", message.received() + " by " + message.listener() + ", " + message.source());
        table.add("user", message.user().isEmpty() ? "-" : message.user());
        table.add("tenant", message.tenant());
        table.add("campaign", message.campaign().isEmpty() ? "-" : message.campaign());
        table.add("pool", message.pool());
        table.add("bytes", message.sizeBytes());
        for (MessageView.RecipientView recipient : message.recipients()) {
            table.add(
                    "recipient",
                    recipient.address() + ", " + recipient.state() + ", " + recipient.attempts() + " attempts"
                            + recipient.due().map(due -> ", due " + due).orElse("")
                            + (recipient.lastStatus().isEmpty() ? "" : ": " + recipient.lastStatus()));
        }
        return table;
    }

    /** Byte for byte, so past the writer that other answers go through. */
    @Command(name = "body", description = "Write the bytes of one message.", mixinStandardHelpOptions = true)
    int body(@Mixin EngineOptions engine, @Parameters(paramLabel = "ID", description = "Its id.") String id) {
        return engine.ask(client -> {
            try (InputStream body = client.body(id)) {
                body.transferTo(System.out);
            }
            System.out.flush();
            return ExitCode.OK;
        });
    }
}
