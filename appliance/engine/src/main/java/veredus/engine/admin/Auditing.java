package veredus.engine.admin;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import veredus.api.admin.AdminJson;
import veredus.api.admin.AuditRecord;
import veredus.world.Time;

/**
 * What goes into the audit log: every call that changes something, forced before its answer is sent, and refusals for
 * want of a token or a role, of which {@link #REFUSALS} a minute are written one by one and the others counted, so that
 * nobody fills the disk by knocking.
 */
final class Auditing {
    private static final Logger log = LoggerFactory.getLogger(Auditing.class);

    /** Refusals in a minute that have a line of their own. */
    static final int REFUSALS = 60;

    private static final Duration WINDOW = Duration.ofMinutes(1);
    private static final int LONGEST = 1_000;

    private final AuditLog records;
    private final Time time;
    private final ReentrantLock lock = new ReentrantLock();
    private Instant window = Instant.EPOCH;
    private int inWindow;
    private long uncounted;

    Auditing(AuditLog records, Time time) {
        this.records = records;
        this.time = time;
    }

    /** Records a call that changes something; what it did is reported only when this returns. */
    void changed(Caller who, String from, String action, byte[] body, Answer answer) throws IOException {
        JsonNode request = parsed(body);
        String reason = request.path("reason").asString("");
        records.append(
                new AuditRecord(
                        time.now(),
                        who.name(),
                        from,
                        action,
                        shortened(what(request)),
                        shortened(reason),
                        answer.status(),
                        shortened(answer.told())),
                true);
    }

    /** Records a refusal for want of a token, of a role or of a place. */
    void refused(Caller who, String from, String action, Answer answer) {
        long others;
        lock.lock();
        try {
            Instant now = time.now();
            if (Duration.between(window, now).compareTo(WINDOW) >= 0) {
                window = now;
                inWindow = 0;
            }
            if (++inWindow > REFUSALS) {
                uncounted++;
                return;
            }
            others = uncounted;
            uncounted = 0;
        } finally {
            lock.unlock();
        }
        String before = others == 0 ? "" : others + " more refusals before this one; ";
        try {
            records.append(
                    new AuditRecord(
                            time.now(),
                            who.name(),
                            from,
                            action,
                            "",
                            "",
                            answer.status(),
                            shortened(before + answer.told())),
                    false);
        } catch (IOException unwritten) {
            log.error("a refusal cannot be written to the audit log", unwritten);
        }
    }

    private static JsonNode parsed(byte[] body) {
        try {
            return body.length == 0 ? AdminJson.LENIENT.createObjectNode() : AdminJson.LENIENT.readTree(body);
        } catch (JacksonException noJson) {
            return AdminJson.LENIENT.createObjectNode();
        }
    }

    /** The request without its reason, and with the names of files in place of their texts. */
    private static String what(JsonNode request) {
        if (!(request instanceof ObjectNode object)) {
            return "";
        }
        ObjectNode shown = object.deepCopy();
        shown.remove(List.of("reason"));
        if (shown.path("files") instanceof ObjectNode files) {
            shown.put("files", String.join(" ", files.propertyNames()));
        }
        return shown.isEmpty() ? "" : shown.toString();
    }

    private static String shortened(String text) {
        return AdminDoor.clean(text.length() > LONGEST ? text.substring(0, LONGEST) : text);
    }
}
