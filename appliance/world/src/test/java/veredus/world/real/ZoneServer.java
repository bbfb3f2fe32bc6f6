package veredus.world.real;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** A small DNS server on loopback that says what a test wants, over UDP and TCP on one port, and counts questions. */
final class ZoneServer implements AutoCloseable {

    /** What to say to one question; the reply already has its id and question. Empty: nothing at all. */
    interface Script {
        Optional<Message> answer(Message reply, boolean tcp) throws IOException;
    }

    private static final int PORT_TRIES_MAX = 50;

    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Map<String, Script> scripts = new LinkedHashMap<>();
    private final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    private volatile CountDownLatch gate = new CountDownLatch(0);

    ZoneServer() throws IOException {
        // The kernel picks a port that is free for TCP, the busier of the two; UDP is then nearly always free.
        ServerSocket listening = null;
        DatagramSocket receiving = null;
        for (int i = 0; i < PORT_TRIES_MAX && receiving == null; i++) {
            listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            try {
                receiving = new DatagramSocket(listening.getLocalSocketAddress());
            } catch (BindException taken) {
                listening.close();
            }
        }
        if (listening == null || receiving == null) {
            throw new BindException("No port is free for both TCP and UDP");
        }
        tcp = listening;
        udp = receiving;
        var threads = new RealThreads();
        threads.startPlatform("zone-udp", this::serveUdp);
        threads.startPlatform("zone-tcp", this::serveTcp);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    /** Says {@code lines} (as in a zone file, owner first) to a question for {@code name} and {@code type}. */
    ZoneServer zone(String name, int type, String... lines) {
        return script(name, type, (reply, overTcp) -> {
            for (String line : lines) {
                reply.addRecord(record(line), Section.ANSWER);
            }
            return Optional.of(reply);
        });
    }

    ZoneServer rcode(String name, int type, int rcode, String... authority) {
        return script(name, type, (reply, overTcp) -> {
            reply.getHeader().setRcode(rcode);
            for (String line : authority) {
                reply.addRecord(record(line), Section.AUTHORITY);
            }
            return Optional.of(reply);
        });
    }

    ZoneServer script(String name, int type, Script script) {
        scripts.put(key(name, type), script);
        return this;
    }

    /** Holds back every answer until the latch is open. */
    void hold(CountDownLatch until) {
        gate = until;
    }

    long questions(String name, int type) {
        return asked.stream().filter(key(name, type)::equals).count();
    }

    /** {@code owner ttl type data}. */
    static Record record(String line) throws IOException {
        String[] parts = line.split(" ", 4);
        return Record.fromString(
                Name.fromString(parts[0]),
                Type.value(parts[2]),
                DClass.IN,
                Long.parseLong(parts[1]),
                parts[3],
                Name.root);
    }

    private static String key(String name, int type) {
        return name + " " + Type.string(type);
    }

    private Optional<byte[]> answer(byte[] question, boolean overTcp) throws IOException {
        var query = new Message(question);
        Record asks = query.getQuestion();
        String key = key(asks.getName().toString(true), asks.getType());
        asked.add(key);
        try {
            gate.await();
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
        var reply = new Message(query.getHeader().getID());
        reply.getHeader().setFlag(Flags.QR);
        reply.addRecord(asks, Section.QUESTION);
        Script script = scripts.get(key);
        if (script == null) {
            reply.getHeader().setRcode(Rcode.REFUSED);
            return Optional.of(reply.toWire());
        }
        return script.answer(reply, overTcp).map(Message::toWire);
    }

    private void serveUdp() {
        try {
            var packet = new DatagramPacket(new byte[4096], 4096);
            while (true) {
                udp.receive(packet);
                Optional<byte[]> told = answer(Arrays.copyOf(packet.getData(), packet.getLength()), false);
                if (told.isPresent()) {
                    udp.send(new DatagramPacket(told.get(), told.get().length, packet.getSocketAddress()));
                }
                packet.setLength(4096);
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private void serveTcp() {
        try {
            while (true) {
                try (Socket peer = tcp.accept()) {
                    var in = new DataInputStream(peer.getInputStream());
                    byte[] question = in.readNBytes(in.readUnsignedShort());
                    Optional<byte[]> told = answer(question, true);
                    if (told.isPresent()) {
                        peer.getOutputStream()
                                .write(ByteBuffer.allocate(2 + told.get().length)
                                        .putShort((short) told.get().length)
                                        .put(told.get())
                                        .array());
                    }
                }
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Override
    public void close() throws IOException {
        udp.close();
        tcp.close();
    }
}
