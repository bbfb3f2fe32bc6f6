package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import veredus.world.Connection;
import veredus.world.Network;
import veredus.world.Network.ListenSpec;
import veredus.world.Network.Listening;

/** What every network must do, the real one and the simulated one. */
@Timeout(60)
interface NetworkContract {
    Duration SOON = Duration.ofMillis(50);
    Duration LATE = Duration.ofSeconds(30);

    Network network();

    /** An address on which {@link #network} can listen, with port 0. */
    InetSocketAddress anyPort();

    /** What {@code work} is run on, at the side of the test. */
    Thread start(Runnable work);

    static void echo(Connection connection) {
        var bytes = new byte[4096];
        try {
            for (int got = connection.read(bytes, 0, bytes.length);
                    got > 0;
                    got = connection.read(bytes, 0, bytes.length)) {
                connection.write(bytes, 0, got);
            }
        } catch (IOException over) {
            // The test sees it on its own side.
        }
    }

    static byte[] readAll(Connection connection, int length) throws IOException {
        var bytes = new byte[length];
        int read = 0;
        while (read < length) {
            int got = connection.read(bytes, read, length - read);
            if (got < 0) {
                throw new IOException("The stream ended after " + read + " bytes");
            }
            read += got;
        }
        return bytes;
    }

    default Listening listen(int maxConnections, Connection.Handler handler) throws IOException {
        return network().listen(new ListenSpec("test", anyPort(), 1024, maxConnections), handler);
    }

    default Connection connect(Listening to) throws IOException {
        return network().connect(to.address(), Optional.empty(), LATE);
    }

    @Test
    default void whatIsWrittenComesBackFromAnEcho() throws Exception {
        try (Listening echo = listen(10, NetworkContract::echo);
                Connection connection = connect(echo)) {
            connection.write("hello".getBytes(StandardCharsets.US_ASCII));
            assertThat(readAll(connection, 5))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("hello");
        }
    }

