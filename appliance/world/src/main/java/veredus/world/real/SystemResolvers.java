package veredus.world.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.Address;

/** The DNS resolvers that this machine is set up to use. */
public final class SystemResolvers {
    private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
    private static final int DNS_PORT = 53;

    private SystemResolvers() {}

    /** The name servers of /etc/resolv.conf; the one on this machine where that file names none or is not there. */
    public static List<InetSocketAddress> read() {
        return read(RESOLV_CONF);
    }

    /** The same, of another file: its first {@link DnsSettings#RESOLVERS_MAX} {@code nameserver} lines. */
    public static List<InetSocketAddress> read(Path file) {
        var found = new ArrayList<InetSocketAddress>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.ISO_8859_1)) {
                String[] words = line.strip().split("\\s+", 3);
                if (words.length > 1 && words[0].equals("nameserver") && found.size() < DnsSettings.RESOLVERS_MAX) {
                    addLiteral(found, words[1]);
                }
            }
        } catch (IOException unreadable) {
            // As good as empty.
        }
        return found.isEmpty()
                ? List.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), DNS_PORT))
                : List.copyOf(found);
    }

    private static void addLiteral(List<InetSocketAddress> found, String text) {
        try {
            found.add(new InetSocketAddress(Address.getByAddress(text), DNS_PORT));
        } catch (UnknownHostException notAnAddress) {
            // The system's own resolver passes over such a line too.
        }
    }
}
