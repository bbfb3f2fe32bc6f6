package veredus.engine.explain;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import veredus.mail.address.Domain;
import veredus.mail.address.Mailbox;
import veredus.mail.address.ReversePath;

/**
 * Which mail is asked about.
 *
 * @param recipient the whole address, where it is asked about one
 * @param vmta the vMTA or pool it names; empty where it names none
 * @param tenant whose it is
 * @param campaign may be empty
 * @param user as whom its client logged in; empty for nobody
 * @param header the values of its header fields, by lower-case name
 * @param listener through which it comes in; empty for the first one
 */
public record Question(
        Domain domain,
        Optional<Mailbox> recipient,
        Optional<String> vmta,
        String tenant,
        String campaign,
        Optional<ReversePath> sender,
        String user,
        Map<String, List<String>> header,
        Optional<String> listener) {}
