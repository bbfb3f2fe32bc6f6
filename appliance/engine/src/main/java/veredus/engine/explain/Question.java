package veredus.engine.explain;

import java.util.Optional;
import veredus.mail.address.Domain;
import veredus.mail.address.ReversePath;

/**
 * Which mail is asked about.
 *
 * @param vmta the vMTA or pool it names; empty where it names none
 * @param tenant whose it is
 * @param campaign may be empty
 * @param listener through which it comes in; empty for the first one
 */
public record Question(
        Domain domain,
        Optional<String> vmta,
        String tenant,
        String campaign,
        Optional<ReversePath> sender,
        Optional<String> listener) {}
