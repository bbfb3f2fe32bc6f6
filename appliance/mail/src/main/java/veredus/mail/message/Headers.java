package veredus.mail.message;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** The header of a message: an index over its bytes, made by {@link HeaderScanner}. Immutable as long as they are. */
public final class Headers {
    private final byte[] bytes;
    private final int offset;
    private final int end;
    private final int bodyOffset;
    private final boolean separated;
    private final List<HeaderField> fields;

    Headers(byte[] bytes, int offset, int end, int bodyOffset, boolean separated, List<HeaderField> fields) {
        this.bytes = bytes;
        this.offset = offset;
        this.end = end;
        this.bodyOffset = bodyOffset;
        this.separated = separated;
        this.fields = List.copyOf(fields);
    }

    /** The fields in the order of the message. */
    public List<HeaderField> fields() {
        return fields;
    }

    /** Index of the first byte of the header in the array that was scanned. */
    public int offset() {
        return offset;
    }

    /** Octets of all fields, without the empty line. */
    public int length() {
        return end - offset;
    }

    /** Index of the first byte of the body; the end of the bytes when there is none. */
    public int bodyOffset() {
        return bodyOffset;
    }

    /** Whether the header ended at an empty line. If not, whoever writes it out has to add one before the body. */
    public boolean isSeparated() {
        return separated;
    }

    /** The first field of this name. */
    public Optional<HeaderField> find(String name) {
        for (HeaderField field : fields) {
            if (field.is(name)) {
                return Optional.of(field);
            }
        }
        return Optional.empty();
    }

    /** All fields of this name, in the order of the message. */
    public List<HeaderField> all(String name) {
        return fields.stream().filter(field -> field.is(name)).toList();
    }

    public boolean has(String name) {
        return find(name).isPresent();
    }

    /** How many hosts the message has passed (RFC 5321 6.3). */
    public int receivedCount() {
        int count = 0;
        for (HeaderField field : fields) {
            if (field.is("Received")) {
                count++;
            }
        }
        return count;
    }

    /** Whether a submission needs a Message-ID from us (RFC 6409 8.3). */
    public boolean lacksMessageId() {
        return !has("Message-ID");
    }

    /** Whether a submission needs a Date from us (RFC 6409 8.2). */
    public boolean lacksDate() {
        return !has("Date");
    }

    /** Whether a field holds an octet beyond ASCII, so that the message needs SMTPUTF8 (RFC 6532). */
    public boolean hasEightBit() {
        for (int i = offset; i < end; i++) {
            if (bytes[i] < 0) {
                return true;
            }
        }
        return false;
    }

    /**
     * The fields, byte for byte, less those of the given names; without the empty line.
     *
     * @param lowerCaseNames names in lower case
     */
    public byte[] without(Set<String> lowerCaseNames) {
        byte[] kept = new byte[length()];
        int size = 0;
        for (HeaderField field : fields) {
            if (!lowerCaseNames.contains(field.name().toLowerCase(Locale.ROOT))) {
                System.arraycopy(bytes, field.rawOffset(), kept, size, field.rawLength());
                size += field.rawLength();
            }
        }
        return Arrays.copyOf(kept, size);
    }
}
