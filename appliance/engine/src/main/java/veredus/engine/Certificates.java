package veredus.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.policy.ListenerPolicy;
import veredus.mail.address.Domain;
import veredus.world.World;
import veredus.world.real.SelfSignedCertificate;
import veredus.world.real.TlsContexts;

/** The certificates of listeners: the configured files, or a self-signed one that is made at the first start. */
final class Certificates {
    private static final Logger log = LoggerFactory.getLogger(Certificates.class);
    private static final Duration VALIDITY = Duration.ofDays(3650);

    private final World world;
    private final Path configuration;
    private final Path own;
    private final Domain host;

    /**
     * @param configuration where files that the policy names lie, unless it says where
     * @param own where self-signed ones are kept
     */
    Certificates(World world, Path configuration, Path own, Domain host) {
        this.world = world;
        this.configuration = configuration;
        this.own = own;
        this.host = host;
    }

    /** Makes an engine in server mode for each handshake; empty for a listener without TLS. */
    Optional<Supplier<SSLEngine>> of(ListenerPolicy listener) throws IOException {
        if (listener.tls() == ListenerPolicy.Tls.NONE) {
            return Optional.empty();
        }
        Path certificate = listener.certificate().map(configuration::resolve).orElse(own.resolve("self-signed.pem"));
        Path key = listener.privateKey().map(configuration::resolve).orElse(own.resolve("self-signed.key"));
        if (listener.certificate().isEmpty() && !world.disk().exists(certificate)) {
            world.disk().createDirectories(own);
            SelfSignedCertificate.create(List.of(host.name()), world.time().now(), VALIDITY, world.chance())
                    .write(certificate, key);
            log.info("made a self-signed certificate for {} in {}", host, certificate);
        }
        return Optional.of(TlsContexts.server(certificate, key, world.time())::engine);
    }
}
