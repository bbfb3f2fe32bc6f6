package veredus.simulator.peer;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** One connection of a source: greets, then sends one message after the other. Used by one thread. */
final class SourceSession implements AutoCloseable {
    private final Socket socket;
    private final PeerBuffer in;
    private final OutputStream out;
    private final boolean pipelining;

    /** Connects and greets; throws when the server is not there or not willing. */
    SourceSession(InetSocketAddress target, boolean pipelining) throws IOException {
        this.pipelining = pipelining;
        socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            socket.connect(target);
            in = new PeerBuffer(socket.getInputStream());
            out = socket.getOutputStream();
            expect("220", reply());
            expect("250", ask("EHLO source.example"));
        } catch (IOException failed) {
            socket.close();
            throw failed;
        }
    }

    /** Sends one message; answers which recipients the server took it for, and the last reply that decided. */
    Said send(Letter letter, Draft draft) throws IOException {
        Said envelope = pipelining ? envelopeAtOnce(letter) : envelopeStepByStep(letter);
        if (envelope.reply().startsWith("354")) {
            out.write(draft.bytes(), draft.from(), draft.length());
            String end = reply();
            return new Said(end.startsWith("2") ? envelope.taken() : List.of(), end);
        }
        expect("250", ask("RSET"));
        return new Said(List.of(), envelope.reply());
    }

    /** Says good-bye; it does not matter whether the server answers. */
    @Override
    public void close() {
        try (socket) {
            write("QUIT\r\n");
            in.line();
        } catch (IOException gone) {
            // The server has closed first, which is just as well.
            return;
        }
    }

    /**
     * What the server said.
     *
     * @param taken the recipients that it takes the message for
     */
    record Said(List<String> taken, String reply) {}

    private Said envelopeAtOnce(Letter letter) throws IOException {
        var commands = new StringBuilder(128)
                .append("MAIL FROM:<")
                .append(letter.sender())
                .append(">\r\n");
        letter.recipients()
                .forEach(to -> commands.append("RCPT TO:<").append(to).append(">\r\n"));
        write(commands.append("DATA\r\n").toString());
        String decisive = reply();
        boolean mailOk = decisive.startsWith("2");
        var taken = new ArrayList<String>(letter.recipients().size());
        for (String recipient : letter.recipients()) {
            String rcpt = reply();
            if (rcpt.startsWith("2")) {
                taken.add(recipient);
            } else if (mailOk) {
                decisive = rcpt;
            }
        }
        String data = reply();
        if (taken.isEmpty() && data.startsWith("354")) {
            // RFC 2920 3.1: a server may want data although it has no recipient; it gets none.
            write(".\r\n");
            reply();
        }
        return new Said(taken, taken.isEmpty() ? decisive : data);
    }

    private Said envelopeStepByStep(Letter letter) throws IOException {
        String mail = ask("MAIL FROM:<" + letter.sender() + ">");
        if (!mail.startsWith("2")) {
            return new Said(List.of(), mail);
        }
        var taken = new ArrayList<String>();
        String decisive = mail;
        for (String recipient : letter.recipients()) {
            String rcpt = ask("RCPT TO:<" + recipient + ">");
            if (rcpt.startsWith("2")) {
                taken.add(recipient);
            } else {
                decisive = rcpt;
            }
        }
        return taken.isEmpty() ? new Said(taken, decisive) : new Said(taken, ask("DATA"));
    }

    private String ask(String command) throws IOException {
        write(command + "\r\n");
        return reply();
    }

    private void write(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The last line of the next reply. */
    private String reply() throws IOException {
        while (true) {
            String line = in.line().orElseThrow(() -> new IOException("the server closed the connection"));
            if (line.length() < 4 || line.charAt(3) != '-') {
                if (line.startsWith("421")) {
                    throw new IOException("the server is closing: " + line);
                }
                return line;
            }
        }
    }

    private static void expect(String code, String reply) throws IOException {
        if (!reply.startsWith(code)) {
            throw new IOException("expected " + code + ", got: " + reply);
        }
    }
}
