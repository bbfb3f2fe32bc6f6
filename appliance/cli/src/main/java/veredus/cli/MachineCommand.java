package veredus.cli;

import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import veredus.api.admin.MachineView;

/** {@code veredus machine}: the name and the addresses of the machine of a running engine. */
@Command(
        name = "machine",
        description = {
            "Say what the machine of a running engine is called and which addresses it has;",
            "with a name, what the DNS says of it and of the addresses."
        },
        mixinStandardHelpOptions = true)
final class MachineCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Mixin
    private EngineOptions engine;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "A host name to look up.")
    private @Nullable String name;

    @Override
    public Integer call() {
        MachineView machine = engine.ask(client -> client.machine(Optional.ofNullable(name)));
        spec.commandLine()
                .getOut()
                .println(engine.isJson() ? EngineOptions.line(machine) : text(machine, Look.of(spec)));
        boolean nowhere =
                machine.asked().filter(asked -> asked.addresses().isEmpty()).isPresent();
        return nowhere ? ExitCode.NO : ExitCode.OK;
    }

    private static String text(MachineView machine, Look look) {
        var table = new Table("ADDRESS", "INTERFACE", "SCOPE", "NAMES", "LEAD BACK");
        for (MachineView.AddressView address : machine.addresses()) {
            table.add(
                    address.address(),
                    address.interfaceName(),
                    address.scope().name().toLowerCase(Locale.ROOT),
                    String.join(" ", address.names()),
                    String.join(" ", address.confirmed()));
        }
        String asked = machine.asked()
                .map(name -> System.lineSeparator()
                        + Table.printable(name.name() + " leads to "
                                + (name.addresses().isEmpty()
                                        ? "nowhere: " + name.problem()
                                        : String.join(" ", name.addresses())
                                                + (name.isOurs() ? "" : ", none of which is of this machine"))))
                .orElse("");
        return Table.printable(machine.hostName()) + asked + System.lineSeparator() + table.in(look);
    }
}
