package veredus.engine.admin;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
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

    /** Whether a secret of {@code text} is masked. */
    boolean isMasked(String text) {
        return secrets.matcher(text).results().anyMatch(found -> found.group(2).equals(MASK));
    }
}
