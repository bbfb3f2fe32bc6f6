package veredus.api.policy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.tomlj.TomlTable;

/**
 * {@code macros.toml}, table {@code [macros]}: texts under one name. <code>${NAME}</code> in a text value of any file
 * stands for one; <code>$${</code> stands for <code>${</code>. A macro may use others, {@link #DEEPEST} deep. One whose
 * text is {@code env:NAME} has the value of that variable. Each is worked out once, when it is read. Used by one thread.
 */
final class Macros {
    static final String FILE = "macros";

    /** Macros in macros in macros. */
    static final int DEEPEST = 8;

    /** What a text may become. */
    static final int LONGEST_TEXT = 64 * 1024;

    private static final String BEGIN = "${";
    private static final String ENVIRONMENT = "env:";
    private static final Pattern USE = Pattern.compile("\\$(?<escape>\\$\\{)|\\$\\{(?<name>[^}]*)(?<end>\\}?)");

    private final Problems problems;
    private final Origins origins;
    private final UnaryOperator<@Nullable String> environment;
    private final Map<String, Macro> macros = new LinkedHashMap<>();
    private final Map<String, Optional<String>> values = new LinkedHashMap<>();
    private final Map<String, Integer> depths = new LinkedHashMap<>();
    private final Set<String> used = new TreeSet<>();
    private boolean isUnreadable;

    private record Macro(Origin at, String text) {}

    /** A macro that a text uses, and where it stands. */
    record Use(String name, Origin at) {}

    /**
     * A text with its macros replaced.
     *
     * @param written as it stands in the file
     */
    record Expanded(String written, String text, List<Use> uses) {}

    Macros(Problems problems, Origins origins, UnaryOperator<@Nullable String> environment) {
        this.problems = problems;
        this.origins = origins;
        this.environment = environment;
    }

    /** To be called before any other file is read. */
    void read(PolicyFiles files) {
        for (TomlFile file : files.chapter(FILE, FILE).files()) {
            file.table(FILE).ifPresent(table -> read(file, table));
        }
        isUnreadable = files.isUnreadable(FILE + ".toml");
        macros.keySet().forEach(name -> value(name, new LinkedHashSet<>()));
        used.clear();
    }

    private void read(TomlFile file, TomlTable table) {
        for (String name : table.keySet()) {
            Origin at = file.origin(table.inputPositionOf(List.of(name)));
            Macro first = macros.get(name);
            if (!Findings.isName(name)) {
                problems.error(
                        at,
                        "macro name " + Problems.quoted(name) + " cannot be used",
                        "use letters, digits, dots, dashes and underscores, at most 64");
            } else if (first != null) {
                problems.error(
                        at,
                        "macro " + Problems.quoted(name) + " is there twice, first at " + first.at(),
                        Findings.whichToEdit(first.at(), at));
            } else if (table.get(List.of(name)) instanceof String text) {
                macros.put(name, new Macro(at, text));
            } else {
                problems.error(at, "macro " + Problems.quoted(name) + " is not a text", "put it in quotes");
            }
        }
    }

    /** The value of a macro, worked out once; empty when something is wrong with it, which is reported. */
    private Optional<String> value(String name, Set<String> within) {
        Optional<String> known = values.get(name);
        Macro macro = macros.get(name);
        if (known != null || macro == null) {
            return known == null ? Optional.empty() : known;
        }
        Optional<String> value;
        if (within.contains(name)) {
            problems.error(
                    macro.at(),
                    "macro " + Problems.quoted(name) + " leads back to itself: " + String.join(" > ", within) + " > "
                            + name,
                    "write out one of them");
            return Optional.empty();
        } else if (within.size() == DEEPEST) {
            return tooDeep(name, macro);
        } else if (macro.text().startsWith(ENVIRONMENT)) {
            value = variable(name, macro);
        } else {
            within.add(name);
            Optional<Expanded> expanded = replace(macro.text(), macro.at(), within, false);
            within.remove(name);
            int deepest = expanded.stream()
                    .flatMap(found -> found.uses().stream())
                    .mapToInt(use -> depths.getOrDefault(use.name(), 1))
                    .max()
                    .orElse(0);
            depths.put(name, deepest + 1);
            value = deepest < DEEPEST ? expanded.map(Expanded::text) : tooDeep(name, macro);
        }
        values.put(name, value);
        return value;
    }

    private Optional<String> tooDeep(String name, Macro macro) {
        problems.error(
                macro.at(),
                "macro " + Problems.quoted(name) + " is part of macros in macros more than " + DEEPEST + " deep",
                "write out one of them");
        return Optional.empty();
    }

