package veredus.engine.envelope;

import veredus.mail.address.Domain;

/** Which scheduled queue a delivery waits in. {@code campaign} may be empty. */
public record QueueName(String tenant, String campaign, Domain domain, String pool) implements Comparable<QueueName> {

    /** {@code campaign:tenant@domain/pool}, the form of commands, metrics and pages. */
    @Override
    public String toString() {
        return campaign + ":" + tenant + "@" + domain + "/" + pool;
    }

    @Override
    public int compareTo(QueueName other) {
        int byDomain = domain.compareTo(other.domain);
        return byDomain != 0 ? byDomain : toString().compareTo(other.toString());
    }
}
