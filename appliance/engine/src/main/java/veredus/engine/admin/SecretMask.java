package veredus.engine.admin;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import veredus.api.policy.Policy;
import veredus.api.policy.Secret;
import veredus.api.policy.Secrets;

/**
 * Hides the secrets that stand in a configuration file themselves. Which keys hold secrets is said by {@link Secret} in
 * the records of the policy.
 */
final class SecretMask {
    /** What stands in their place. */
    static final String MASK = "\"********\"";

    private static final Pattern TABLE = Pattern.compile("^[ \\t]*\\[[^\\n]*", Pattern.MULTILINE);
    private static final Pattern NAME =
            Pattern.compile("^[ \\t]*(?:name|domain)[ \\t]*=[ \\t]*([^\\n#]*[^\\n# \\t])", Pattern.MULTILINE);

    private final Pattern secrets;

    SecretMask() {
        var keys = new TreeSet<String>();
        for (RecordComponent part : Policy.class.getRecordComponents()) {
            collect(record(part.getGenericType()), keys);
        }
        // A value is a TOML string of any of the four kinds; a reference is no secret.
        secrets = Pattern.compile("((?:^|[\\s,{.\"'])(?:" + String.join("|", keys) + ")[\"']?[ \\t]*=[ \\t]*)"
                + "(\"\"\"[\\s\\S]*?\"\"\"+|'''[\\s\\S]*?'''+|\"(?:[^\"\\\\\\n]|\\\\.)*\"|'[^'\\n]*')");
    }

    private static Type record(Type type) {
        return type instanceof ParameterizedType list ? list.getActualTypeArguments()[0] : type;
    }

    private static void collect(Type type, Set<String> keys) {
        if (type instanceof Class<?> record && record.isRecord()) {
            for (RecordComponent part : record.getRecordComponents()) {
                if (part.isAnnotationPresent(Secret.class)) {
                    keys.add(part.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT));
                }
            }
        }
    }

    String mask(String text) {
        return secrets.matcher(text).replaceAll(found -> {
            String value = found.group(2).replaceAll("^[\"']+", "");
            return Matcher.quoteReplacement(Secrets.isReference(value) ? found.group() : found.group(1) + MASK);
        });
    }

    /**
     * Puts back what {@link #mask} has hidden: a masked secret is the one that the table of the same kind and name has, under
     * the same key, in {@code before}. What is not there, or there more than once, stays masked.
     */
    Map<String, String> unmask(Map<String, String> files, Map<String, String> before) {
        var known = new HashMap<String, String>();
        before.values()
                .forEach(text -> eachSecret(text, (place, value) -> {
                    // Of two that cannot be told apart neither may stand for the other.
                    known.merge(place, value, (one, other) -> MASK);
                    return value;
                }));
        var whole = new TreeMap<String, String>();
        files.forEach((name, text) -> whole.put(
                name,
                isMasked(text)
                        ? eachSecret(
                                text, (place, value) -> value.equals(MASK) ? known.getOrDefault(place, MASK) : value)
                        : text));
        return whole;
    }

    /** Goes over the secrets, each with the place of its table and key, and puts what it gets in their stead. */
    private String eachSecret(String text, BinaryOperator<String> instead) {
        var made = new StringBuilder();
        int from = 0;
        while (from < text.length()) {
            Matcher next = TABLE.matcher(text);
            int end = next.find(from + 1) ? next.start() : text.length();
            String table = text.substring(from, end);
            String title = place(table);
            var count = new int[1];
            made.append(secrets.matcher(table).replaceAll(found -> {
                String key = found.group(1).replaceAll("[\\s,{.\"'=]", "");
                String place = title + " " + key + " " + count[0]++;
                return Matcher.quoteReplacement(found.group(1) + instead.apply(place, found.group(2)));
            }));
            from = end;
        }
        return made.toString();
    }

    /** What tells one table from the others: its header and its name. */
    private static String place(String table) {
        Matcher header = TABLE.matcher(table);
        Matcher name = NAME.matcher(table);
        return (header.lookingAt() ? header.group().strip() : "") + " " + (name.find() ? name.group(1) : "");
    }

    /** Whether a secret of {@code text} is masked. */
    boolean isMasked(String text) {
        return secrets.matcher(text).results().anyMatch(found -> found.group(2).equals(MASK));
    }
}