    private Optional<String> variable(String name, Macro macro) {
        String variable = macro.text().substring(ENVIRONMENT.length());
        Optional<String> value = Optional.ofNullable(environment.apply(variable));
        if (value.isEmpty()) {
            problems.error(
                    macro.at(),
                    "macro " + Problems.quoted(name) + ": the environment variable " + variable + " is not set",
                    "set it for the engine's service");
        }
        return value;
    }

    /** Whether there may be a macro in a text. */
    static boolean isIn(String text) {
        return text.contains(BEGIN);
    }

    /** {@code text} with its macros replaced; empty when that cannot be done, which is reported. */
    Optional<Expanded> expand(String text, Origin at) {
        if (!isIn(text)) {
            return Optional.of(new Expanded(text, text, List.of()));
        }
        Optional<Expanded> expanded = replace(text, at, new LinkedHashSet<>(), false);
        expanded.ifPresent(found -> note(found, at));
        return expanded;
    }

    /**
     * The same for a secret, which no problem may show: macros may only make up a reference.
     *
     * @param key for messages
     */
    Optional<Expanded> expandSecret(String text, String key, Origin at) {
        if (!isIn(text)) {
            return Optional.of(new Expanded(text, text, List.of()));
        }
        boolean isReference = Secrets.isReference(text);
        Optional<Expanded> expanded = replace(text, at, new LinkedHashSet<>(), !isReference);
        if (expanded.isPresent()
                && !expanded.get().uses().isEmpty()
                && !Secrets.isReference(expanded.get().text())) {
            problems.error(
                    at,
                    key + ": macros hold no secrets",
                    "write file:PATH, env:NAME, credential:NAME or vault:PATH#KEY; \"$${\" stands for \"${\"");
            return Optional.empty();
        }
        if (isReference) {
            expanded.ifPresent(found -> note(found, at));
        }
        return expanded;
    }

    private void note(Expanded expanded, Origin at) {
        if (!expanded.uses().isEmpty()) {
            problems.written(at, expanded.written());
            origins.expanded(at, expanded);
        }
    }

    /** @param hidden whether no message may show what is between the braces */
    private Optional<Expanded> replace(String text, Origin at, Set<String> within, boolean hidden) {
        var replaced = new StringBuilder();
        var uses = new ArrayList<Use>();
        Matcher matcher = USE.matcher(text);
        int from = 0;
        while (matcher.find()) {
            replaced.append(text, from, matcher.start());
            from = matcher.end();
            if (matcher.group("escape") != null) {
                replaced.append(BEGIN);
                continue;
            }
            String name = matcher.group("name");
            Macro macro = macros.get(name);
            boolean open = matcher.group("end").isEmpty();
            if (macro == null || open) {
                unknown(name, open, at, hidden);
                return Optional.empty();
            }
            used.add(name);
            Optional<String> value = value(name, within);
            if (value.isEmpty()) {
                return Optional.empty();
            }
            uses.add(new Use(name, macro.at()));
            replaced.append(value.get());
            if (replaced.length() > LONGEST_TEXT) {
                problems.error(
                        at, "macros make a text of more than " + LONGEST_TEXT + " characters", "use shorter ones");
                return Optional.empty();
            }
        }
        replaced.append(text, from, text.length());
        return Optional.of(new Expanded(text, replaced.toString(), uses));
    }

    private void unknown(String name, boolean open, Origin at, boolean hidden) {
        if (hidden) {
            problems.error(
                    at, "\"${\" begins a macro that is not there", "write \"$${\" for the characters themselves");
        } else if (open) {
            problems.error(at, "\"${\" without \"}\"", "write \"$${\" for the characters themselves");
        } else if (!isUnreadable) {
            problems.error(
                    at,
                    "there is no macro " + Problems.quoted(name),
                    Spelling.nearest(name, macros.keySet())
                            .map(meant -> "did you mean \"${" + meant + "}\"?")
                            .orElse("add it to macros.toml, or write \"$${\" for the characters themselves"));
        }
    }

    /** Warns of macros that nobody uses, after all files were read. */
    void lookForIdle() {
        var needed = new TreeSet<String>();
        var open = new ArrayDeque<String>(used);
        while (!open.isEmpty()) {
            String name = open.poll();
            Macro macro = macros.get(name);
            if (macro != null && needed.add(name)) {
                USE.matcher(macro.text()).results().map(use -> use.group(2)).forEach(inside -> {
                    if (inside != null) {
                        open.add(inside);
                    }
                });
            }
        }
        macros.forEach((name, macro) -> {
            if (!needed.contains(name)
                    && values.getOrDefault(name, Optional.empty()).isPresent()) {
                problems.warning(
                        macro.at(),
                        "macro " + Problems.quoted(name) + " is not used",
                        "write \"${" + name + "}\" in a text, or remove it");
            }
        });
    }
}
