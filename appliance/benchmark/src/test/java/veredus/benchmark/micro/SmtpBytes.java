package veredus.benchmark.micro;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import veredus.mail.message.HeaderScanner;
import veredus.mail.smtp.CommandParser;
import veredus.mail.smtp.DotStuffing;
import veredus.mail.smtp.EndOfData;
import veredus.mail.smtp.ReplyParser;

/** What looks at every byte of a message, and the parsers of both ends of a conversation. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SmtpBytes {
    private static final String HEADER = """
            Date: Tue, 24 Nov 2026 12:00:00 +0000
            From: News <news@example.org>
            To: somebody@example.net
            Subject: What is new in November
            Message-ID: <20261124120000.4711@example.org>
            MIME-Version: 1.0
            Content-Type: text/plain; charset=utf-8
            List-Unsubscribe: <https://example.org/u/4711>

            """.replace("\n", "\r\n");
    private static final byte[] MAIL = ascii("MAIL FROM:<bounce+4711@news.example.org> SIZE=10240 BODY=8BITMIME\r\n");
    private static final byte[] RCPT = ascii("RCPT TO:<somebody@example.net>\r\n");
    private static final byte[] REPLY = ascii("250 2.1.5 recipient ok\r\n");
    private static final long MAX_BYTES = 1L << 30;

    /** Bytes of the message. */
    @Param("10240")
    public int size;

    private byte[] message = {};
    private byte[] wire = {};
    private final ReplyParser replies = new ReplyParser();

    @Setup
    public void write() {
        var text = new StringBuilder(HEADER);
        while (text.length() < size) {
            text.append("All work and no play makes a dull mail transfer agent, and a short line.\r\n");
        }
        message = ascii(text.toString());
        wire = ascii(text + ".\r\n");
    }

    @Benchmark
    public boolean endOfData(Blackhole hole) {
        var end = new EndOfData(EndOfData.RFC_LINE, MAX_BYTES);
        end.feed(wire, 0, wire.length, (bytes, offset, length) -> hole.consume(length));
        return end.hasEightBit();
    }

    @Benchmark
    public void dotStuffing(Blackhole hole) {
        var stuffing = new DotStuffing();
        stuffing.write(message, 0, message.length, (bytes, offset, length) -> hole.consume(length));
        stuffing.finish((bytes, offset, length) -> hole.consume(length));
    }

    @Benchmark
    public HeaderScanner.Result headerScan() {
        return HeaderScanner.scan(message, 0, HEADER.length());
    }

    @Benchmark
    public CommandParser.Result mail() {
        return CommandParser.parse(MAIL, 0, MAIL.length);
    }

    @Benchmark
    public CommandParser.Result rcpt() {
        return CommandParser.parse(RCPT, 0, RCPT.length);
    }

    @Benchmark
    public ReplyParser.Result reply() {
        return replies.feed(REPLY, 0, REPLY.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
