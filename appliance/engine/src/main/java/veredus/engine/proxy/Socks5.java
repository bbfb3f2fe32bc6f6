package veredus.engine.proxy;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import veredus.api.policy.Proxy;
import veredus.world.Connection;
import veredus.world.Time;

/**
 * The client's side of SOCKS version 5 (RFC 1928, RFC 1929). Reads nothing beyond the proxy's last answer: what follows
 * is the receiver's. Used by one thread.
 *
 * <p><b>Source address.</b> RFC 1928 has no way to ask for one. Where one is wanted, a BIND to it goes before the CONNECT
 * on the same connection, and the proxy sends from what it was bound to: so KumoMTA's proxy-server has it.
 *
 * <p><b>Whose fault.</b> Until CONNECT is said everything is the proxy's. Of the answers to CONNECT, those that speak of
 * the network or the host (3 to 6) are the receiver's, and so is silence: a proxy that has answered before waits for the
 * receiver as we do.
 */
final class Socks5 {
    private static final int VERSION = 5;
    private static final int AUTH_VERSION = 1;
    private static final int NO_AUTH = 0;
    private static final int USER_PASSWORD = 2;
    private static final int CONNECT = 1;
    private static final int BIND = 2;
    private static final int IPV4 = 1;
    private static final int NAME = 3;
    private static final int IPV6 = 4;
    private static final int SUCCEEDED = 0;
    private static final int UNREACHABLE_NETWORK = 3;
    private static final int TTL_EXPIRED = 6;

    private static final String[] REPLIES = {
        "succeeded",
        "general failure",
        "not allowed by its rules",
        "network unreachable",
        "host unreachable",
        "connection refused",
        "TTL expired",
        "command not supported",
        "address type not supported"
    };

    private final Connection connection;
    private final Time time;
    private long began;
    private Duration limit;

    Socks5(Connection connection, Time time, Duration limit) {
        this.connection = connection;
        this.time = time;
        this.limit = limit;
        this.began = time.nanos();
    }

    /** What the proxy answered. */
    private record Answer(int code, Optional<InetSocketAddress> address) {
        String text() {
            return code < REPLIES.length ? REPLIES[code] : "failure " + code;
        }
    }

    /**
     * Has the proxy connect to {@code remote}.
     *
     * @param patience for the receiver; the limit given at first holds for what comes before
     * @return where the proxy connects from, as far as it says so
     * @throws ProxyException when the proxy is at fault
     * @throws IOException when the receiver is
     */
    Optional<InetSocketAddress> connect(
            Proxy proxy, Optional<InetAddress> source, InetSocketAddress remote, Duration patience) throws IOException {
        try {
            greet(proxy);
            if (source.isPresent()) {
                bind(source.get());
            }
            write(request(CONNECT, remote));
        } catch (ProxyException told) {
            throw told;
        } catch (SocketTimeoutException late) {
            throw new ProxyException("no answer within " + proxy.connectLimit().toMillis() / 1000.0 + " s", late);
        } catch (IOException lost) {
            throw new ProxyException(text(lost), lost);
        }
        began = time.nanos();
        limit = patience;
        Answer answer;
        try {
            answer = answer();
        } catch (ProxyException | SocketTimeoutException told) {
            throw told;
        } catch (IOException lost) {
            throw new ProxyException("broke off instead of answering CONNECT: " + text(lost), lost);
        }
        if (answer.code() == SUCCEEDED) {
            return answer.address().or(() -> source.map(address -> new InetSocketAddress(address, 0)));
        }
        if (answer.code() >= UNREACHABLE_NETWORK && answer.code() <= TTL_EXPIRED) {
            throw new NoRouteToHostException(answer.text() + ", says the proxy " + proxy.name());
        }
        throw new ProxyException("CONNECT: " + answer.text());
    }

