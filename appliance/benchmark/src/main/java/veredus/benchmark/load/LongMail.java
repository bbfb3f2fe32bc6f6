package veredus.benchmark.load;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * Sends one long message over a connection of its own without ever holding it: one block is written again and again.
 * Used by one thread.
 */
final class LongMail {
    private static final byte[] BLOCK =
            "Of all long letters this is one of the longest; the next line of it says it again.\r\n"
                    .repeat(780)
                    .getBytes(StandardCharsets.US_ASCII);

    private LongMail() {}

    /**
     * What came of it.
     *
     * @param code the last reply's
     * @param hash CRC32C of the body
     */
    record Fate(int code, int hash) {}

    /** Sends message {@code number} with a body of at least {@code sizeBytes}. */
    static Fate send(InetSocketAddress server, long number, long sizeBytes, String recipient) throws IOException {
        try (var socket = new Socket()) {
            socket.connect(server);
            var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            int code = reply(in);
            for (String command : new String[] {
                "EHLO source.example", "MAIL FROM:<news@sender.example>", "RCPT TO:<" + recipient + ">", "DATA"
            }) {
                if (code >= 400) {
                    return new Fate(code, 0);
                }
                out.write((command + "\r\n").getBytes(StandardCharsets.US_ASCII));
                code = reply(in);
            }
            if (code != 354) {
                return new Fate(code, 0);
            }
            out.write(("X-Trial: " + number + " 0\r\nFrom: <news@sender.example>\r\nSubject: Long\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            var hash = new CRC32C();
            byte[] first = ("Number " + number + "\r\n").getBytes(StandardCharsets.US_ASCII);
            out.write(first);
            hash.update(first);
            for (long written = 0; written < sizeBytes; written += BLOCK.length) {
                out.write(BLOCK);
                hash.update(BLOCK);
            }
            out.write(".\r\n".getBytes(StandardCharsets.US_ASCII));
            return new Fate(reply(in), (int) hash.getValue());
        }
    }

    private static int reply(BufferedReader in) throws IOException {
        while (true) {
            String line = in.readLine();
            if (line == null || line.length() < 3) {
                throw new IOException("the server has left");
            }
            if (line.length() == 3 || line.charAt(3) != '-') {
                return Integer.parseInt(line.substring(0, 3));
            }
        }
    }
}
