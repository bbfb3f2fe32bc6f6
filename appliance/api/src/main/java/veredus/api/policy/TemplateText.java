package veredus.api.policy;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a template says of its keys: the prose right above a key, or above the keys before it in the same paragraph.
 *
 * @param introduction its first paragraph
 * @param comments by table and key, as in {@code route.hosts/port}
 */
record TemplateText(String introduction, Map<String, String> comments) {
    private static final Pattern TABLE = Pattern.compile("(?:# )?\\[\\[?([a-z.-]+)\\]\\]?");
    private static final Pattern KEY = Pattern.compile("(?:# )?([a-z][a-z0-9-]*) = .*");

    static TemplateText of(String template) {
        Map<String, String> comments = new HashMap<>();
        var prose = new StringBuilder();
        String introduction = "";
        String paragraph = "";
        String table = "";
        boolean inProse = false;
        for (String line : template.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            Matcher key = KEY.matcher(line);
            if (header.matches()) {
                table = header.group(1);
                int dot = table.lastIndexOf('.');
                if (dot > 0) {
                    comments.put(
                            table.substring(0, dot) + "/" + table.substring(dot + 1),
                            prose.isEmpty() ? paragraph : prose.toString());
                } else {
                    prose.setLength(0);
                }
                inProse = false;
            } else if (key.matches()) {
                comments.put(table + "/" + key.group(1), prose.toString());
                inProse = false;
            } else if (line.isBlank()) {
                paragraph = prose.isEmpty() ? paragraph : prose.toString();
                introduction = introduction.isEmpty() ? paragraph : introduction;
                prose.setLength(0);
                inProse = false;
            } else if (line.startsWith("#")) {
                if (!inProse) {
                    prose.setLength(0);
                }
                String text = line.substring(1).strip();
                prose.append(prose.isEmpty() || text.isEmpty() ? "" : " ").append(text);
                inProse = true;
            }
        }
        return new TemplateText(introduction, Map.copyOf(comments));
    }

    /** What is said of a key; empty where nothing is. */
    String about(String table, String key) {
        return comments.getOrDefault(table + "/" + key, "");
    }
}
