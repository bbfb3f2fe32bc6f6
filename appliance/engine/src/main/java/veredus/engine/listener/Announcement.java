package veredus.engine.listener;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import veredus.api.policy.ListenerPolicy;
import veredus.engine.reception.Client;
import veredus.engine.reception.Roster;
import veredus.mail.address.Domain;
import veredus.mail.smtp.Extension;
import veredus.mail.smtp.Reply;

/**
 * What we offer to one client, as it stands now (RFC 5321 4.1.1.1).
 *
 * @param offered the extensions
 * @param mechanisms of AUTH (RFC 4954), best first; empty when there is none to be had
 */
record Announcement(Set<Extension> offered, List<String> mechanisms) {

    /** After HELO, or before anything: nothing. */
    static final Announcement NOTHING = new Announcement(EnumSet.noneOf(Extension.class), List.of());

    static Announcement of(Client client, Roster roster, boolean canDoTls, boolean takesXclient) {
        var offered = EnumSet.of(
                Extension.PIPELINING,
                Extension.SIZE,
                Extension.EIGHTBITMIME,
                Extension.SMTPUTF8,
                Extension.DSN,
                Extension.ENHANCEDSTATUSCODES,
                Extension.CHUNKING,
                Extension.LIMITS);
        ListenerPolicy policy = client.listener();
        if (canDoTls && client.tls().isEmpty() && policy.tls() == ListenerPolicy.Tls.STARTTLS) {
            offered.add(Extension.STARTTLS);
        }
        var mechanisms = new ArrayList<String>();
        if (client.user().isEmpty() && (client.tls().isPresent() || policy.authWithoutTls())) {
            if (roster.hasScram()) {
                mechanisms.add("SCRAM-SHA-256");
            }
            if (roster.hasPasswords()) {
                mechanisms.add("PLAIN");
                mechanisms.add("LOGIN");
            }
        }
        if (!mechanisms.isEmpty()) {
            offered.add(Extension.AUTH);
        }
        if (takesXclient) {
            offered.add(Extension.XCLIENT);
        }
        return new Announcement(offered, mechanisms);
    }

    boolean has(Extension extension) {
        return offered.contains(extension);
    }

    /** The reply to EHLO; its codes are not enhanced (RFC 2034 4). */
    Answer toEhlo(Domain host, ListenerPolicy policy) {
        var lines = new ArrayList<String>();
        lines.add(host.name());
        for (Extension extension : offered) {
            switch (extension) {
                case SIZE -> lines.add("SIZE " + policy.maxMessageSize().bytes());
                case AUTH -> lines.add("AUTH " + String.join(" ", mechanisms));
                case LIMITS ->
                    lines.add("LIMITS RCPTMAX=" + policy.maxRecipients()
                            + (policy.maxMessagesPerConnection() > 0
                                    ? " MAILMAX=" + policy.maxMessagesPerConnection()
                                    : ""));
                case XCLIENT -> lines.add("XCLIENT ADDR HELO LOGIN NAME PORT PROTO DESTADDR DESTPORT");
                case EIGHTBITMIME,
                        PIPELINING,
                        CHUNKING,
                        BINARYMIME,
                        STARTTLS,
                        SMTPUTF8,
                        DSN,
                        ENHANCEDSTATUSCODES,
                        REQUIRETLS,
                        MT_PRIORITY -> lines.add(extension.keyword());
            }
        }
        return Answer.of(new Reply(250, Optional.empty(), lines));
    }
}
