package veredus.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import veredus.world.Chance;
import veredus.world.PasswordHash;
import veredus.world.ScramVerifier;
import veredus.world.real.RealChance;

/** {@code veredus password}: what {@code users.toml} wants instead of a password. */
@Command(
        name = "password",
        description = "Print the lines that users.toml wants for a password, which is asked for without being shown.",
        mixinStandardHelpOptions = true)
final class PasswordCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @Option(names = "--stdin", description = "Do not ask; the password is the first line of standard input.")
    private boolean fromInput;

    @Override
    public Integer call() throws IOException {
        String password = ask();
        if (password.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "a password is at least one character long");
        }
        Chance chance = new RealChance();
        var out = spec.commandLine().getOut();
        out.println("password = \"" + PasswordHash.make(password.getBytes(StandardCharsets.UTF_8), chance) + "\"");
        out.println("scram = \"" + ScramVerifier.make(password, chance) + "\"");
        return ExitCode.OK;
    }

    private String ask() throws IOException {
        if (fromInput) {
            var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line = in.readLine();
            return line == null ? "" : line;
        }
        // Without a terminal there is no console on JDK 21; newer ones read from standard input.
        Console console = Optional.ofNullable(System.console())
                .orElseThrow(() -> new CommandFailure(ExitCode.USAGE, "there is no terminal to ask at; see --stdin"));
        char[] typed = console.readPassword("Password: ");
        return typed == null ? "" : new String(typed);
    }
}
