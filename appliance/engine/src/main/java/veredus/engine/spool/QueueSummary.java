package veredus.engine.spool;

import java.time.Instant;
import veredus.engine.envelope.QueueName;

/** What rests of one queue in the index. */
public record QueueSummary(QueueName queue, long deliveries, Instant earliestDue) {}
