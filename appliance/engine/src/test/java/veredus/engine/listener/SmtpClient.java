package veredus.engine.listener;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client that says exactly what a test wants, and hears whole replies. */
final class SmtpClient implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 20_000;

    private final Socket socket;
    private InputStream in;
    private OutputStream out;

    private SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(PATIENCE_MILLIS);
        this.in = new BufferedInputStream(socket.getInputStream());
        this.out = socket.getOutputStream();
    }

    /** Connects and says nothing; the greeting waits to be read. */
    static SmtpClient silent(InetSocketAddress address) throws IOException {
        return new SmtpClient(new Socket(address.getAddress(), address.getPort()));
    }

    /** Connects and reads the greeting. */
    static SmtpClient connect(InetSocketAddress address) throws IOException {
        SmtpClient client = silent(address);
        String greeting = client.reply();
        if (!greeting.startsWith("220 ")) {
            throw new IOException("greeted with " + greeting);
        }
        return client;
    }

    /** Connects and says EHLO. */
    static SmtpClient greeted(InetSocketAddress address) throws IOException {
        SmtpClient client = connect(address);
        client.ask("EHLO client.example");
        return client;
    }

    Socket socket() {
        return socket;
    }

    /** Goes on inside TLS. */
    void over(Socket secured) throws IOException {
        in = new BufferedInputStream(secured.getInputStream());
        out = secured.getOutputStream();
    }

    void send(byte[] bytes) throws IOException {
        out.write(bytes);
        out.flush();
    }

    /** Sends a text, one byte for each character. */
    void send(String text) throws IOException {
        send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends a line and reads the reply. */
    String ask(String line) throws IOException {
        send(line + "\r\n");
        return reply();
    }

    /** Sends MAIL, RCPT and DATA, and reads up to the 354. */
    String begin(String sender, String... recipients) throws IOException {
        ask("MAIL FROM:<" + sender + ">");
        for (String recipient : recipients) {
            ask("RCPT TO:<" + recipient + ">");
        }
        return ask("DATA");
    }

    /** One whole reply, lines joined by LF; "closed" when the server has closed. */
    String reply() throws IOException {
        var lines = new ArrayList<String>();
        while (true) {
            String line = line();
            if (line.isEmpty()) {
                return lines.isEmpty() ? "closed" : String.join("\n", lines) + "\nclosed";
            }
            lines.add(line);
            if (line.length() < 4 || line.charAt(3) != '-') {
                return String.join("\n", lines);
            }
        }
    }

    /** All replies until the server closes. */
    List<String> repliesToTheEnd() throws IOException {
        var replies = new ArrayList<String>();
        for (String reply = reply(); !reply.equals("closed"); reply = reply()) {
            replies.add(reply);
        }
        return replies;
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        while (true) {
            int b;
            try {
                b = in.read();
            } catch (java.net.SocketException reset) {
                return line.toString();
            }
            if (b < 0 || b == '\n') {
                return line.toString();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
