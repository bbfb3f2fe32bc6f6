package veredus.engine.delivery;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A server that plays a dialogue, one for each connection in turn. Lines of a dialogue:
 *
 * <pre>
 * S text       says text and CRLF, with \r \n \0 \e and \xNN as in C
 * s text       the same without CRLF
 * C text       reads a line, which must begin with text
 * BODY         reads a message up to the lone dot
 * CHUNK        reads a BDAT command and its bytes
 * TLS          shakes hands as a server, with a certificate of its own making
 * NOTLS        answers the handshake with text in clear
 * CLOSE, RESET ends the connection, with FIN or RST
 * STALL        says nothing any more, until the client goes
 * FLOOD text   says text over and over, until the client goes
 * TRICKLE text says text byte by byte
 * </pre>
 */
public final class ScriptedPeer implements AutoCloseable {
    /** Bytes of a flood, after which the client has failed to stop listening. */
    private static final int FLOOD_MAX = 16 * 1024 * 1024;

    private final ServerSocket server;
    private final List<String> dialogues;
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private final CountDownLatch played = new CountDownLatch(1);

    /** All lines that clients have said. */
    public final List<String> lines = new CopyOnWriteArrayList<>();

    /** All messages that have come, by DATA (dots still stuffed) or BDAT. */
    public final List<String> bodies = new CopyOnWriteArrayList<>();

    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedPeer(InetAddress address, int port, List<String> dialogues) throws IOException {
        this.server = new ServerSocket(port, 50, address);
        this.dialogues = dialogues;
        Thread.ofVirtual().name("scripted peer").start(this::serve);
    }

    static ScriptedPeer playing(String... dialogues) throws IOException {
        return at(InetAddress.getLoopbackAddress(), 0, List.of(dialogues));
    }

    /** One that listens at {@code address}; port 0 takes one that is free. */
    public static ScriptedPeer at(InetAddress address, int port, List<String> dialogues) throws IOException {
        return new ScriptedPeer(address, port, dialogues);
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Waits until all dialogues have been played; answers what went otherwise than written. */
    public List<String> complaints() throws InterruptedException {
        played.await();
        return complaints;
    }

    private void serve() {
        try {
            for (String dialogue : dialogues) {
                Socket socket = server.accept();
                open.add(socket);
                try (socket) {
                    new Play(socket).play(dialogue);
                }
            }
        } catch (IOException lost) {
            complaints.add("lost: " + lost);
        } finally {
            played.countDown();
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private final class Play {
        private Socket socket;
        private InputStream in;
        private OutputStream out;

        private Play(Socket socket) throws IOException {
            become(socket);
        }

        private void become(Socket now) throws IOException {
            socket = now;
            in = new BufferedInputStream(now.getInputStream());
            out = now.getOutputStream();
        }

        private void play(String dialogue) throws IOException {
            for (String step : dialogue.lines().toList()) {
                String[] words = step.split(" ", 2);
                String text = words.length > 1 ? words[1] : "";
                switch (words[0]) {
                    case "S" -> say(unescape(text + "\\r\\n"));
                    case "s" -> say(unescape(text));
                    case "C" -> {
                        String line = line();
                        lines.add(line);
                        if (!line.startsWith(text)) {
                            complaints.add("expected \"" + text + "\", heard \"" + line + "\"");
                            return;
                        }
                    }
                    case "BODY" -> bodies.add(body());
                    case "CHUNK" -> bodies.add(chunk());
                    case "TLS" -> shakeHands();
                    case "NOTLS" -> {
                        in.read();
                        say(unescape("500 no TLS here\\r\\n"));
                        return;
                    }
                    case "CLOSE" -> {
                        return;
                    }
                    case "RESET" -> {
                        socket.setSoLinger(true, 0);
                        return;
                    }
                    case "STALL" -> untilGone();
                    case "FLOOD" -> flood(unescape(text));
                    case "TRICKLE" -> {
                        for (byte one : unescape(text)) {
                            say(new byte[] {one});
                        }
                    }
                    default -> throw new IllegalArgumentException(step);
                }
            }
        }

        private void say(byte[] bytes) throws IOException {
            out.write(bytes);
            out.flush();
        }

        private String line() throws IOException {
            var line = new ByteArrayOutputStream();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    return line.size() == 0 ? "(end)" : line.toString(StandardCharsets.ISO_8859_1) + "(end)";
                }
                line.write(c);
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            if (!text.endsWith("\r")) {
                complaints.add("bare LF after \"" + text + "\"");
            }
            return text.strip();
        }

        private String body() throws IOException {
            var body = new StringBuilder();
            for (String line = rawLine(); !line.equals(".\r\n"); line = rawLine()) {
                body.append(line);
            }
            return body.toString();
        }

        private String rawLine() throws IOException {
            var line = new ByteArrayOutputStream();
            int c;
            do {
                c = in.read();
                if (c < 0) {
                    throw new EOFException("in a body");
                }
                line.write(c);
            } while (c != '\n');
            return line.toString(StandardCharsets.ISO_8859_1);
        }

        private String chunk() throws IOException {
            String command = line();
            lines.add(command);
            String[] words = command.split(" ", -1);
            if (!words[0].equals("BDAT")) {
                complaints.add("expected BDAT, heard " + command);
                return "";
            }
            return new String(in.readNBytes(Integer.parseInt(words[1])), StandardCharsets.ISO_8859_1);
        }

        private void shakeHands() throws IOException {
            SSLContext context = TestCertificates.server();
            try {
                var secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
                secured.setUseClientMode(false);
                secured.startHandshake();
                become(secured);
            } catch (IOException refused) {
                lines.add("(no handshake)");
                socket.close();
                throw refused;
            }
        }

        private void untilGone() {
            try {
                while (in.read() >= 0) {
                    // Takes everything, says nothing.
                }
            } catch (IOException gone) {
                // That is what was waited for.
            }
        }

        private void flood(byte[] text) {
            try {
                for (int sent = 0; sent < FLOOD_MAX; sent += text.length) {
                    out.write(text);
                }
                complaints.add("the client listened to all of it");
            } catch (IOException gone) {
                // As it should.
            }
        }
    }

    private static byte[] unescape(String text) {
        var bytes = new ByteArrayOutputStream();
        int i = 0;
        while (i < text.length()) {
            char c = text.charAt(i++);
            if (c != '\\') {
                bytes.write(c);
                continue;
            }
            switch (text.charAt(i++)) {
                case 'r' -> bytes.write('\r');
                case 'n' -> bytes.write('\n');
                case '0' -> bytes.write(0);
                case 'e' -> bytes.write(27);
                case 'x' -> {
                    bytes.write(Integer.parseInt(text.substring(i, i + 2), 16));
                    i += 2;
                }
                default -> throw new IllegalArgumentException(text);
            }
        }
        return bytes.toByteArray();
    }

    /** A dialogue with parts, one after the other. */
    static String dialogue(String... parts) {
        var all = new ArrayList<String>();
        for (String part : parts) {
            part.lines()
                    .map(String::stripLeading)
                    .filter(line -> !line.isEmpty())
                    .forEach(all::add);
        }
        return String.join("\n", all);
    }
}
