package veredus.world.real;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * What the machine calls itself, as {@code hostname -f} has it: the kernel's name if that has a domain, else the name
 * that /etc/hosts or the DNS gives its address.
 */
public final class MachineName {
    /** Where Linux shows the name that was given to it. */
    private static final Path KERNEL = Path.of("/proc/sys/kernel/hostname");

    private static final String NONE = "localhost";

    private MachineName() {}

    /** The name, in lower case; without a dot when it has no domain. May ask the resolver, and wait for it. */
    public static String find() {
        String own = kernels().orElse(NONE);
        return isQualified(own)
                ? own
                : canonical().filter(name -> isQualified(name)).orElse(own);
    }

    /** Whether {@code name} names this machine to others: it has a domain, and is neither an address nor a loopback. */
    static boolean isQualified(String name) {
        return name.indexOf('.') > 0
                && name.chars().anyMatch(c -> c >= 'a' && c <= 'z')
                && name.indexOf(':') < 0
                && !name.startsWith("localhost.");
    }

    private static Optional<String> kernels() {
        try {
            return tidy(Files.readString(KERNEL));
        } catch (IOException notLinux) {
            try {
                return tidy(InetAddress.getLocalHost().getHostName());
            } catch (UnknownHostException nameless) {
                return Optional.empty();
            }
        }
    }

    private static Optional<String> canonical() {
        try {
            return tidy(InetAddress.getLocalHost().getCanonicalHostName());
        } catch (UnknownHostException nameless) {
            return Optional.empty();
        }
    }

    private static Optional<String> tidy(String text) {
        String name = text.strip().toLowerCase(Locale.ROOT);
        if (name.endsWith(".")) {
            name = name.substring(0, name.length() - 1);
        }
        return name.isEmpty() || name.equals("(none)") ? Optional.empty() : Optional.of(name);
    }
}
