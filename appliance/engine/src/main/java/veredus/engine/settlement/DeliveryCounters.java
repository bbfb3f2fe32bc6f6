package veredus.engine.settlement;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import veredus.api.accounting.AccountingRecord;

/**
 * Counts what has become durable since the start, in recipients unless said otherwise. Written by the settlement thread;
 * any thread may read, and sees each number for itself, not all of one instant.
 */
public final class DeliveryCounters {
    /** Beyond so many categories (they come from policy) the rest is counted as one. */
    private static final int CATEGORIES_BOUND = 200;

    private static final String FURTHER_CATEGORIES = "further";

    private final LongAdder received = new LongAdder();
    private final LongAdder receivedBytes = new LongAdder();
    private final LongAdder delivered = new LongAdder();
    private final LongAdder deliveredBytes = new LongAdder();
    private final LongAdder deferred = new LongAdder();
    private final LongAdder bounced = new LongAdder();
    private final LongAdder expired = new LongAdder();
    private final LongAdder ended = new LongAdder();
    private final LongAdder queueFailures = new LongAdder();
    private final LongAdder notices = new LongAdder();
    private final LongAdder noticesWithheld = new LongAdder();
    private final LongAdder batches = new LongAdder();
    private final LongAdder setbacks = new LongAdder();
    private final ConcurrentHashMap<String, LongAdder> byCategory = new ConcurrentHashMap<>();
    private final SiteTraffic sites = new SiteTraffic();

    public DeliveryCounters() {}

    void count(List<AccountingRecord> records) {
        records.forEach(this::count);
        sites.count(records);
    }

    private void count(AccountingRecord record) {
        switch (record) {
            case AccountingRecord.Received r -> {
                received.increment();
                receivedBytes.add(r.message().sizeBytes());
            }
            case AccountingRecord.Delivered d -> {
                delivered.increment();
                deliveredBytes.add(d.message().sizeBytes());
            }
            case AccountingRecord.TransientFailure t -> deferred.increment();
            case AccountingRecord.QueueFailure q -> queueFailures.increment();
            case AccountingRecord.Bounced b -> {
                switch (b.cause()) {
                    case REFUSED -> bounced.increment();
                    case EXPIRED -> expired.increment();
                    case ADMIN -> ended.increment();
                }
                categoryOf(b.category()).increment();
            }
        }
    }

    private LongAdder categoryOf(String category) {
        LongAdder known = byCategory.get(category);
        if (known != null) {
            return known;
        }
        String name = byCategory.size() < CATEGORIES_BOUND ? category : FURTHER_CATEGORIES;
        return byCategory.computeIfAbsent(name, any -> new LongAdder());
    }

    void countNotice() {
        notices.increment();
    }

    /** Counts a notice that is not sent since its sender has had too many. */
    public void countNoticeWithheld() {
        noticesWithheld.increment();
    }

    void countBatch() {
        batches.increment();
    }

    void countSetback() {
        setbacks.increment();
    }

    /** The same lately, by receiving site. */
    public SiteTraffic sites() {
        return sites;
    }

    public long received() {
        return received.sum();
    }

    /** Message sizes, once for each recipient. */
    public long receivedBytes() {
        return receivedBytes.sum();
    }

    public long delivered() {
        return delivered.sum();
    }

    /** Message sizes, once for each recipient. */
    public long deliveredBytes() {
        return deliveredBytes.sum();
    }

    /** Attempts that will be repeated. */
    public long deferred() {
        return deferred.sum();
    }

    /** Refused for good; neither expired nor ended by an operator. */
    public long bounced() {
        return bounced.sum();
    }

    public long expired() {
        return expired.sum();
    }

    /** Ended by an operator. */
    public long ended() {
        return ended.sum();
    }

    /** Times a path could not be used at all. */
    public long queueFailures() {
        return queueFailures.sum();
    }

    /** Notices to senders, in messages. */
    public long notices() {
        return notices.sum();
    }

    /** Notices not sent since their sender has had too many. */
    public long noticesWithheld() {
        return noticesWithheld.sum();
    }

    public long batches() {
        return batches.sum();
    }

    /** Times that storing, accounting or committing had to be tried again. */
    public long setbacks() {
        return setbacks.sum();
    }

    /** Failures for good of all causes, by bounce category. */
    public SortedMap<String, Long> byCategory() {
        var sums = new TreeMap<String, Long>();
        byCategory.forEach((category, count) -> sums.put(category, count.sum()));
        return Collections.unmodifiableSortedMap(sums);
    }
}
