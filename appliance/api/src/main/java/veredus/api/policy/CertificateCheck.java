package veredus.api.policy;

import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Says which certificates are over or soon will be. That is an error where somebody asks whether all is well; where an
 * engine is to run with it, it is a warning: a certificate that is over must not stop mail, which mostly does not care.
 */
final class CertificateCheck {
    /** So long before its end a certificate is warned of. */
    static final Duration SOON = Duration.ofDays(14);

    private final Findings findings;
    private final When when;

    /** @param isAsked whether somebody asks, and no engine is to run with it */
    record When(Instant now, boolean isAsked) {}

    CertificateCheck(Findings findings, When when) {
        this.findings = findings;
        this.when = when;
    }

    void check() {
        Policy policy = findings.policy();
        policy.listeners().forEach(listener -> times(listener, listener.certificate()));
        times(policy.admin(), policy.admin().certificate());
        if (when.isAsked()) {
            web(policy.web());
        }
    }

    /** Those of the web pages belong to another user, perhaps; what may not be read is not spoken of. */
    private void web(WebPolicy web) {
        if (isReadable(web.certificate()) && isReadable(web.privateKey())) {
            CertificateFiles.fault(
                            findings.files().path(web.certificate().orElseThrow()),
                            findings.files().path(web.privateKey().orElseThrow()))
                    .ifPresent(fault -> findings.error(web, fault.key(), fault.message(), fault.remedy()));
        }
        times(web, web.certificate());
    }

    private boolean isReadable(Optional<String> name) {
        return name.map(findings.files()::path).filter(Files::isReadable).isPresent();
    }

    private void times(Record record, Optional<String> name) {
        if (isReadable(name)) {
            CertificateFiles.times(findings.files().path(name.orElseThrow()))
                    .ifPresent(times -> judge(record, Problems.quoted(name.orElseThrow()), times));
        }
    }

    private void judge(Record record, String name, CertificateFiles.Times times) {
        if (!times.until().isAfter(when.now())) {
            fault(record, "the certificate in " + name + " was valid until " + times.until());
        } else if (times.from().isAfter(when.now())) {
            fault(record, "the certificate in " + name + " is not valid before " + times.from());
        } else if (times.until().isBefore(when.now().plus(SOON))) {
            long days = Duration.between(when.now(), times.until()).toDays();
            findings.warning(
                    record,
                    "certificate",
                    "the certificate in " + name + " is valid until " + times.until() + ", for " + days
                            + (days == 1 ? " more day" : " more days"),
                    "renew it");
        }
    }

    private void fault(Record record, String message) {
        String remedy = "write a valid one, with what else the file has, to the same place";
        if (when.isAsked()) {
            findings.error(record, "certificate", message, remedy);
        } else {
            findings.warning(record, "certificate", message, remedy);
        }
    }
}
