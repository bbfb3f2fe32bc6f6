package veredus.control.start;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The first set-up as the files of a configuration. */
final class SetUpFiles {
    private static final String HEADING = "# Written by the first set-up in the web.\n\n";
    private static final List<String> CHAPTERS = List.of("server", "vmtas", "tenants", "users", "listeners");
    private static final int MOST_SETS = 99;

    private final FirstSetUp said;

    SetUpFiles(FirstSetUp said) {
        this.said = said;
    }

    SortedMap<String, String> files(Map<String, String> before) {
        String name = name(before);
        var files = new TreeMap<String, String>();
        files.put("managed/server.d/" + name, server());
        files.put("managed/vmtas.d/" + name, vmtas());
        FirstSetUp.Access access = said.access();
        if (!access.user().isEmpty()) {
            files.put("managed/users.d/" + name, user(access));
        }
        if (!access.tenant().equals("default") && !isThere("tenants", access.tenant(), before)) {
            files.put("managed/tenants.d/" + name, HEADING + "[[tenant]]\nname = " + text(access.tenant()) + "\n");
        }
        if (access.port() > 0) {
            files.put("managed/listeners.d/" + name, listener(access));
        }
        return files;
    }

    /** One that none of our files has yet, so that a second set-up adds to the first. */
    private static String name(Map<String, String> before) {
        return IntStream.rangeClosed(1, MOST_SETS)
                .mapToObj("set-up-%02d.toml"::formatted)
                .filter(name ->
                        CHAPTERS.stream().noneMatch(chapter -> before.containsKey("managed/" + chapter + ".d/" + name)))
                .findFirst()
                .orElse("set-up-%02d.toml".formatted(MOST_SETS));
    }

    /** Whether a table of that name stands in the files of that chapter. */
    private static boolean isThere(String chapter, String name, Map<String, String> before) {
        Pattern line = Pattern.compile("(?m)^\\s*name\\s*=\\s*[\"']" + Pattern.quote(name) + "[\"']");
        return before.entrySet().stream()
                .filter(file -> file.getKey().matches("(managed/)?" + chapter + "(\\.toml|\\.d/.*)"))
                .anyMatch(file -> line.matcher(file.getValue()).find());
    }

    private String server() {
        return HEADING + "[server]\nhost-name = " + text(said.host()) + "\ndefault-pool = " + text(said.pool()) + "\n";
    }

    private String vmtas() {
        var text = new StringBuilder(HEADING);
        for (FirstSetUp.Vmta vmta : said.vmtas()) {
            text.append("[[vmta]]\nname = ").append(text(vmta.name())).append('\n');
            if (!vmta.address().isEmpty()) {
                text.append("addresses = [").append(text(vmta.address())).append("]\n");
            }
            text.append("ehlo = ").append(text(vmta.ehlo())).append("\n\n");
        }
        text.append("[[pool]]\nname = ").append(text(said.pool())).append('\n');
        for (FirstSetUp.Vmta vmta : said.vmtas()) {
            text.append("\n[[pool.members]]\nvmta = ").append(text(vmta.name())).append('\n');
        }
        return text.toString();
    }

    private static String user(FirstSetUp.Access access) {
        return HEADING + "[[user]]\nname = " + text(access.user()) + "\ntenant = " + text(access.tenant())
                + "\npassword = " + text(access.password()) + "\nscram = " + text(access.scram()) + "\n";
    }

    private static String listener(FirstSetUp.Access access) {
        return HEADING + "[[listener]]\nname = " + text("set-up-" + access.port()) + "\naddress = "
                + text(access.listen()) + "\nport = " + access.port() + "\ntenant = " + text(access.tenant())
                + "\nrelay-networks = ["
                + access.networks().stream().map(SetUpFiles::text).collect(Collectors.joining(", ")) + "]\n";
    }

    /** A basic string of TOML; what is written has been checked and has no control characters. */
    private static String text(String value) {
        return "\"" + value.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
