package veredus.api.accounting;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Records that tests write. */
final class Samples {
    static final Instant QUEUED = Instant.parse("2026-11-24T10:11:12.345Z");
    static final Instant LOGGED = Instant.parse("2026-11-24T10:11:15.678Z");

    static final AccountingRecord.MessageFacts MESSAGE = new AccountingRecord.MessageFacts(
            "01ARZ3NDEKTSV",
            QUEUED,
            "news@example.org",
            "acme",
            "spring",
            "marketing",
            "env-1",
            "smtp",
            "app1.example.org",
            "app",
            "submission",
            10240,
            Map.of("subject", "Grüße, \"Freund\""));

    static final AccountingRecord.AttemptFacts ATTEMPT = new AccountingRecord.AttemptFacts(
            "m1",
            "spring:acme@example.net/marketing",
            "mx.example.net",
            "192.0.2.10",
            "198.51.100.25",
            "mx1.example.net",
            "TLSv1.3",
            "TLS_AES_256_GCM_SHA384",
            List.of("PIPELINING", "SIZE 10240000"),
            1,
            QUEUED);

    static final AccountingRecord DELIVERED = new AccountingRecord.Delivered(
            "01ARZ3NDEKTSV.0.d.1",
            LOGGED,
            MESSAGE,
            "a@example.net",
            Optional.of("rfc822;A@example.net"),
            ATTEMPT,
            "2.0.0",
            "250 2.0.0 ok, queued as \"X\"");

    static final AccountingRecord QUEUE_FAILURE =
            new AccountingRecord.QueueFailure("q.1", LOGGED, ATTEMPT, "4.4.1", "connection refused");

    private Samples() {}

    static AccountingRecord received() {
        return new AccountingRecord.Received("r.1", LOGGED, MESSAGE, "a@example.net", Optional.empty());
    }

    static AccountingRecord bounced(String recipient, String diagnostic) {
        return new AccountingRecord.Bounced(
                "b.1",
                LOGGED,
                MESSAGE,
                recipient,
                Optional.empty(),
                ATTEMPT,
                "5.1.1",
                diagnostic,
                "bad-mailbox",
                AccountingRecord.Bounced.Cause.REFUSED);
    }

    static AccountingRecord deferred() {
        return new AccountingRecord.TransientFailure(
                "t.1",
                LOGGED,
                MESSAGE,
                "a@example.net",
                Optional.empty(),
                ATTEMPT,
                "4.2.2",
                "452 4.2.2 full",
                "quota-issues",
                Instant.parse("2026-11-24T10:16:15Z"));
    }
}
