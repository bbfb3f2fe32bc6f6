package veredus.engine.bounce;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.DsnPolicy;
import veredus.mail.report.ReportTemplate;
import veredus.world.Disk;
import veredus.world.Disk.DiskFile;

/**
 * The words of notices. A template file is UTF-8; its first line is {@code Subject: …}, then comes an empty line, then
 * the text with the placeholders of {@link ReportTemplate} in double braces.
 *
 * @param problems what was wrong with files, each with what to do; the built-in words stand in for those
 */
public record NoticeTemplates(
        ReportTemplate failure, ReportTemplate delay, ReportTemplate success, List<String> problems) {
    public static final NoticeTemplates BUILT_IN =
            new NoticeTemplates(ReportTemplate.FAILURE, ReportTemplate.DELAY, ReportTemplate.SUCCESS, List.of());

    /** Bytes that a template file may have. */
    static final int SIZE_BOUND = 64 * 1024;

    private static final String SUBJECT = "Subject: ";
    private static final Set<String> PLACEHOLDERS =
            Set.of("reporting-mta", "sender", "recipients", "arrived", "retry-until");

    public NoticeTemplates {
        problems = List.copyOf(problems);
    }

    /** Reads the files that {@code policy} names, relative to {@code directory}. Reads files: from a platform thread. */
    public static NoticeTemplates load(Disk disk, DsnPolicy policy, Path directory) {
        var problems = new ArrayList<String>();
        ReportTemplate failure = read(disk, directory, policy.failureTemplate(), ReportTemplate.FAILURE, problems);
        ReportTemplate delay = read(disk, directory, policy.delayTemplate(), ReportTemplate.DELAY, problems);
        ReportTemplate success = read(disk, directory, policy.successTemplate(), ReportTemplate.SUCCESS, problems);
        return new NoticeTemplates(failure, delay, success, problems);
    }

    private static ReportTemplate read(
            Disk disk, Path directory, Optional<String> name, ReportTemplate builtIn, List<String> problems) {
        if (name.isEmpty()) {
            return builtIn;
        }
        Path path = directory.resolve(name.get());
        try (DiskFile file = disk.openForReading(path)) {
            if (file.size() > SIZE_BOUND) {
                throw new IOException("it has more than " + SIZE_BOUND + " bytes");
            }
            return parse(decoded(file));
        } catch (IOException e) {
            problems.add("Template " + path + " is not used, the built-in text is: " + e.getMessage());
            return builtIn;
        }
    }

    private static String decoded(DiskFile file) throws IOException {
        var bytes = ByteBuffer.allocate((int) file.size());
        long at = 0;
        while (bytes.hasRemaining()) {
            int read = file.read(bytes, at);
            if (read < 0) {
                break;
            }
            at += read;
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
        } catch (CharacterCodingException e) {
            throw new IOException("it is not UTF-8", e);
        }
    }

    private static ReportTemplate parse(String text) throws IOException {
        int lineEnd = text.indexOf('\n');
        if (!text.startsWith(SUBJECT) || lineEnd < 0) {
            throw new IOException(
                    "its first line must be \"" + SUBJECT + "…\", followed by an empty line and the text");
        }
        String subject = text.substring(SUBJECT.length(), lineEnd).strip();
        String body = text.substring(lineEnd + 1).stripLeading();
        if (subject.isEmpty() || body.isEmpty()) {
            throw new IOException("its subject or text is empty");
        }
        requireKnownPlaceholders(body);
        return new ReportTemplate(subject, body);
    }

    private static void requireKnownPlaceholders(String text) throws IOException {
        int open = text.indexOf("{{");
        while (open >= 0) {
            int close = text.indexOf("}}", open);
            if (close < 0) {
                throw new IOException("a {{ in it has no }}");
            }
            String name = text.substring(open + 2, close).strip();
            if (!PLACEHOLDERS.contains(name)) {
                throw new IOException("it has the unknown placeholder {{" + name + "}}");
            }
            open = text.indexOf("{{", close);
        }
    }

    ReportTemplate of(NoticeKind kind) {
        return switch (kind) {
            case FAILURE -> failure;
            case DELAY -> delay;
            case SUCCESS -> success;
        };
    }
}
