package veredus.simulator.dns;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import veredus.world.Time;

/**
 * Answers DNS queries from a {@link ZoneData} over UDP and TCP on one real port. One daemon thread reads datagrams, one
 * accepts connections; each query is answered on a virtual thread, at most {@value #MAX_IN_FLIGHT} at a time.
 */
public final class DnsServer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DnsServer.class);
    private static final int MAX_IN_FLIGHT = 4096;
    private static final int MAX_DATAGRAM = 65_535;
    private static final int PLAIN_UDP_SIZE = 512;
    private static final int PORT_TRIES = 20;

    private final ZoneData zone;
    private final Time time;
    private final DatagramSocket udp;
    private final ServerSocket tcp;
    private final Semaphore inFlight = new Semaphore(MAX_IN_FLIGHT);
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final LongAdder queries = new LongAdder();
    private volatile boolean closed;

    private DnsServer(ZoneData zone, Time time, DatagramSocket udp, ServerSocket tcp) {
        this.zone = zone;
        this.time = time;
        this.udp = udp;
        this.tcp = tcp;
    }

    /**
     * Starts to answer.
     *
     * @param address where; port 0 takes one that is free for both UDP and TCP
     * @throws IOException when it cannot be bound
     */
    public static DnsServer start(InetSocketAddress address, ZoneData zone, Time time) throws IOException {
        for (int tries = 1; ; tries++) {
            var udp = new DatagramSocket(address);
            try {
                var tcp = new ServerSocket(udp.getLocalPort(), 0, address.getAddress());
                var server = new DnsServer(zone, time, udp, tcp);
                Thread.ofPlatform().name("dns-udp").daemon(true).start(server::readDatagrams);
                Thread.ofPlatform().name("dns-tcp").daemon(true).start(server::acceptConnections);
                return server;
            } catch (IOException taken) {
                udp.close();
                if (address.getPort() != 0 || tries == PORT_TRIES) {
                    throw taken;
                }
            }
        }
    }

    public InetSocketAddress address() {
        return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
    }

    /** Queries that have come, also those that were not answered. */
    public long queries() {
        return queries.sum();
    }

    @Override
    public void close() {
        closed = true;
        udp.close();
        closeQuietly(tcp);
        open.forEach(DnsServer::closeQuietly);
    }

    private void readDatagrams() {
        var buffer = new byte[MAX_DATAGRAM];
        while (!closed) {
            var packet = new DatagramPacket(buffer, buffer.length);
            try {
                udp.receive(packet);
                byte[] query = Arrays.copyOf(buffer, packet.getLength());
                InetAddress from = packet.getAddress();
                int port = packet.getPort();
                inFlight.acquire();
                Thread.ofVirtual().name("dns-query").start(() -> answerDatagram(query, from, port));
            } catch (IOException lost) {
                if (!closed) {
                    LOG.warn("A datagram was not read", lost);
                }
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void answerDatagram(byte[] query, InetAddress from, int port) {
        try {
            Optional<Message> answer = answer(query, true);
            if (answer.isPresent()) {
                byte[] wire = fitting(answer.get(), new Message(query));
                udp.send(new DatagramPacket(wire, wire.length, from, port));
            }
        } catch (IOException broken) {
            LOG.debug("A query from {} was not answered: {}", from, broken.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            inFlight.release();
        }
    }

    private void acceptConnections() {
        while (!closed) {
            try {
                Socket socket = tcp.accept();
                inFlight.acquire();
                Thread.ofVirtual().name("dns-connection").start(() -> serve(socket));
            } catch (IOException lost) {
                if (!closed) {
                    LOG.warn("The DNS server does not accept connections any more", lost);
                }
                return;
            } catch (InterruptedException stopped) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        open.add(socket);
        try (socket) {
            var in = new DataInputStream(socket.getInputStream());
            var out = new DataOutputStream(socket.getOutputStream());
            while (true) {
                byte[] query = in.readNBytes(in.readUnsignedShort());
                Optional<Message> answer = answer(query, false);
                if (answer.isPresent()) {
                    byte[] wire = answer.get().toWire();
                    var framed = new byte[wire.length + 2];
                    framed[0] = (byte) (wire.length >>> 8);
                    framed[1] = (byte) wire.length;
                    System.arraycopy(wire, 0, framed, 2, wire.length);
                    out.write(framed);
                }
            }
        } catch (EOFException end) {
            return;
        } catch (IOException broken) {
            LOG.debug("A DNS client is gone: {}", broken.getMessage());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(socket);
            inFlight.release();
        }
    }

    private Optional<Message> answer(byte[] wire, boolean overUdp) throws IOException, InterruptedException {
        queries.increment();
        var query = new Message(wire);
        Record question = query.getQuestion();
        Optional<DnsFault> fault = question == null ? Optional.empty() : zone.fault(question.getName());
        if (fault.isEmpty()) {
            return Optional.of(zone.answer(query));
        }
        return switch (fault.get()) {
            case DnsFault.Silence() -> Optional.empty();
            case DnsFault.ServFail() -> Optional.of(empty(query, Rcode.SERVFAIL));
            case DnsFault.NoName() -> {
                Message none = empty(query, Rcode.NXDOMAIN);
                none.addRecord(ZoneData.soa(), Section.AUTHORITY);
                yield Optional.of(none);
            }
            case DnsFault.Delay(var by) -> {
                time.sleep(by);
                yield Optional.of(zone.answer(query));
            }
            case DnsFault.Truncate() -> {
                Message answer = overUdp ? empty(query, Rcode.NOERROR) : zone.answer(query);
                if (overUdp) {
                    answer.getHeader().setFlag(Flags.TC);
                }
                yield Optional.of(answer);
            }
        };
    }

    private Message empty(Message query, int rcode) {
        Message answer = zone.answer(query);
        answer.removeAllRecords(Section.ANSWER);
        answer.removeAllRecords(Section.AUTHORITY);
        answer.getHeader().setRcode(rcode);
        return answer;
    }

    /** The answer within the size that the client can take; without records and with TC where it does not fit. */
    private static byte[] fitting(Message answer, Message query) {
        OPTRecord options = query.getOPT();
        int size = options == null ? PLAIN_UDP_SIZE : Math.max(PLAIN_UDP_SIZE, options.getPayloadSize());
        if (options != null) {
            answer.addRecord(new OPTRecord(1232, 0, 0), Section.ADDITIONAL);
        }
        return answer.toWire(size);
    }

    private static void closeQuietly(AutoCloseable socket) {
        try {
            socket.close();
        } catch (Exception ignored) {
            LOG.debug("Closing {} failed", socket, ignored);
        }
    }
}
