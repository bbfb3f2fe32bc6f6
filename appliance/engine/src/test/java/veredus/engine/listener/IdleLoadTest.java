package veredus.engine.listener;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Thousands of connected clients that say nothing, as many as 20,000 file descriptors allow when both ends are in one
 * process: at 20 KiB each ten thousand of them fit a heap of 512 MB with room to spare. Runs only
 * where the tag "load" is asked for.
 */
@Tag("load")
@Timeout(300)
class IdleLoadTest {
    private static final int CLIENTS = 9_000;
    private static final int MAX_BYTES_EACH = 20 * 1024;

    @Test
    void keepsThousandsOfIdleSessionsInLittleMemory() throws Exception {
        try (var fixture = ListenerFixture.plan()
                .listener("maxConnections", CLIENTS + 10)
                .listener("maxConnectionsPerClient", CLIENTS + 10)
                .server("maxConnections", CLIENTS + 10)
                .open()) {
            SmtpClient.greeted(fixture.address()).close();
            long before = usedAfterCollection();
            var channels = new ArrayList<SocketChannel>();
            try {
                for (int i = 0; i < CLIENTS; i++) {
                    channels.add(greeted(fixture.address()));
                }
                long each = (usedAfterCollection() - before) / CLIENTS;
                assertThat(fixture.listener().sessions()).isEqualTo(CLIENTS);
                assertThat(each)
                        .as("bytes for each idle session, its client's included")
                        .isLessThan(MAX_BYTES_EACH);
                try (var client = SmtpClient.greeted(fixture.address())) {
                    client.begin("a@b.example", "c@d.example");
                    assertThat(client.ask(".")).startsWith("250 ");
                }
            } finally {
                for (SocketChannel channel : channels) {
                    channel.close();
                }
            }
        }
    }

    private static SocketChannel greeted(InetSocketAddress address) throws IOException {
        SocketChannel channel = SocketChannel.open();
        channel.setOption(StandardSocketOptions.SO_REUSEADDR, true);
        channel.connect(address);
        channel.write(ByteBuffer.wrap("EHLO idle.example\r\n".getBytes(StandardCharsets.US_ASCII)));
        var heard = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(512);
        while (heard.indexOf("250 ") < 0) {
            if (channel.read(buffer.clear()) < 0) {
                throw new IOException("closed after " + heard);
            }
            heard.append(StandardCharsets.US_ASCII.decode(buffer.flip()));
        }
        return channel;
    }

    private static long usedAfterCollection() {
        Runtime runtime = Runtime.getRuntime();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
