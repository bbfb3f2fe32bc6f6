package veredus.world.real;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import veredus.world.Chance;
import veredus.world.Dns;
import veredus.world.Time;

/**
 * The DNS, asked through recursive resolvers (on the appliance a validating one on this machine), with a cache in front.
 * A call blocks until there is an answer, at most for the time that {@link DnsSettings} gives. Safe for use by many
 * threads.
 */
public final class RealDns implements Dns {
    /** RFC 1035 section 2.3.4, as written with dots and without the final one. */
    private static final int NAME_CHARS_MAX = 253;

    private final DnsWire wire;
    private final DnsCache<Mx> mx;
    private final DnsCache<InetAddress> a;
    private final DnsCache<InetAddress> aaaa;
    private final DnsCache<String> txt;
    private final DnsCache<String> ptr;

    private RealDns(DnsSettings settings, Time time, Chance chance) {
        this.wire = new DnsWire(settings, time, chance);
        int entries = settings.cacheEntries();
        this.mx = new DnsCache<>(time, entries, name -> ask(name, Type.MX, RealDns::mxOf));
        this.a = new DnsCache<>(time, entries, name -> ask(name, Type.A, RealDns::addressOf));
        this.aaaa = new DnsCache<>(time, entries, name -> ask(name, Type.AAAA, RealDns::addressOf));
        this.txt = new DnsCache<>(time, entries, name -> ask(name, Type.TXT, RealDns::textOf));
        this.ptr = new DnsCache<>(time, entries, name -> ask(name, Type.PTR, RealDns::hostOf));
    }

    public static RealDns over(List<InetSocketAddress> resolvers, Time time, Chance chance) {
        return new RealDns(DnsSettings.asking(resolvers), time, chance);
    }

    public static RealDns with(DnsSettings settings, Time time, Chance chance) {
        return new RealDns(settings, time, chance);
    }

    @Override
    public Answer<Mx> mx(String name) {
        return mx.lookup(key(name));
    }

    @Override
    public Answer<InetAddress> a(String host) {
        return a.lookup(key(host));
    }

    @Override
    public Answer<InetAddress> aaaa(String host) {
        return aaaa.lookup(key(host));
    }

    /** Bytes above 127 come as ISO 8859-1, one character each. */
    @Override
    public Answer<String> txt(String name) {
        return txt.lookup(key(name));
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return ptr.lookup(key(ReverseMap.fromAddress(address).toString()));
    }

    @Override
    public void forget(String name) {
        for (DnsCache<?> cache : List.of(mx, a, aaaa, txt, ptr)) {
            if (name.isEmpty()) {
                cache.forgetAll();
            } else {
                cache.forget(key(name));
            }
        }
    }

    /** How a name is written everywhere in here: lower-case, without the final dot. */
    static String key(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private <T> Answer<T> ask(String key, int type, Function<Record, Optional<T>> read) {
        Optional<Name> name = nameOf(key);
        if (name.isEmpty()) {
            // What cannot be written in the DNS cannot be there.
            return new Answer.NoName<>(DnsCache.NEGATIVE_MAX);
        }
        return new DnsLookup(wire, type).from(name.get(), read);
    }

    /** Absolute, of printable ASCII and without the escapes of zone files; empty when it is no name at all. */
    static Optional<Name> nameOf(String key) {
        if (key.isEmpty() || key.length() > NAME_CHARS_MAX) {
            return Optional.empty();
        }
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            if (c <= ' ' || c > '~' || c == '\\' || c == '"' || c == '(' || c == ')' || c == ';' || c == '@') {
                return Optional.empty();
            }
        }
        try {
            return Optional.of(Name.fromString(key + "."));
        } catch (TextParseException bad) {
            return Optional.empty();
        }
    }

    static Optional<Mx> mxOf(Record record) {
        return record instanceof MXRecord mx
                ? Optional.of(new Mx(mx.getPriority(), written(mx.getTarget())))
                : Optional.empty();
    }

    static Optional<InetAddress> addressOf(Record record) {
        return switch (record) {
            case ARecord a -> Optional.of(a.getAddress());
            case AAAARecord aaaa -> Optional.of(aaaa.getAddress());
            default -> Optional.empty();
        };
    }

    static Optional<String> textOf(Record record) {
        if (!(record instanceof TXTRecord txt)) {
            return Optional.empty();
        }
        var joined = new ByteArrayOutputStream();
        txt.getStringsAsByteArrays().forEach(joined::writeBytes);
        return Optional.of(joined.toString(StandardCharsets.ISO_8859_1));
    }

    static Optional<String> hostOf(Record record) {
        return record instanceof PTRRecord ptr ? Optional.of(written(ptr.getTarget())) : Optional.empty();
    }

    private static String written(Name name) {
        return name.equals(Name.root) ? "" : key(name.toString());
    }
}
