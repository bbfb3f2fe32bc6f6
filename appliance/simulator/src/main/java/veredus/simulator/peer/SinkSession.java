package veredus.simulator.peer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLSocket;
import veredus.world.Time;

/**
 * One connection to a simulated site, in the order of RFC 5321 section 3 and tolerant of everything that does no harm.
 * Runs on a virtual thread of its own and closes the socket at its end.
 */
final class SinkSession {
    private final ProviderModel model;
    private final SinkBook book;
    private final Time time;
    private final Optional<SinkTls> tls;
    private final InetAddress source;
    private final LongAdder bySource;
    private final Intake intake = new Intake();
    private final List<String> recipients = new ArrayList<>();
    private Socket socket;
    private PeerBuffer in;
    private SinkReplies out;
    private String sender = "";
    private boolean inMail;
    private boolean inChunks;
    private boolean secured;
    private boolean open = true;

    SinkSession(Socket socket, ProviderModel model, SinkBook book, Time time, Optional<SinkTls> tls)
            throws IOException {
        this.socket = socket;
        this.model = model;
        this.book = book;
        this.time = time;
        this.tls = tls;
        this.source = socket.getInetAddress();
        this.bySource = book.source(source);
        this.in = new PeerBuffer(socket.getInputStream());
        this.out = new SinkReplies(socket.getOutputStream(), model, time);
    }

    void run() throws IOException, InterruptedException {
        book.connected();
        Optional<String> tooMany = model.opened(source);
        try {
            if (model.hangs()) {
                swallow();
            } else if (tooMany.isPresent()) {
                refuse(tooMany.get());
                out.flush();
            } else {
                converse();
            }
        } finally {
            model.closed(source);
            socket.close();
        }
    }

    private void swallow() throws IOException {
        do {
            in.consumeTo(in.to());
        } while (in.fill());
    }

    private void converse() throws IOException, InterruptedException {
        out.add("220 " + model.provider().hosts().getFirst().name() + " ESMTP "
                + model.provider().name());
        if (model.hangsAt(PeerEffect.Point.GREETED)) {
            out.flush();
            swallow();
            return;
        }
        while (open) {
            if (!in.hasLine()) {
                out.flush();
            }
            Optional<String> line = in.line();
            if (line.isEmpty()) {
                return;
            }
            answer(line.get());
        }
        out.flush();
    }

