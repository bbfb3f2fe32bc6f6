package veredus.cli.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A conversation with an SMTP server on loopback, by hand. */
final class Talk implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 30_000;

    private final Socket socket;
    private final InputStream in;
    private final OutputStream out;

    private Talk(Socket socket) throws IOException {
        this.socket = socket;
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.setTcpNoDelay(true);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    /** Connects, hears the greeting and says EHLO. */
    static Talk with(int port) throws IOException {
        var talk = new Talk(new Socket(InetAddress.getLoopbackAddress(), port));
        talk.reply();
        talk.ask("EHLO client.example");
        return talk;
    }

    /** Sends text, one byte a character. */
    void send(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
    }

    String ask(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Asks for what has to be answered with 2xx or 3xx. */
    String must(String line) throws IOException {
        String reply = ask(line);
        if (!reply.startsWith("2") && !reply.startsWith("3")) {
            throw new IOException(line + " was answered with " + reply);
        }
        return reply;
    }

    /** Sends one message that has to be taken; {@code text} is already dot-stuffed. */
    void message(String mail, List<String> recipients, String text) throws IOException {
        must("MAIL FROM:" + mail);
        for (String recipient : recipients) {
            must("RCPT TO:" + recipient);
        }
        must("DATA");
        send(text);
        must("\r\n.");
    }

    /** A whole reply, its lines joined by LF; empty when the server has hung up. */
    String reply() throws IOException {
        var lines = new ArrayList<String>();
        while (true) {
            String line = line();
            if (!line.isEmpty()) {
                lines.add(line);
            }
            if (line.length() < 4 || line.charAt(3) != '-') {
                return String.join("\n", lines);
            }
        }
    }

    /** The codes of all further replies, until the server hangs up. */
    List<String> codesToTheEnd() throws IOException {
        var codes = new ArrayList<String>();
        for (String reply = reply(); !reply.isEmpty(); reply = reply()) {
            codes.add(reply.substring(0, 3));
        }
        return codes;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        try {
            for (int b = in.read(); b >= 0 && b != '\n'; b = in.read()) {
                if (b != '\r') {
                    line.append((char) b);
                }
            }
        } catch (java.net.SocketException reset) {
            return line.toString();
        }
        return line.toString();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
