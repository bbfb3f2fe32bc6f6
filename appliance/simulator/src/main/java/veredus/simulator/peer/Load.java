package veredus.simulator.peer;

import java.net.InetSocketAddress;

/**
 * What a source shall send.
 *
 * @param target the SMTP server
 * @param connections open at once, at least one
 * @param messages in all; they are numbered from {@code firstNumber}
 * @param sizeBytes of each message's body, at least {@value #MIN_SIZE}
 * @param pipelining MAIL, RCPT and DATA in one write (RFC 2920)
 * @param perSecond messages started each second over all connections; 0 for as fast as it goes
 */
public record Load(
        InetSocketAddress target,
        int connections,
        long messages,
        long firstNumber,
        int sizeBytes,
        boolean pipelining,
        double perSecond,
        Letter.Writer letters) {
    static final int MIN_SIZE = 32;

    public Load {
        if (connections < 1 || messages < 0 || sizeBytes < MIN_SIZE || perSecond < 0) {
            throw new IllegalArgumentException("not a load: " + connections + " connections, " + messages
                    + " messages of " + sizeBytes + " bytes, " + perSecond + "/s");
        }
    }

    /** As fast as it goes, with pipelining. */
    public static Load of(
            InetSocketAddress target, int connections, long messages, int sizeBytes, Letter.Writer letters) {
        return new Load(target, connections, messages, 0, sizeBytes, true, 0, letters);
    }
}
