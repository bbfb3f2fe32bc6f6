package veredus.api.policy;

import java.util.List;
import java.util.function.Function;
import veredus.mail.address.ReversePath;

/**
 * What routing rules ask of a message.
 *
 * @param header the values of all fields of a name, in the order of the message
 * @param user as whom the client authenticated; empty for nobody
 * @param tenant whose mail it is
 * @param campaign what it names; may be empty
 */
public record Letter(
        ReversePath sender,
        Function<String, List<String>> header,
        String user,
        String listener,
        String tenant,
        String campaign) {}
