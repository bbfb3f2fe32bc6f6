package veredus.engine.settlement;

import veredus.engine.bounce.Notice;
import veredus.engine.envelope.Message;
import veredus.engine.spool.SpoolException;

/**
 * Takes a notice in as mail: stores it durably, then queues it. It must not call {@link Settlement#received}: the
 * settlement accounts for it with the batch that made it. Runs on the settlement thread.
 */
@FunctionalInterface
public interface NoticeSubmission {
    Message submit(Notice notice) throws SpoolException;
}
