package veredus.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.ResolveView;

/** {@code veredus resolve}: where a running engine would send mail for a domain. */
@Command(
        name = "resolve",
        description = "Say where a running engine would send mail for a domain: its site, hosts and addresses.",
        mixinStandardHelpOptions = true)
final class ResolveCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(paramLabel = "DOMAIN", description = "The recipients' domain.")
    private String domain;

    @Override
    public Integer call() {
        ResolveView view = engine.ask(client -> client.resolve(domain));
        var out = spec.commandLine().getOut();
        out.println(engine.isJson() ? EngineOptions.line(view) : text(view, Look.of(spec)));
        return view.site().isEmpty() ? ExitCode.NO : ExitCode.OK;
    }

    private static String text(ResolveView view, Look look) {
        if (view.site().isEmpty()) {
            return Table.printable(view.domain() + " leads nowhere: " + view.outcome());
        }
        var table = new Table("PREFERENCE", "HOST", "PORT", "ADDRESSES");
        for (ResolveView.HostView host : view.hosts()) {
            table.add(
                    host.preference(),
                    host.host(),
                    host.port(),
                    host.addresses().isEmpty() ? host.problem() : String.join(" ", host.addresses()));
        }
        return Table.printable(view.domain() + " is served by the site " + view.site())
                + System.lineSeparator()
                + table.in(look);
    }
}
