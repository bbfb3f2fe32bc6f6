package veredus.api.policy;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What the checks share: the policy, where everything in it stands, and where to report. Used by one thread. */
record Findings(Policy policy, PolicyFiles files, Origins origins, Problems problems) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    void error(Record record, String key, String message, String remedy) {
        if (origins.isSound(record)) {
            problems.error(origins.of(record, key), message, remedy);
        }
    }

    void error(Record record, String key, int index, String message, String remedy) {
        if (origins.isSound(record)) {
            problems.error(origins.of(record, key, index), message, remedy);
        }
    }

    void warning(Record record, String key, String message, String remedy) {
        if (origins.isSound(record)) {
            problems.warning(origins.of(record, key), message, remedy);
        }
    }

    void warning(Record record, String key, int index, String message, String remedy) {
        if (origins.isSound(record)) {
            problems.warning(origins.of(record, key, index), message, remedy);
        }
    }

    /** Names go into queue names, metrics and file names, so they are plain; and each is used once. */
    <R extends Record> void names(String noun, List<R> records, Function<R, String> name) {
        Map<String, R> seen = new HashMap<>();
        for (R record : records) {
            String text = name.apply(record);
            if (!isName(text)) {
                error(
                        record,
                        "name",
                        noun + " name " + Problems.quoted(text) + " cannot be used",
                        "use letters, digits, dots, dashes and underscores, at most 64");
            }
            R first = seen.putIfAbsent(text, record);
            if (first != null) {
                error(
                        record,
                        "name",
                        noun + " " + Problems.quoted(text) + " is there twice, first at " + origins.of(first, "name"),
                        whichToEdit(origins.of(first, "name"), origins.of(record, "name")));
            }
        }
    }

    static boolean isName(String text) {
        return NAME.matcher(text).matches();
    }

    /** What to do about something that is in two places; a file of {@code managed/} is not for people to edit. */
    static String whichToEdit(Origin first, Origin second) {
        if (PolicyFiles.isManaged(first) == PolicyFiles.isManaged(second)) {
            return "rename or remove one";
        }
        Origin ours = PolicyFiles.isManaged(first) ? second : first;
        Origin theirs = PolicyFiles.isManaged(first) ? first : second;
        return "edit " + ours.file() + " and remove it there; " + theirs.file()
                + " is written by programs: there it is removed through the API";
    }

    /** {@code did you mean}, or where such a thing is defined. */
    String suggestion(String written, List<String> known, String otherwise) {
        return Spelling.nearest(written, known)
                .map(meant -> "did you mean " + Problems.quoted(meant) + "?")
                .orElse(otherwise);
    }

    /** Checks that a file named in the policy can be read; relative names start at the configuration directory. */
    void file(Record record, String key, String name) {
        if (!files.exists(name)) {
            error(record, key, key + ": there is no file " + Problems.quoted(name), "make it, or mend the path");
        }
    }

    /** Certificate and key come together, and both are there. */
    void certificate(Record record, Optional<String> certificate, Optional<String> privateKey) {
        if (certificate.isPresent() && privateKey.isEmpty()) {
            error(record, "certificate", "certificate without private-key", "set private-key too");
        }
        if (privateKey.isPresent() && certificate.isEmpty()) {
            error(record, "private-key", "private-key without certificate", "set certificate too");
        }
        certificate.ifPresent(name -> file(record, "certificate", name));
        privateKey.ifPresent(name -> file(record, "private-key", name));
        if (certificate.filter(files::exists).isPresent()
                && privateKey.filter(files::exists).isPresent()) {
            CertificateFiles.fault(files.path(certificate.get()), files.path(privateKey.get()))
                    .ifPresent(fault -> error(record, fault.key(), fault.message(), fault.remedy()));
        }
    }

    void domain(Record record, String key, String text) {
        if (DomainPattern.domain(text).isEmpty()) {
            error(
                    record,
                    key,
                    key + ": " + Problems.quoted(text) + " is not a domain",
                    "write such as \"example.com\"");
        }
    }
}
