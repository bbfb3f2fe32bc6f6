package veredus.world.real;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** What an operator reads when an address cannot be listened on. */
class FreePortTest {
    @Test
    void aPortThatSomebodyHasIsNamedWithWhatToDo() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), taken.getLocalPort());
            assertThatThrownBy(() -> FreePort.require(address))
                    .isInstanceOf(BindException.class)
                    .hasMessageStartingWith("cannot listen on 127.0.0.1:" + address.getPort() + ": ")
                    .hasMessageContaining("in use; stop what has it")
                    .hasMessageContaining("or choose another port");
        }
    }

    @Test
    void anAddressThatIsNotOursIsNamedWithWhatToDo() throws IOException {
        var foreign = new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 2525);
        assertThatThrownBy(() -> FreePort.require(foreign))
                .isInstanceOf(BindException.class)
                .hasMessageContaining("192.0.2.1:2525")
                .hasMessageContaining("choose an address of this machine");
    }

    @Test
    void aFreePortIsFreeAfterwards() {
        var any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        assertThatCode(() -> FreePort.require(any)).doesNotThrowAnyException();
    }
}
