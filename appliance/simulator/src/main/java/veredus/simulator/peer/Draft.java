package veredus.simulator.peer;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * The bytes of a connection's messages, written in place: the header grows down from the body, whose first line names
 * the message, so that every message differs and one write sends all of it. Used by one thread.
 */
final class Draft {
    private static final int HEADER_ROOM = 8 * 1024;
    private static final int DIGITS = 19;
    private static final byte[] END = ".\r\n".getBytes(StandardCharsets.US_ASCII);

    private final byte[] bytes;
    private final CRC32C crc = new CRC32C();
    private int from = HEADER_ROOM;

    Draft(int sizeBytes) {
        bytes = new byte[HEADER_ROOM + sizeBytes + END.length];
        byte[] line = "The quick brown fox jumps over the lazy dog while the kettle sings a tune.\r\n"
                .getBytes(StandardCharsets.US_ASCII);
        int to = HEADER_ROOM + sizeBytes;
        for (int i = HEADER_ROOM; i < to; i++) {
            bytes[i] = line[(i - HEADER_ROOM) % line.length];
        }
        // The line ends of the number's line and of the body; a CR or LF of the pattern must not stand alone.
        int numberEnd = HEADER_ROOM + DIGITS;
        lineEnd(numberEnd);
        if (bytes[to - 3] == '\r') {
            bytes[to - 3] = '-';
        }
        lineEnd(to - 2);
        System.arraycopy(END, 0, bytes, to, END.length);
    }

    /** Makes this the message {@code number}; the checksum of its body. */
    int write(long number, long sentMicros, Letter letter) {
        long rest = number;
        for (int i = HEADER_ROOM + DIGITS - 1; i >= HEADER_ROOM; i--) {
            bytes[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        byte[] header = header(number, sentMicros, letter).getBytes(StandardCharsets.UTF_8);
        if (header.length > HEADER_ROOM) {
            throw new IllegalArgumentException("the header of message " + number + " is longer than " + HEADER_ROOM);
        }
        from = HEADER_ROOM - header.length;
        System.arraycopy(header, 0, bytes, from, header.length);
        crc.reset();
        crc.update(bytes, HEADER_ROOM, bytes.length - END.length - HEADER_ROOM);
        return (int) crc.getValue();
    }

    byte[] bytes() {
        return bytes;
    }

    int from() {
        return from;
    }

    /** From the header to the final dot. */
    int length() {
        return bytes.length - from;
    }

    /** A copy of the message as it arrives: without the final dot. */
    byte[] content() {
        return Arrays.copyOfRange(bytes, from, bytes.length - END.length);
    }

    private static String header(long number, long sentMicros, Letter letter) {
        var header = new StringBuilder(256);
        header.append(new Trace(number, sentMicros).line());
        letter.headerLines().forEach(line -> header.append(line).append("\r\n"));
        return header.append("From: <")
                .append(letter.sender())
                .append(">\r\nTo: <")
                .append(letter.recipients().getFirst())
                .append(">\r\nSubject: Trial ")
                .append(number)
                .append("\r\nMessage-ID: <")
                .append(number)
                .append('.')
                .append(sentMicros)
                .append("@sender.example>\r\nDate: Tue, 24 Nov 2026 12:00:00 +0000\r\n\r\n")
                .toString();
    }

    private void lineEnd(int at) {
        bytes[at] = '\r';
        bytes[at + 1] = '\n';
    }
}
