package veredus.world.real;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Header;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Opcode;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import veredus.world.Chance;
import veredus.world.Time;

/**
 * Sends one question to the resolvers until one gives an answer: UDP, then TCP when that was cut short. dnsjava encodes
 * and decodes.
 *
 * <p>dnsjava's own client was left: it drives all queries of a JVM from one selector thread, which near 5,000 queries a
 * second no longer notices its timeouts. Here each query is a blocking call on the asking thread, with a socket of its
 * own. The kernel gives that socket a random port and, it being connected, drops what others than the resolver send;
 * the id is from a secure generator, and a reply whose id or question differ is passed over (RFC 5452).
 *
 * <p>At most {@link DnsSettings#queriesInFlight} are on the wire. Safe for use by many threads.
 */
final class DnsWire {
    /** What we can receive; larger answers come by TCP. 1232 fits every path without fragments (DNS flag day 2020). */
    private static final int UDP_PAYLOAD_BYTES = 1232;

    private static final int UDP_BUFFER_BYTES = 4096;
    private static final int MESSAGE_BYTES_MAX = 65_535;

    /** Replies to something else that one query looks past. */
    private static final int STRAYS_MAX = 32;

    private final DnsSettings settings;
    private final Time time;
    private final Chance chance;
    private final Semaphore inFlight;

    DnsWire(DnsSettings settings, Time time, Chance chance) {
        this.settings = settings;
        this.time = time;
        this.chance = chance;
        this.inFlight = new Semaphore(settings.queriesInFlight());
    }

    /** What the resolvers said. */
    sealed interface Reply {
        /** NOERROR or NXDOMAIN. Its AD bit counts only when {@code trusted}: the resolver is on this machine. */
        record Answered(Message message, boolean trusted) implements Reply {}

        record Failed(String reason) implements Reply {}
    }

    /** Asks until a resolver answers with NOERROR or NXDOMAIN, or all were tried in every round. */
    Reply ask(Name name, int type) {
        try {
            inFlight.acquire();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return new Reply.Failed("interrupted");
        }
        try {
            return askAll(name, type);
        } finally {
            inFlight.release();
        }
    }

    private Reply askAll(Name name, int type) {
        String reason = "not asked";
        for (Duration timeout : settings.timeouts()) {
            for (InetSocketAddress resolver : settings.resolvers()) {
                try {
                    Message reply = askOne(name, type, resolver, timeout);
                    switch (reply.getRcode()) {
                        case Rcode.NOERROR, Rcode.NXDOMAIN -> {
                            return new Reply.Answered(
                                    reply, resolver.getAddress().isLoopbackAddress());
                        }
                        default -> reason = Rcode.string(reply.getRcode()) + " from " + shown(resolver);
                    }
                } catch (SocketTimeoutException late) {
                    reason = "no answer from " + shown(resolver) + " within " + timeout.toMillis() + " ms";
                } catch (PortUnreachableException nobody) {
                    reason = "nothing listens at " + shown(resolver);
                } catch (IOException failed) {
                    if (Thread.currentThread().isInterrupted()) {
                        return new Reply.Failed("interrupted");
                    }
                    reason = shown(resolver) + ": " + failed.getMessage();
                }
            }
        }
        return new Reply.Failed(Type.string(type) + " " + name + ": " + reason);
    }

    private Message askOne(Name name, int type, InetSocketAddress resolver, Duration timeout) throws IOException {
        long deadline = time.nanos() + timeout.toNanos();
        Message query = query(name, type);
        Message reply = overUdp(query, resolver, deadline);
        return reply.getHeader().getFlag(Flags.TC) ? overTcp(query, resolver, deadline) : reply;
    }

    private Message query(Name name, int type) {
        var query = new Message(ByteBuffer.wrap(chance.secret(2)).getShort() & 0xFFFF);
        Header header = query.getHeader();
        header.setOpcode(Opcode.QUERY);
        header.setFlag(Flags.RD);
        header.setFlag(Flags.AD); // RFC 6840 5.7: we want to know whether the answer was validated
        query.addRecord(Record.newRecord(name, type, DClass.IN), Section.QUESTION);
        query.addRecord(new OPTRecord(UDP_PAYLOAD_BYTES, 0, 0), Section.ADDITIONAL);
        return query;
    }

    private Message overUdp(Message query, InetSocketAddress resolver, long deadline) throws IOException {
        byte[] asked = query.toWire(MESSAGE_BYTES_MAX);
        try (var socket = new DatagramSocket()) {
            socket.connect(resolver);
            socket.send(new DatagramPacket(asked, asked.length));
            var packet = new DatagramPacket(new byte[UDP_BUFFER_BYTES], UDP_BUFFER_BYTES);
            for (int stray = 0; stray < STRAYS_MAX; stray++) {
                socket.setSoTimeout(millisUntil(deadline));
                socket.receive(packet);
                try {
                    var reply = new Message(Arrays.copyOf(packet.getData(), packet.getLength()));
                    if (answers(reply, query)) {
                        return reply;
                    }
                } catch (IOException malformed) {
                    // Perhaps forged: the true answer may still come.
                }
                packet.setLength(UDP_BUFFER_BYTES);
            }
            throw new IOException("too many replies to other questions");
        }
    }

    private Message overTcp(Message query, InetSocketAddress resolver, long deadline) throws IOException {
        byte[] asked = query.toWire(MESSAGE_BYTES_MAX);
        try (var socket = new Socket()) {
            socket.connect(resolver, millisUntil(deadline));
            socket.getOutputStream()
                    .write(ByteBuffer.allocate(2 + asked.length)
                            .putShort((short) asked.length)
                            .put(asked)
                            .array());
            var in = new DataInputStream(socket.getInputStream());
            socket.setSoTimeout(millisUntil(deadline));
            var told = new byte[in.readUnsignedShort()];
            for (int read = 0; read < told.length; ) {
                // One read at a time, so that a resolver that sends byte by byte cannot stretch the time.
                socket.setSoTimeout(millisUntil(deadline));
                int got = in.read(told, read, told.length - read);
                if (got < 0) {
                    throw new IOException("the answer over TCP ended early");
                }
                read += got;
            }
            var reply = new Message(told);
            if (!answers(reply, query)) {
                throw new IOException("the answer over TCP is to another question");
            }
            return reply;
        }
    }

    private static boolean answers(Message reply, Message query) {
        return reply.getHeader().getFlag(Flags.QR)
                && reply.getHeader().getID() == query.getHeader().getID()
                && query.getQuestion().equals(reply.getQuestion());
    }

    private int millisUntil(long deadline) throws SocketTimeoutException {
        long left = deadline - time.nanos();
        if (left <= 0) {
            throw new SocketTimeoutException();
        }
        return Math.clamp((left + 999_999) / 1_000_000, 1, Integer.MAX_VALUE);
    }

    private static String shown(InetSocketAddress resolver) {
        return resolver.getAddress().getHostAddress() + ":" + resolver.getPort();
    }
}