    private void answer(String line) throws IOException, InterruptedException {
        String verb = line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT);
        switch (verb) {
            case "EHLO" -> ehlo();
            case "HELO" -> out.add("250 " + model.provider().name());
            case "STAR" -> startTls();
            case "MAIL" -> mail(line);
            case "RCPT" -> rcpt(line);
            case "DATA" -> data();
            case "BDAT" -> bdat(line);
            case "RSET" -> {
                forget();
                out.add("250 2.0.0 Ok");
            }
            case "NOOP" -> out.add("250 2.0.0 Ok");
            case "VRFY" -> out.add("252 2.5.0 Try it and see");
            case "QUIT" -> {
                out.add("221 2.0.0 Bye");
                open = false;
            }
            default -> out.add("500 5.5.2 Not understood");
        }
    }

    private void ehlo() throws IOException, InterruptedException {
        var lines = new ArrayList<>(List.of(
                model.provider().name(),
                "PIPELINING",
                "SIZE 52428800",
                "8BITMIME",
                "CHUNKING",
                "DSN",
                "SMTPUTF8",
                "ENHANCEDSTATUSCODES"));
        if (tls.isPresent() && !secured) {
            lines.add("STARTTLS");
        }
        for (int i = 0; i < lines.size(); i++) {
            out.add("250" + (i < lines.size() - 1 ? "-" : " ") + lines.get(i));
        }
    }

    private void startTls() throws IOException, InterruptedException {
        if (tls.isEmpty() || secured) {
            out.add("503 5.5.1 TLS is not available here");
            return;
        }
        out.add("220 2.0.0 Ready to start TLS");
        out.flush();
        SSLSocket inside = tls.get().accept(socket);
        socket = inside;
        // What came in clear after STARTTLS is forgotten with the old buffer (RFC 3207 4.2).
        in = new PeerBuffer(inside.getInputStream());
        out = new SinkReplies(inside.getOutputStream(), model, time);
        secured = true;
        forget();
    }

    private void mail(String line) throws IOException, InterruptedException {
        if (inMail) {
            out.add("503 5.5.1 One message at a time");
            return;
        }
        Optional<String> tooFast = model.mail(source);
        if (tooFast.isPresent()) {
            refuse(tooFast.get());
            return;
        }
        sender = path(line);
        inMail = true;
        out.add("250 2.1.0 Ok");
    }

    private void rcpt(String line) throws IOException, InterruptedException {
        if (!inMail) {
            out.add("503 5.5.1 MAIL first");
            return;
        }
        String recipient = path(line);
        Optional<String> refusal = model.recipient(source, sender, recipient);
        if (refusal.isPresent()) {
            book.refused(refusal.get());
            out.add(refusal.get());
            return;
        }
        recipients.add(recipient);
        out.add("250 2.1.5 Ok");
    }

    private void data() throws IOException, InterruptedException {
        if (recipients.isEmpty()) {
            out.add("554 5.5.1 No valid recipients");
            forget();
            return;
        }
        if (model.hangsAt(PeerEffect.Point.DATA)) {
            out.flush();
            swallow();
            open = false;
            return;
        }
        out.add("354 Go ahead");
        out.flush();
        intake.begin();
        while (true) {
            in.consumeTo(intake.stuffed(in.bytes(), in.from(), in.to(), in.isFull()));
            if (intake.ended()) {
                taken();
                return;
            }
            if (!in.fill()) {
                throw new IOException("the client left inside a message");
            }
        }
    }

    private void bdat(String line) throws IOException, InterruptedException {
        if (model.hangsAt(PeerEffect.Point.DATA)) {
            out.flush();
            swallow();
            open = false;
            return;
        }
        List<String> words = List.of(line.trim().split(" ", 3));
        long left = words.size() > 1 ? Long.parseLong(words.get(1)) : 0;
        boolean isLast = words.size() > 2 && words.get(2).equalsIgnoreCase("LAST");
        if (!inChunks) {
            intake.begin();
            inChunks = true;
        }
        while (left > 0) {
            int available = (int) Math.min(left, in.to() - in.from());
            boolean isRest = available == left;
            // Whole lines only, so that a header line is never cut, unless nothing more can come.
            int end = isRest || in.isFull() ? in.from() + available : in.lastLineEnd(available);
            intake.raw(in.bytes(), in.from(), end);
            left -= end - in.from();
            in.consumeTo(end);
            if (left > 0 && !in.fill()) {
                throw new IOException("the client left inside a chunk");
            }
        }
        if (recipients.isEmpty()) {
            out.add("554 5.5.1 No valid recipients");
        } else if (isLast) {
            taken();
        } else {
            out.add("250 2.0.0 Ok");
        }
        if (isLast) {
            forget();
        }
    }

    /** The message is complete: it is written down before the client hears so. */
    private void taken() throws IOException, InterruptedException {
        ProviderModel.Ending ending = model.ending();
        if (ending != ProviderModel.Ending.RESET) {
            book.received(intake, recipients, bySource, micros(), ending == ProviderModel.Ending.TAKEN);
        }
        forget();
        switch (ending) {
            case TAKEN -> out.add("250 2.0.0 Ok: queued");
            case TAKEN_WITHOUT_REPLY -> {
                book.cut();
                open = false;
            }
            case RESET -> {
                book.cut();
                socket.setSoLinger(true, 0);
                open = false;
            }
        }
    }

    private void refuse(String reply) throws IOException, InterruptedException {
        book.refused(reply);
        out.add(reply);
        open = false;
    }

    private void forget() {
        inMail = false;
        inChunks = false;
        sender = "";
        recipients.clear();
    }

    private long micros() {
        Instant now = time.now();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
    }

    /** What stands between the angle brackets. */
    private static String path(String line) {
        int from = line.indexOf('<');
        int to = line.lastIndexOf('>');
        int end = line.indexOf("> ", Math.max(0, from));
        return from < 0 || to < from ? "" : line.substring(from + 1, end > 0 ? end : to);
    }
}
