package veredus.world.real;

import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Locale;

/**
 * Whether an address can be listened on. Helidon logs a stack trace when it cannot and throws nothing, so it is asked
 * before: what the operator needs is one line.
 */
public final class FreePort {
    private static final int PRIVILEGED_BELOW = 1024;

    private FreePort() {}

    /**
     * Passes when {@code address} can be bound at this moment.
     *
     * @throws BindException when it cannot, with the address, the reason and what to do
     */
    public static void require(InetSocketAddress address) throws BindException {
        if (address.isUnresolved()) {
            throw new BindException(
                    "cannot listen on " + address.getHostString() + ": it is not an address of this machine");
        }
        try (var probe = new ServerSocket()) {
            probe.bind(address);
        } catch (IOException failed) {
            String reason = failed.getMessage() == null ? failed.getClass().getSimpleName() : failed.getMessage();
            var named = new BindException("cannot listen on " + shown(address) + ": " + reason.toLowerCase(Locale.ROOT)
                    + "; " + remedy(address.getPort(), reason));
            named.initCause(failed);
            throw named;
        }
    }

    private static String remedy(int port, String reason) {
        if (reason.contains("ermission denied") && port < PRIVILEGED_BELOW) {
            return "ports below " + PRIVILEGED_BELOW + " need root or CAP_NET_BIND_SERVICE, or choose a higher port";
        }
        if (reason.contains("in use")) {
            return "stop what has it (ss -ltnp 'sport = :" + port + "' names it), or choose another port";
        }
        return "choose an address of this machine (ip address lists them)";
    }

    private static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}
