package veredus.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code veredus completion}: a script that lets a shell complete our commands and options. */
@Command(
        name = "completion",
        description = {
            "Write a script for your shell to complete commands and options.",
            "bash: source <(veredus completion bash); zsh: the same in ~/.zshrc, with zsh."
        },
        mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
    /** Which shell. */
    enum Shell {
        BASH,
        ZSH
    }

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
    private Shell shell;

    @Override
    public Integer call() {
        var out = spec.commandLine().getOut();
        if (shell == Shell.ZSH) {
            out.println("#compdef veredus");
            out.println("autoload -U +X compinit && compinit -i");
            out.println("autoload -U +X bashcompinit && bashcompinit");
        }
        out.println(AutoComplete.bash("veredus", spec.root().commandLine()));
        return ExitCode.OK;
    }
}
