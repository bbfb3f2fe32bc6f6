package veredus.world.real;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Master;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Type;
import veredus.world.Dns;

/**
 * A DNS that knows one zone file (RFC 1035 section 5) and nothing else: names without a final dot start at the file's
 * {@code $ORIGIN}, the root where it has none. It answers for the whole tree: a name is there when it, or a name below
 * it, has records; {@code *} stands for what is not there (RFC 4592). Immutable; safe for use by many threads.
 */
public final class ZoneFileDns implements Dns {
    /** A zone for trying a configuration is smaller. */
    private static final long LARGEST_FILE_BYTES = 64L * 1024 * 1024;

    private static final int CNAMES_MAX = 16;
    private static final long TTL_SECONDS = 3600;

    private final Map<Name, List<Record>> records = new HashMap<>();

    /** Names that are there, if only because of a name below. */
    private final Set<Name> there = new HashSet<>();

    private ZoneFileDns() {}

    /**
     * Reads a zone file; {@code $INCLUDE} is refused.
     *
     * @throws IOException when it cannot be read, with the line where it is not a zone file
     */
    public static ZoneFileDns read(Path file) throws IOException {
        if (Files.size(file) > LARGEST_FILE_BYTES) {
            throw new IOException(file + " is larger than " + LARGEST_FILE_BYTES + " bytes");
        }
        var zone = new ZoneFileDns();
        var master = new Master(new ByteArrayInputStream(Files.readAllBytes(file)), Name.root, TTL_SECONDS);
        master.disableIncludes(true);
        try (master) {
            for (Record record = master.nextRecord(); record != null; record = master.nextRecord()) {
                zone.add(record);
            }
        } catch (IOException malformed) {
            // dnsjava names a stream; its text ends with the line and what is wrong there.
            throw new IOException(
                    file + " is not a zone file: "
                            + String.valueOf(malformed.getMessage()).replaceFirst("^<none>:", "line "),
                    malformed);
        }
        return zone;
    }

    private void add(Record record) {
        Name name = record.getName();
        records.computeIfAbsent(name, unused -> new ArrayList<>()).add(record);
        for (Name at = name; at.labels() > 1 && there.add(at); at = new Name(at, 1)) {}
    }

    @Override
    public Answer<Mx> mx(String name) {
        return ask(name, Type.MX, RealDns::mxOf);
    }

    @Override
    public Answer<InetAddress> a(String host) {
        return ask(host, Type.A, RealDns::addressOf);
    }

    @Override
    public Answer<InetAddress> aaaa(String host) {
        return ask(host, Type.AAAA, RealDns::addressOf);
    }

    @Override
    public Answer<String> txt(String name) {
        return ask(name, Type.TXT, RealDns::textOf);
    }

    @Override
    public Answer<String> ptr(InetAddress address) {
        return ask(ReverseMap.fromAddress(address).toString(), Type.PTR, RealDns::hostOf);
    }

    /** Nothing was learned. */
    @Override
    public void forget(String name) {}

    private <T> Answer<T> ask(String text, int type, Function<Record, Optional<T>> read) {
        Duration ttl = Duration.ofSeconds(TTL_SECONDS);
        Optional<Name> asked = RealDns.nameOf(RealDns.key(text));
        if (asked.isEmpty()) {
            return new Answer.NoName<>(ttl);
        }
        Name name = asked.get();
        for (int aliases = 0; aliases <= CNAMES_MAX; aliases++) {
            List<Record> found = find(name);
            var values = new ArrayList<T>();
            for (Record record : found) {
                if (record.getType() == type) {
                    read.apply(record).ifPresent(values::add);
                    ttl = Duration.ofSeconds(Math.min(ttl.toSeconds(), record.getTTL()));
                }
            }
            if (!values.isEmpty()) {
                return new Answer.Found<>(List.copyOf(values), ttl, false);
            }
            Optional<Name> alias = found.stream()
                    .filter(CNAMERecord.class::isInstance)
                    .map(record -> ((CNAMERecord) record).getTarget())
                    .findFirst();
            if (alias.isEmpty()) {
                return found.isEmpty() && !there.contains(name) ? new Answer.NoName<>(ttl) : new Answer.NoData<>(ttl);
            }
            name = alias.get();
        }
        return new Answer.Failed<>("CNAME loop, or more than " + CNAMES_MAX + " of them, from " + text);
    }

    /** The records of {@code name}, or of the nearest wildcard where there is no such name. */
    private List<Record> find(Name name) {
        if (there.contains(name)) {
            return records.getOrDefault(name, List.of());
        }
        for (int cut = 1; cut < name.labels(); cut++) {
            Name parent = new Name(name, cut);
            List<Record> wild = records.get(wildcard(parent));
            if (wild != null) {
                return wild;
            }
            if (there.contains(parent)) {
                break; // RFC 4592 3.3.1: only the closest encloser's wildcard counts.
            }
        }
        return List.of();
    }

    private static Name wildcard(Name parent) {
        try {
            return Name.concatenate(Name.fromConstantString("*"), parent);
        } catch (NameTooLongException nothing) {
            return parent;
        }
    }
}
