package veredus.engine;

import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.Policy;
import veredus.mail.address.Domain;
import veredus.world.Network;

/** Our own name to the world: the configured one, else the machine's. Any thread; the first question may take a while. */
final class OurName {
    private static final Logger log = LoggerFactory.getLogger(OurName.class);
    private static final Domain NONE = new Domain("localhost");

    private final Network network;
    private volatile Optional<Domain> machine = Optional.empty();

    OurName(Network network) {
        this.network = network;
    }

    /** The policy with a name in it; where that is only half a name, it is used, and the log says what to do. */
    Policy into(Policy policy) {
        String configured = policy.server().hostName();
        Domain name = configured.isEmpty()
                ? machine()
                : Domain.parse(configured).orElseThrow(() -> new IllegalArgumentException("no domain: " + configured));
        if (name.name().indexOf('.') < 0) {
            log.warn(
                    "our name is only {}, without a domain: many receivers refuse mail from such an EHLO; set host-name in"
                            + " server.toml to a name that resolves to this machine",
                    name);
        }
        return policy.withHostName(name.name());
    }

    private Domain machine() {
        Domain found = machine.orElseGet(() -> Domain.parse(network.hostName()).orElse(NONE));
        machine = Optional.of(found);
        return found;
    }
}
