package veredus.simulator.dns;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.SOARecord;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * Records and faults by name. It answers for the whole tree, as there is nothing else in a trial: a name is there when
 * it, or a name below it, has records. May be changed at any time; safe for use by many threads.
 */
public final class ZoneData {
    private static final int MAX_CNAMES = 8;
    private static final long NEGATIVE_TTL = 60;

    private final Map<Name, List<Record>> records = new ConcurrentHashMap<>();
    private final Map<Name, DnsFault> faults = new ConcurrentHashMap<>();

    /** Adds one record. */
    public void add(Record added) {
        records.merge(added.getName(), List.of(added), (old, one) -> {
            var both = new ArrayList<>(old);
            both.addAll(one);
            return List.copyOf(both);
        });
    }

    /** Removes all records of {@code name}. */
    public void remove(Name name) {
        records.remove(name);
    }

    /** From now on, look-ups of {@code name} fail in this way. */
    public void fail(Name name, DnsFault fault) {
        faults.put(name, fault);
    }

    /** Look-ups of {@code name} work again. */
    public void heal(Name name) {
        faults.remove(name);
    }

    Optional<DnsFault> fault(Name name) {
        return Optional.ofNullable(faults.get(name));
    }

    /** The answer to {@code query}, with the authority flag and without size limit. */
    Message answer(Message query) {
        var answer = new Message(query.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.AA);
        answer.getHeader().setFlag(Flags.RA);
        if (query.getHeader().getFlag(Flags.RD)) {
            answer.getHeader().setFlag(Flags.RD);
        }
        Record question = query.getQuestion();
        if (question == null) {
            answer.getHeader().setRcode(Rcode.FORMERR);
            return answer;
        }
        answer.addRecord(question, Section.QUESTION);
        Name name = question.getName();
        for (int i = 0; i < MAX_CNAMES; i++) {
            List<Record> here = records.getOrDefault(name, List.of());
            List<Record> found = here.stream()
                    .filter(one -> isAsked(one, question.getType()))
                    .toList();
            found.forEach(one -> answer.addRecord(one, Section.ANSWER));
            if (!found.isEmpty()) {
                return answer;
            }
            Optional<CNAMERecord> alias = here.stream()
                    .filter(CNAMERecord.class::isInstance)
                    .map(CNAMERecord.class::cast)
                    .findFirst();
            if (alias.isEmpty()) {
                negative(answer, name);
                return answer;
            }
            answer.addRecord(alias.get(), Section.ANSWER);
            name = alias.get().getTarget();
        }
        answer.getHeader().setRcode(Rcode.SERVFAIL);
        return answer;
    }

    private static boolean isAsked(Record one, int type) {
        return type == Type.ANY || one.getType() == type;
    }

    private void negative(Message answer, Name name) {
        Name missing = name;
        boolean exists =
                records.containsKey(missing) || records.keySet().stream().anyMatch(known -> known.subdomain(missing));
        if (!exists) {
            answer.getHeader().setRcode(Rcode.NXDOMAIN);
        }
        answer.addRecord(soa(), Section.AUTHORITY);
    }

    /** What makes a negative answer cacheable (RFC 2308). */
    static Record soa() {
        return new SOARecord(
                Name.root,
                DClass.IN,
                NEGATIVE_TTL,
                Name.fromConstantString("ns.invalid."),
                Name.fromConstantString("hostmaster.invalid."),
                1,
                3600,
                600,
                86400,
                NEGATIVE_TTL);
    }
}
