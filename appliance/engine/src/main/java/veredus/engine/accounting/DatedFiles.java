package veredus.engine.accounting;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import veredus.world.Disk;

/**
 * The names of one series of files: {@code BASE-YYYY-MM-DD-NNNN.EXT}, the day in UTC, the number from 0001 within the
 * day and with more digits from 10000 on. Used by one thread.
 */
final class DatedFiles {
    private static final int DATE_LENGTH = "YYYY-MM-DD".length();
    private static final int NUMBER_LENGTH = 4;
    private static final int LONGEST_NUMBER = 9;

    private final Disk disk;
    private final Path directory;
    private final String prefix;
    private final String suffix;

    DatedFiles(Disk disk, Path directory, String base, String extension) {
        this.disk = disk;
        this.directory = directory;
        this.prefix = base + "-";
        this.suffix = "." + extension;
    }

    private record Dated(String name, LocalDate day, int number) {}

    /** The last file of {@code day}. */
    Optional<Path> newest(LocalDate day) throws IOException {
        return all().stream()
                .filter(file -> file.day().equals(day))
                .max(Comparator.comparingInt(Dated::number))
                .map(file -> directory.resolve(file.name()));
    }

    /** A name of {@code day} after all that exist. */
    Path next(LocalDate day) throws IOException {
        int last = all().stream()
                .filter(file -> file.day().equals(day))
                .mapToInt(Dated::number)
                .max()
                .orElse(0);
        return directory.resolve(prefix + day + "-" + padded(last + 1) + suffix);
    }

    /** Deletes what is older than {@code day}. */
    void deleteBefore(LocalDate day) throws IOException {
        for (Dated file : all()) {
            if (file.day().isBefore(day)) {
                disk.delete(directory.resolve(file.name()));
            }
        }
    }

    /** Deletes the oldest while all but the youngest are together larger than {@code bytes}. */
    void deleteAbove(long bytes) throws IOException {
        List<Dated> youngestFirst = all().stream()
                .sorted(Comparator.comparing(Dated::day)
                        .thenComparingInt(Dated::number)
                        .reversed())
                .skip(1)
                .toList();
        long sum = 0;
        for (Dated file : youngestFirst) {
            Path path = directory.resolve(file.name());
            if (sum <= bytes) {
                try (Disk.DiskFile open = disk.openForReading(path)) {
                    sum += open.size();
                }
            }
            if (sum > bytes) {
                disk.delete(path);
            }
        }
    }

    private List<Dated> all() throws IOException {
        var found = new ArrayList<Dated>();
        for (String name : disk.list(directory)) {
            read(name).ifPresent(found::add);
        }
        return found;
    }

    private Optional<Dated> read(String name) {
        int numberStart = prefix.length() + DATE_LENGTH + 1;
        int numberEnd = name.length() - suffix.length();
        if (!name.startsWith(prefix)
                || !name.endsWith(suffix)
                || numberEnd - numberStart < NUMBER_LENGTH
                || numberEnd - numberStart > LONGEST_NUMBER
                || name.charAt(numberStart - 1) != '-') {
            return Optional.empty();
        }
        try {
            LocalDate day = LocalDate.parse(name.substring(prefix.length(), numberStart - 1));
            return Optional.of(new Dated(name, day, Integer.parseInt(name, numberStart, numberEnd, 10)));
        } catch (DateTimeException | NumberFormatException somebodyElses) {
            return Optional.empty();
        }
    }

    private static String padded(int number) {
        String digits = Integer.toString(number);
        return "0".repeat(Math.max(0, NUMBER_LENGTH - digits.length())) + digits;
    }
}