    @Test
    default void theServerCanSpeakFirst() throws Exception {
        try (Listening greeter = listen(10, peer -> {
                    try {
                        peer.write(new byte[] {'2', '2', '0'});
                    } catch (IOException lost) {
                        throw new AssertionError(lost);
                    }
                });
                Connection connection = connect(greeter)) {
            assertThat(readAll(connection, 3))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("220");
            assertThat(connection.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    default void bothSidesAgreeOnTheirAddresses() throws Exception {
        var seen = new LinkedBlockingQueue<InetSocketAddress>();
        try (Listening server = listen(10, peer -> {
                    seen.add(peer.local());
                    seen.add(peer.remote());
                });
                Connection connection = connect(server)) {
            assertThat(seen.take()).isEqualTo(connection.remote()).isEqualTo(server.address());
            assertThat(seen.take()).isEqualTo(connection.local());
        }
    }

    @Test
    default void aReadThatIsTooLateEndsButTheConnectionLivesOnOnTheConnectingSide() throws Exception {
        try (Listening echo = listen(10, NetworkContract::echo);
                Connection connection = connect(echo)) {
            connection.readLimit(SOON);
            assertThatThrownBy(() -> connection.read(new byte[1], 0, 1)).isInstanceOf(SocketTimeoutException.class);
            connection.readLimit(Duration.ZERO);
            connection.write(new byte[] {7});
            assertThat(readAll(connection, 1)).containsExactly(7);
        }
    }

    @Test
    default void aReadThatIsTooLateEndsButTheConnectionLivesOnOnTheAcceptingSide() throws Exception {
        try (Listening patient = listen(10, peer -> {
                    peer.readLimit(SOON);
                    byte[] late = {'l'};
                    try {
                        peer.read(new byte[1], 0, 1);
                    } catch (SocketTimeoutException expected) {
                        try {
                            peer.write(late);
                            peer.readLimit(LATE);
                            peer.write(readAll(peer, 1));
                        } catch (IOException lost) {
                            throw new AssertionError(lost);
                        }
                    } catch (IOException lost) {
                        throw new AssertionError(lost);
                    }
                });
                Connection connection = connect(patient)) {
            assertThat(readAll(connection, 1)).containsExactly('l');
            connection.write(new byte[] {9});
            assertThat(readAll(connection, 1)).containsExactly(9);
        }
    }

    @Test
    default void aWriteToAPeerThatNeverReadsEndsAndClosesTheConnection() throws Exception {
        var release = new CountDownLatch(1);
        try (Listening deaf = listen(10, peer -> release.await());
                Connection connection = connect(deaf)) {
            connection.writeLimit(SOON);
            var much = new byte[64 * 1024 * 1024];
            assertThatThrownBy(() -> connection.write(much)).isInstanceOf(SocketTimeoutException.class);
            assertThatThrownBy(() -> connection.write(much)).isInstanceOf(IOException.class);
        } finally {
            release.countDown();
        }
    }

    @Test
    default void closingFromAnotherThreadEndsABlockedRead() throws Exception {
        var release = new CountDownLatch(1);
        var ended = new LinkedBlockingQueue<Exception>();
        try (Listening silent = listen(10, peer -> release.await())) {
            Connection connection = connect(silent);
            Thread reader = start(() -> {
                try {
                    connection.read(new byte[1], 0, 1);
                } catch (IOException lost) {
                    ended.add(lost);
                }
            });
            while (reader.getState() != Thread.State.WAITING && reader.isAlive()) {
                Thread.onSpinWait();
            }
            connection.close();
            assertThat(ended.take()).isInstanceOf(IOException.class);
        } finally {
            release.countDown();
        }
    }

    @Test
    default void closingFromAnotherThreadEndsABlockedReadOfAnAcceptedConnection() throws Exception {
        var accepted = new LinkedBlockingQueue<Connection>();
        var ended = new LinkedBlockingQueue<Exception>();
        try (Listening server = listen(10, peer -> {
                    accepted.add(peer);
                    try {
                        peer.read(new byte[1], 0, 1);
                    } catch (IOException lost) {
                        ended.add(lost);
                    }
                });
                Connection connection = connect(server)) {
            accepted.take().close();
            assertThat(ended.take()).isInstanceOf(IOException.class);
            assertThat(connection.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    default void aConnectionAboveTheLimitWaitsUntilOneIsOver() throws Exception {
        var turns = new LinkedBlockingQueue<CountDownLatch>();
        try (Listening server = listen(1, peer -> {
                    var mine = new CountDownLatch(1);
                    turns.add(mine);
                    mine.await();
                });
                Connection first = connect(server);
                Connection second = connect(server)) {
            CountDownLatch firstTurn = turns.take();
            second.readLimit(SOON);
            assertThatThrownBy(() -> second.read(new byte[1], 0, 1)).isInstanceOf(SocketTimeoutException.class);
            assertThat(turns).isEmpty();
            firstTurn.countDown();
            assertThat(first.read(new byte[1], 0, 1)).isEqualTo(-1);
            turns.take().countDown();
            second.readLimit(Duration.ZERO);
            assertThat(second.read(new byte[1], 0, 1)).isEqualTo(-1);
        }
    }

    @Test
    default void aThousandIdleConnectionsAreServedAtOnce() throws Exception {
        int many = 1_000;
        var all = new CountDownLatch(many);
        var open = new AtomicInteger();
        var release = new CountDownLatch(1);
        var connections = new java.util.ArrayList<Connection>();
        try (Listening server = listen(many, peer -> {
            open.incrementAndGet();
            all.countDown();
            release.await();
        })) {
            for (int i = 0; i < many; i++) {
                connections.add(connect(server));
            }
            all.await();
            assertThat(open).hasValue(many);
        } finally {
            release.countDown();
            connections.forEach(Connection::close);
        }
    }

    @Test
    default void aClosedListenerRefusesButItsOpenConnectionsLiveOn() throws Exception {
        Listening echo = listen(10, NetworkContract::echo);
        try (Connection before = connect(echo)) {
            before.write(new byte[] {1});
            assertThat(readAll(before, 1)).containsExactly(1);
            echo.close();
            assertThatThrownBy(() -> connect(echo)).isInstanceOf(IOException.class);
            before.write(new byte[] {2});
            assertThat(readAll(before, 1)).containsExactly(2);
        }
    }

    @Test
    default void anAddressIsListenedOnOnce() throws Exception {
        try (Listening first = listen(10, NetworkContract::echo)) {
            assertThatThrownBy(() -> network().listen(new ListenSpec("second", first.address(), 10, 10), peer -> {}))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(String.valueOf(first.address().getPort()));
        }
    }

    @Test
    default void aSourceThatIsNotOursIsRefused() throws Exception {
        try (Listening echo = listen(10, NetworkContract::echo)) {
            InetAddress foreign = InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1});
            assertThatThrownBy(() -> network().connect(echo.address(), Optional.of(foreign), LATE))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    default void theSourceThatWasAskedForIsUsed() throws Exception {
        InetAddress source = anyPort().getAddress();
        try (Listening echo = listen(10, NetworkContract::echo);
                Connection connection = network().connect(echo.address(), Optional.of(source), LATE)) {
            assertThat(connection.local().getAddress()).isEqualTo(source);
        }
    }

    @Test
    default void bytesThatCameEarlyAreSeenWithoutReadingThem() throws Exception {
        var told = new CountDownLatch(1);
        var seen = new LinkedBlockingQueue<Integer>();
        try (Listening server = listen(10, peer -> {
                    assertThat(peer.buffered()).isZero();
                    told.countDown();
                    try {
                        readAll(peer, 1);
                    } catch (IOException lost) {
                        throw new AssertionError(lost);
                    }
                    seen.add(peer.buffered());
                });
                Connection connection = connect(server)) {
            told.await();
            connection.write("SEHLO".getBytes(StandardCharsets.US_ASCII));
            assertThat(seen.take()).isEqualTo(4);
        }
    }

    @Test
    default void aHandlerThatFailsClosesOnlyItsOwnConnection() throws Exception {
        try (Listening server = listen(10, peer -> {
                    try {
                        if (readAll(peer, 1)[0] == 'x') {
                            throw new IllegalStateException("a session that fails, on purpose");
                        }
                        peer.write(new byte[] {'y'});
                    } catch (IOException lost) {
                        throw new AssertionError(lost);
                    }
                });
                Connection bad = connect(server);
                Connection good = connect(server)) {
            bad.write(new byte[] {'x'});
            assertThat(bad.read(new byte[1], 0, 1)).isEqualTo(-1);
            good.write(new byte[] {'z'});
            assertThat(readAll(good, 1)).containsExactly('y');
        }
    }
}
