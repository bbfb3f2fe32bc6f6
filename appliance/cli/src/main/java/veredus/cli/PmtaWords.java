package veredus.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What stands behind a verb on the command line of {@code pmta}: options and names, in the order of the line. */
final class PmtaWords {
    private final Map<String, String> options = new LinkedHashMap<>();
    private final List<String> names = new ArrayList<>();
    private final List<String> common = new ArrayList<>();

    /** Options without a value. */
    private static final List<String> FLAGS = List.of("--json", "--dsn", "--no-accounting", "--retry-recipients");

    /** Options of our own that every translated command takes, with a value. */
    private static final List<String> OURS =
            List.of("--engine", "--token-file", "--reason", "--expected", "--undo-within");

    PmtaWords(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                names.add(word);
                continue;
            }
            int sign = word.indexOf('=');
            String option = sign < 0 ? word : word.substring(0, sign);
            boolean flag = FLAGS.contains(option) || option.equals("--dry-run");
            if (sign < 0 && !flag && i + 1 == words.size()) {
                throw new CommandFailure(ExitCode.USAGE, option + " wants a value");
            }
            String value = flag ? "" : sign < 0 ? words.get(++i) : word.substring(sign + 1);
            if (option.equals("--xml") || option.equals("--dom")) {
                throw new CommandFailure(ExitCode.USAGE, option + " is not there; use --json");
            } else if (option.equals("--json") || option.equals("--dry-run")) {
                common.add(option);
            } else if (OURS.contains(option)) {
                common.add(option + "=" + value);
            } else {
                options.put(option, value);
            }
        }
    }

    /** The value of an option, which is then spoken for. */
    Optional<String> take(String... spellings) {
        Optional<String> found = Optional.empty();
        for (String spelling : spellings) {
            String value = options.remove(spelling);
            found = value == null ? found : Optional.of(value);
        }
        return found;
    }

    boolean has(String option) {
        return take(option).isPresent();
    }

    /** The next name, which is then spoken for. */
    Optional<String> name() {
        return names.isEmpty() ? Optional.empty() : Optional.of(names.removeFirst());
    }

    /** Options for the engine, and how to answer. */
    List<String> common() {
        return common;
    }

    boolean hasReason() {
        return common.stream().anyMatch(option -> option.startsWith("--reason"));
    }

    /** What nobody has asked for is an error: a filter that was left out would mean more mail. */
    void requireAllTaken() {
        var left = new ArrayList<>(options.keySet());
        left.addAll(names);
        if (!left.isEmpty()) {
            throw new CommandFailure(ExitCode.USAGE, "not understood here: " + String.join(" ", left));
        }
    }
}
