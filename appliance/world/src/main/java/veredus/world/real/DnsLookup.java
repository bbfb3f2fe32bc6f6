package veredus.world.real;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;
import veredus.world.Dns.Answer;

/**
 * One look-up on the wire, without a cache: follows CNAMEs, inside a reply and from reply to reply, and says what is at
 * their end. Made for one look-up, used by one thread.
 */
final class DnsLookup {
    /** CNAMEs followed in all; a chain that is longer is as bad as a loop. */
    static final int CNAMES_MAX = 16;

    /** For a negative answer that brings no SOA to say how long it holds. */
    private static final Duration NEGATIVE_TTL = Duration.ofMinutes(1);

    private final DnsWire wire;
    private final int type;
    private final Set<Name> passed = new HashSet<>();
    private long ttlSeconds = Long.MAX_VALUE;
    private boolean authentic = true;

    DnsLookup(DnsWire wire, int type) {
        this.wire = wire;
        this.type = type;
    }

    /** What is at {@code start}; {@code read} makes a value of each record. */
    <T> Answer<T> from(Name start, Function<Record, Optional<T>> read) {
        Name asked = start;
        while (true) {
            Message message;
            switch (wire.ask(asked, type)) {
                case DnsWire.Reply.Failed(String reason) -> {
                    return new Answer.Failed<>(reason);
                }
                case DnsWire.Reply.Answered(Message reply, boolean trusted) -> {
                    message = reply;
                    authentic &= trusted && reply.getHeader().getFlag(Flags.AD);
                }
            }
            Optional<Name> end = endOfChain(message, asked);
            if (end.isEmpty()) {
                return new Answer.Failed<>("CNAME loop, or more than " + CNAMES_MAX + " of them, from " + start);
            }
            List<T> values = values(message, end.get(), read);
            if (!values.isEmpty()) {
                return new Answer.Found<>(List.copyOf(values), Duration.ofSeconds(ttlSeconds), authentic);
            }
            if (message.getRcode() == Rcode.NXDOMAIN) {
                return new Answer.NoName<>(negativeTtl(message));
            }
            if (end.get().equals(asked) || soa(message).isPresent()) {
                return new Answer.NoData<>(negativeTtl(message));
            }
            // The resolver named an alias and left it to us to go on from there.
            asked = end.get();
        }
    }

    /** Where the CNAMEs of {@code message} lead from {@code start}; empty when they go in circles or on for ever. */
    private Optional<Name> endOfChain(Message message, Name start) {
        Name at = start;
        while (true) {
            Optional<CNAMERecord> alias = alias(message, at);
            if (alias.isEmpty()) {
                return Optional.of(at);
            }
            if (!passed.add(at) || passed.size() > CNAMES_MAX) {
                return Optional.empty();
            }
            learn(alias.get());
            at = alias.get().getTarget();
        }
    }

    private static Optional<CNAMERecord> alias(Message message, Name owner) {
        for (Record record : message.getSection(Section.ANSWER)) {
            if (record instanceof CNAMERecord alias && record.getName().equals(owner)) {
                return Optional.of(alias);
            }
        }
        return Optional.empty();
    }

    private <T> List<T> values(Message message, Name owner, Function<Record, Optional<T>> read) {
        var values = new ArrayList<T>();
        for (Record record : message.getSection(Section.ANSWER)) {
            if (record.getType() == type && record.getName().equals(owner)) {
                Optional<T> value = read.apply(record);
                if (value.isPresent()) {
                    values.add(value.get());
                    learn(record);
                }
            }
        }
        return values;
    }

    private void learn(Record record) {
        ttlSeconds = Math.min(ttlSeconds, record.getTTL());
    }

    /** RFC 2308 section 5: the smaller of the SOA's own TTL and its minimum. */
    private static Duration negativeTtl(Message message) {
        return soa(message)
                .map(soa -> Duration.ofSeconds(Math.min(soa.getTTL(), soa.getMinimum())))
                .orElse(NEGATIVE_TTL);
    }

    private static Optional<SOARecord> soa(Message message) {
        for (Record record : message.getSection(Section.AUTHORITY)) {
            if (record.getType() == Type.SOA && record instanceof SOARecord soa) {
                return Optional.of(soa);
            }
        }
        return Optional.empty();
    }
}
