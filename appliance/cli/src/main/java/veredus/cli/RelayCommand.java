package veredus.cli;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.api.policy.AdminPolicy;
import veredus.api.policy.RecordDefaults;
import veredus.world.real.FreePort;

/** {@code veredus relay}: the MTA with static routes, for measuring and comparing. */
@Command(
        name = "relay",
        description = "Run a relay with static routes and everything else at its default, until SIGTERM.",
        mixinStandardHelpOptions = true)
final class RelayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            required = true,
            converter = Endpoint.class,
            description = "Where to take mail.")
    private InetSocketAddress listen;

    @Option(names = "--spool", paramLabel = "DIR", required = true, description = "Where the data goes.")
    private Path data;

    @Option(
            names = "--routes",
            paramLabel = "FILE",
            required = true,
            description = "Lines DOMAIN ADDRESS PORT; DOMAIN may be *.")
    private Path routes;

    /** Several relays may be measured at once; they have one default port for the admin API. */
    private void withoutAdminWhereItsPortIsTaken(Path configuration) throws IOException {
        AdminPolicy defaults = RecordDefaults.of(AdminPolicy.class);
        try {
            FreePort.require(new InetSocketAddress(defaults.address(), defaults.port()));
            Files.deleteIfExists(configuration.resolve("admin.toml"));
        } catch (BindException taken) {
            spec.commandLine().getErr().println("veredus: no admin API here: " + taken.getMessage());
            Files.writeString(configuration.resolve("admin.toml"), "[admin]\nenabled = false\n");
        }
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (!Files.isReadable(routes)) {
            throw new CommandFailure(ExitCode.CONFIGURATION, "the routes cannot be read: " + routes);
        }
        Path configuration = data.resolve("conf");
        RelayConfiguration.write(configuration, listen, Files.readAllLines(routes));
        withoutAdminWhereItsPortIsTaken(configuration);
        EmbeddedEngine.serve(
                EmbeddedEngine.start(configuration, data, spec.commandLine().getErr()),
                spec.commandLine().getOut());
        return ExitCode.OK;
    }
}
