package veredus.api.policy;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the control plane reads of a configuration directory: {@code web.toml} and nothing else, so that it needs no
 * right to the engine's files.
 *
 * @param policy absent when one of the problems is an error
 * @param problems by file and line
 */
public record WebReading(Optional<WebPolicy> policy, List<PolicyProblem> problems) {
    public WebReading {
        problems = List.copyOf(problems);
    }

    /** Reads it; a file that is not there means its defaults. */
    public static WebReading read(Path directory) {
        UnaryOperator<@Nullable String> environment = System::getenv;
        var problems = new Problems();
        var origins = new Origins();
        var files = new PolicyFiles(directory, problems, origins, new Secrets(directory, environment));
        WebPolicy web = files.chapter("web", "web").one("web", WebPolicy.class);
        WebCheck.check(web, origins, problems);
        return new WebReading(problems.errors() > 0 ? Optional.empty() : Optional.of(web), problems.sorted());
    }
}
