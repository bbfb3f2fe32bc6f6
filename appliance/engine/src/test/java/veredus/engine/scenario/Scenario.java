package veredus.engine.scenario;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A story as it is written in {@code appliance/scenarios}: prose, then sections that begin with {@code -- NAME --}.
 *
 * <pre>
 * FILE.toml       a policy file instead of the usual one; PORT stands for the port of all mail hosts
 * zone            NAME MX PREFERENCE HOST, NAME A ADDRESS, NAME FAIL servfail
 * peer ADDRESS    what the host there says in one connection, by the rules of ScriptedPeer; one section for each
 *                 connection, in their order. Where there is none, connections are refused
 * mail            what a client says; a line that begins with "S " is the reply that it expects to the one before
 * accounting      TYPE RECIPIENT and then FIELD=VALUE or FIELD~PART: all records but receptions, in any order;
 *                 an underscore stands for a blank
 * received ADDRESS  what the bodies that came to this host contain, a line each; after "!", what they do not
 * </pre>
 */
record Scenario(String name, List<Section> sections) {
    record Section(String title, List<String> lines) {}

    static Scenario read(Path file) throws IOException {
        var sections = new ArrayList<Section>();
        for (String line : Files.readAllLines(file)) {
            if (line.startsWith("-- ") && line.endsWith(" --")) {
                sections.add(new Section(line.substring(3, line.length() - 3), new ArrayList<>()));
            } else if (!sections.isEmpty()) {
                sections.getLast().lines().add(line);
            }
        }
        for (Section section : sections) {
            while (!section.lines().isEmpty() && section.lines().getLast().isBlank()) {
                section.lines().removeLast();
            }
        }
        return new Scenario(file.getFileName().toString(), sections);
    }

    /** The sections whose title begins with {@code kind}, in their order. */
    List<Section> all(String kind) {
        return sections.stream()
                .filter(section ->
                        section.title().equals(kind) || section.title().startsWith(kind + " "))
                .toList();
    }

    /** The lines that say something, of all sections of that kind. */
    List<String> lines(String kind) {
        return all(kind).stream()
                .flatMap(section -> section.lines().stream())
                .filter(line -> !line.isBlank())
                .toList();
    }

    /** What the title of a section says after its first word. */
    static String about(Section section) {
        return section.title().substring(section.title().indexOf(' ') + 1);
    }

    @Override
    public String toString() {
        return name;
    }
}
