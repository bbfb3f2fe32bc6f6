package veredus.cli;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.SwitchView;
import veredus.api.admin.VmtaPage;
import veredus.api.admin.VmtaView;
import veredus.api.client.EngineClient;

/** {@code veredus vmta}: sending identities of a running engine. */
@Command(
        name = "vmta",
        description = "Look at vMTAs; disable and enable them and their source addresses.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true)
final class VmtaCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCode.USAGE;
    }

    @Command(name = "list", description = "List vMTAs.", mixinStandardHelpOptions = true)
    int list(@Mixin EngineOptions engine) {
        return print(engine, engine.ask(EngineClient::vmtas));
    }

    @Command(
            name = "disable",
            description = "Let no more mail leave by a vMTA or a source address; open connections end by themselves.",
            mixinStandardHelpOptions = true)
    int disable(
            @Mixin EngineOptions engine,
            @ArgGroup(multiplicity = "1") Which which,
            @Option(
                            names = "--for",
                            paramLabel = "TIME",
                            converter = Age.class,
                            description = "Enable it by itself after it, such as 2h.")
                    @Nullable
                    Duration duration,
            @Option(names = "--reason", required = true, paramLabel = "TEXT", description = "For other operators.")
                    String reason) {
        return print(
                engine, engine.ask(client -> client.disable(which.request(Optional.ofNullable(duration), reason))));
    }

    @Command(name = "enable", description = "Let mail leave by it again.", mixinStandardHelpOptions = true)
    int enable(
            @Mixin EngineOptions engine,
            @ArgGroup(multiplicity = "1") Which which,
            @Option(
                            names = "--reason",
                            paramLabel = "TEXT",
                            defaultValue = "by hand",
                            description = "For other operators (${DEFAULT-VALUE}).")
                    String reason) {
        return print(engine, engine.ask(client -> client.enable(which.request(Optional.empty(), reason))));
    }

    /** One of the two. */
    static final class Which {
        @Parameters(paramLabel = "VMTA", description = "Its name.")
        private @Nullable String vmta;

        @Option(names = "--address", paramLabel = "IP", description = "A source address, of whichever vMTAs have it.")
        private @Nullable String address;

        SwitchRequest request(Optional<Duration> duration, String reason) {
            return new SwitchRequest(
                    Optional.ofNullable(vmta), Optional.ofNullable(address), duration, Optional.of(reason));
        }
    }

    private int print(EngineOptions engine, VmtaPage page) {
        var out = spec.commandLine().getOut();
        if (engine.isJson()) {
            out.println(EngineOptions.line(page));
            return ExitCode.OK;
        }
        var table =
                new Table("VMTA", "STATE", "CONN", "ADDRESSES", "DISABLED ADDRESSES", "EHLO", "POOLS", "PROXY", "WHY");
        for (VmtaView vmta : page.vmtas()) {
            table.add(
                    vmta.name(),
                    vmta.enabled() ? "enabled" : new Look.Painted("disabled", Look.Hue.CARE),
                    vmta.connections(),
                    String.join(" ", vmta.addresses()),
                    String.join(" ", vmta.disabled()),
                    vmta.ehlo(),
                    String.join(" ", vmta.pools()),
                    vmta.proxy().orElse(""),
                    vmta.switched().map(VmtaCommand::why).orElse(""));
        }
        out.println(table.in(Look.of(spec)));
        page.addresses().forEach(address -> out.println(Table.printable(address.name() + ": " + why(address))));
        return ExitCode.OK;
    }

    private static String why(SwitchView view) {
        return view.by() + ", " + view.reason()
                + view.until().map(until -> ", until " + until).orElse("");
    }
}