    private void greet(Proxy proxy) throws IOException {
        boolean mayLogIn = proxy.userName().isPresent() && proxy.password().isPresent();
        write(mayLogIn ? bytes(VERSION, 2, NO_AUTH, USER_PASSWORD) : bytes(VERSION, 1, NO_AUTH));
        byte[] chosen = read(2);
        if (chosen[0] != VERSION) {
            throw new ProxyException("does not speak SOCKS5");
        }
        switch (chosen[1] & 0xFF) {
            case NO_AUTH -> {}
            case USER_PASSWORD -> {
                if (!mayLogIn) {
                    throw new ProxyException("wants a login that nobody offered");
                }
                logIn(proxy.userName().orElseThrow(), proxy.password().orElseThrow());
            }
            default ->
                throw new ProxyException(
                        mayLogIn ? "takes no login with a password" : "wants a login: set user-name and password");
        }
    }

    /** RFC 1929. */
    private void logIn(String userName, String password) throws IOException {
        byte[] name = userName.getBytes(StandardCharsets.UTF_8);
        byte[] word = password.getBytes(StandardCharsets.UTF_8);
        write(ByteBuffer.allocate(3 + name.length + word.length)
                .put((byte) AUTH_VERSION)
                .put((byte) name.length)
                .put(name)
                .put((byte) word.length)
                .put(word)
                .array());
        byte[] answer = read(2);
        if (answer[0] != AUTH_VERSION) {
            throw new ProxyException("does not speak SOCKS5");
        }
        if (answer[1] != SUCCEEDED) {
            throw new ProxyException("refuses the login of " + userName);
        }
    }

    private void bind(InetAddress source) throws IOException {
        write(request(BIND, new InetSocketAddress(source, 0)));
        Answer answer = answer();
        if (answer.code() != SUCCEEDED) {
            throw new ProxyException("cannot send from " + source.getHostAddress() + ": " + answer.text());
        }
    }

    private static byte[] request(int command, InetSocketAddress address) {
        byte[] host = address.getAddress().getAddress();
        return ByteBuffer.allocate(6 + host.length)
                .put(bytes(VERSION, command, 0, host.length == 4 ? IPV4 : IPV6))
                .put(host)
                .putShort((short) address.getPort())
                .array();
    }

    private Answer answer() throws IOException {
        byte[] head = read(4);
        if (head[0] != VERSION) {
            throw new ProxyException("does not speak SOCKS5");
        }
        int length = switch (head[3]) {
            case IPV4 -> 4;
            case IPV6 -> 16;
            case NAME -> read(1)[0] & 0xFF;
            default -> throw new ProxyException("does not speak SOCKS5: an address of kind " + head[3]);
        };
        byte[] host = read(length);
        int port = ByteBuffer.wrap(read(2)).getShort() & 0xFFFF;
        return new Answer(head[1] & 0xFF, head[3] == NAME ? Optional.empty() : place(host, port));
    }

    /** A proxy that does not want to tell says zeros. */
    private static Optional<InetSocketAddress> place(byte[] host, int port) {
        try {
            InetAddress address = InetAddress.getByAddress(host);
            return address.isAnyLocalAddress() ? Optional.empty() : Optional.of(new InetSocketAddress(address, port));
        } catch (UnknownHostException impossible) {
            return Optional.empty();
        }
    }

    private void write(byte[] bytes) throws IOException {
        connection.writeLimit(left());
        connection.write(bytes);
    }

    private byte[] read(int length) throws IOException {
        byte[] bytes = new byte[length];
        int got = 0;
        while (got < length) {
            connection.readLimit(left());
            int more = connection.read(bytes, got, length - got);
            if (more < 0) {
                throw new EOFException("closed the connection");
            }
            got += more;
        }
        return bytes;
    }

    private Duration left() throws SocketTimeoutException {
        Duration left = limit.minusNanos(time.nanos() - began);
        if (left.isNegative() || left.isZero()) {
            throw new SocketTimeoutException();
        }
        return left;
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    static String text(IOException failure) {
        String message = failure.getMessage();
        return message == null || message.isEmpty() ? failure.getClass().getSimpleName() : message;
    }
}
