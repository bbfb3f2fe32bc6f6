package veredus.engine.proxy;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A proxy on loopback that really passes connections on: SOCKS5 with BIND before CONNECT, and the PROXY protocol. It
 * connects from the address that it is told. Behaves in one of the ways of {@link Manner}.
 */
public final class LoopbackProxy implements AutoCloseable {
    private static final byte[] V2 = {13, 10, 13, 10, 0, 13, 10, 'Q', 'U', 'I', 'T', 10};

    private final ServerSocket server;
    private final Manner manner;
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    /** What clients have asked for, as {@code CONNECT 127.0.0.1:25}. */
    public final List<String> asked = new CopyOnWriteArrayList<>();

    /** How it behaves. */
    public sealed interface Manner {
        /** SOCKS5 without login. */
        record Socks() implements Manner {}

        /** SOCKS5 with a login that must be this. */
        record Login(String userName, String password) implements Manner {}

        /** SOCKS5 that answers CONNECT with this code and connects nowhere. */
        record Refuses(int code) implements Manner {}

        /** SOCKS5 that answers BIND with this code. */
        record RefusesSource(int code) implements Manner {}

        /** SOCKS5 that never answers CONNECT. */
        record Waits() implements Manner {}

        /** SOCKS5 that ends the connection in place of an answer to CONNECT. */
        record BreaksOff() implements Manner {}

        /** Never says anything. */
        record Silent() implements Manner {}

        /** Says this, whatever it hears. */
        record Says(String text) implements Manner {}

        /** Reads a PROXY header of either version. */
        record Header() implements Manner {}
    }

    private LoopbackProxy(Manner manner, int port) throws IOException {
        this.manner = manner;
        this.server = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("loopback proxy").start(this::accept);
    }

    public static LoopbackProxy open(Manner manner) throws IOException {
        return new LoopbackProxy(manner, 0);
    }

    public static LoopbackProxy open(Manner manner, int port) throws IOException {
        return new LoopbackProxy(manner, port);
    }

    public int port() {
        return server.getLocalPort();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                open.add(client);
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            OutputStream out = client.getOutputStream();
            switch (manner) {
                case Manner.Silent silent -> end.await();
                case Manner.Says(String text) -> {
                    out.write(text.getBytes(StandardCharsets.ISO_8859_1));
                    end.await();
                }
                case Manner.Header header -> header(client, in, out);
                default -> socks(client, in, out);
            }
        } catch (IOException | InterruptedException over) {
            // The client sees it.
        }
    }

    private void socks(Socket client, DataInputStream in, OutputStream out) throws IOException, InterruptedException {
        in.readByte();
        byte[] methods = in.readNBytes(in.readByte());
        if (manner instanceof Manner.Login(String userName, String password)) {
            if (methods.length < 2) {
                out.write(new byte[] {5, (byte) 0xFF});
                return;
            }
            out.write(new byte[] {5, 2});
            in.readByte();
            String name = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            String word = new String(in.readNBytes(in.readUnsignedByte()), StandardCharsets.UTF_8);
            boolean right = name.equals(userName) && word.equals(password);
            out.write(new byte[] {1, (byte) (right ? 0 : 1)});
            if (!right) {
                return;
            }
        } else {
            out.write(new byte[] {5, 0});
        }
        @Nullable InetSocketAddress source = null;
        while (true) {
            in.readByte();
            int command = in.readByte();
            in.readByte();
            byte[] host = in.readNBytes(in.readByte() == 1 ? 4 : 16);
            var address = new InetSocketAddress(InetAddress.getByAddress(host), in.readUnsignedShort());
            asked.add((command == 2 ? "BIND " : "CONNECT ")
                    + address.getAddress().getHostAddress() + ":" + address.getPort());
            if (command == 2) {
                int code = manner instanceof Manner.RefusesSource(int no) ? no : 0;
                out.write(new byte[] {5, (byte) code, 0, 1, 0, 0, 0, 0, 0, 0});
                source = address;
                continue;
            }
            switch (manner) {
                case Manner.Refuses(int code) -> out.write(new byte[] {5, (byte) code, 0, 3, 2, 'm', 'x', 0, 0});
                case Manner.Waits waits -> end.await();
                case Manner.BreaksOff breaks -> {}
                default -> pass(client, in, out, source, address, true);
            }
            return;
        }
    }

    private void header(Socket client, DataInputStream in, OutputStream out) throws IOException, InterruptedException {
        byte[] start = in.readNBytes(1);
        if (start[0] == 'P') {
            var line = new StringBuilder("P");
            for (int c = in.read(); c != '\n'; c = in.read()) {
                line.append((char) c);
            }
            asked.add(line.toString().strip());
            String[] words = line.toString().strip().split(" ", -1);
            pass(
                    client,
                    in,
                    out,
                    new InetSocketAddress(words[2], Integer.parseInt(words[4])),
                    new InetSocketAddress(words[3], Integer.parseInt(words[5])),
                    false);
            return;
        }
        byte[] rest = in.readNBytes(V2.length - 1);
        if (start[0] != V2[0] || rest[rest.length - 1] != V2[V2.length - 1] || in.readByte() != 0x21) {
            return;
        }
        int family = in.readByte();
        int length = in.readUnsignedShort();
        int size = family == 0x11 ? 4 : 16;
        InetAddress from = InetAddress.getByAddress(in.readNBytes(size));
        InetAddress to = InetAddress.getByAddress(in.readNBytes(size));
        int fromPort = in.readUnsignedShort();
        int toPort = in.readUnsignedShort();
        asked.add("v2 length " + length + " " + from.getHostAddress() + ":" + fromPort + " " + to.getHostAddress());
        pass(client, in, out, new InetSocketAddress(from, fromPort), new InetSocketAddress(to, toPort), false);
    }

    private void pass(
            Socket client,
            DataInputStream in,
            OutputStream out,
            @Nullable InetSocketAddress source,
            InetSocketAddress remote,
            boolean answers)
            throws IOException, InterruptedException {
        try (var onward = new Socket()) {
            onward.setTcpNoDelay(true);
            if (source != null) {
                onward.bind(new InetSocketAddress(source.getAddress(), 0));
            }
            try {
                onward.connect(remote);
            } catch (IOException refused) {
                if (answers) {
                    out.write(new byte[] {5, 5, 0, 1, 0, 0, 0, 0, 0, 0});
                }
                return;
            }
            open.add(onward);
            if (answers) {
                byte[] local = onward.getLocalAddress().getAddress();
                out.write(new byte[] {5, 0, 0, 1, local[0], local[1], local[2], local[3], 0, 25});
            }
            Thread back = Thread.ofVirtual().start(() -> {
                try {
                    onward.getInputStream().transferTo(out);
                    client.shutdownOutput();
                } catch (IOException over) {
                    // One of them has gone.
                }
            });
            in.transferTo(onward.getOutputStream());
            onward.shutdownOutput();
            back.join();
        }
    }

    @Override
    public void close() throws IOException {
        end.countDown();
        server.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
