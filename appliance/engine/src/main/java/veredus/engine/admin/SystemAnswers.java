package veredus.engine.admin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import veredus.api.admin.SystemView;
import veredus.api.admin.SystemView.CertificateView;
import veredus.api.admin.SystemView.SpoolView;
import veredus.api.policy.AdminPolicy;
import veredus.api.policy.ListenerPolicy;

/** The machine and the files under the engine. */
final class SystemAnswers {
    /** More are not looked at. */
    static final int MOST_CERTIFICATES = 100;

    private static final int NAMES_SHOWN = 3;
    /** A DNS name among a certificate's names (RFC 5280 4.2.1.6). */
    private static final int DNS_NAME = 2;

    private final AdminRooms rooms;
    private final DataFiles files;
    private final StatusAnswers status;

    SystemAnswers(AdminRooms rooms, DataFiles files, StatusAnswers status) {
        this.rooms = rooms;
        this.files = files;
        this.status = status;
    }

    SystemView system() throws IOException {
        Runtime jvm = Runtime.getRuntime();
        var spool = rooms.spool();
        return new SystemView(
                Runtime.version() + ", " + System.getProperty("java.vm.vendor", "unknown"),
                jvm.availableProcessors(),
                jvm.totalMemory() - jvm.freeMemory(),
                jvm.maxMemory(),
                rooms.dataDir().toString(),
                rooms.configuration().map(Path::toString).orElse(""),
                new SpoolView(
                        spool.logBytes(),
                        spool.segments(),
                        spool.unreadSegments(),
                        spool.resting(),
                        spool.rebuildProgress(),
                        spool.freeBytes(),
                        files.onPlatform("look at the disk", spool::diskBytes)),
                files.onPlatform("look at certificates", this::certificates),
                status.obstacles());
    }

    private List<CertificateView> certificates() {
        Map<Path, String> uses = new LinkedHashMap<>();
        Path selfSigned = rooms.dataDir().resolve("tls/self-signed.pem");
        Path configuration = rooms.configuration().orElse(rooms.dataDir());
        for (ListenerPolicy listener : rooms.policy().get().listeners()) {
            if (listener.tls() != ListenerPolicy.Tls.NONE) {
                uses.merge(
                        listener.certificate().map(configuration::resolve).orElse(selfSigned),
                        "listener " + listener.name(),
                        (one, other) -> one + ", " + other);
            }
        }
        AdminPolicy admin = rooms.policy().get().admin();
        admin.certificate()
                .ifPresent(file ->
                        uses.merge(configuration.resolve(file), "admin API", (one, other) -> one + ", " + other));
        return uses.entrySet().stream()
                .limit(MOST_CERTIFICATES)
                .map(use -> view(use.getValue() + ": " + use.getKey().getFileName(), use.getKey()))
                .toList();
    }

    private CertificateView view(String use, Path file) {
        try {
            byte[] text = files.read(file.toString()).getBytes(StandardCharsets.UTF_8);
            X509Certificate certificate = (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(text));
            return new CertificateView(
                    use,
                    subject(certificate),
                    Optional.of(certificate.getNotAfter().toInstant()),
                    "");
        } catch (IOException | CertificateException unreadable) {
            return new CertificateView(use, "", Optional.empty(), "it cannot be read: " + unreadable.getMessage());
        }
    }

    /** The names that it is made out for; its subject where it has none. */
    private static String subject(X509Certificate certificate) throws CertificateException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        List<String> hosts = names == null
                ? List.of()
                : names.stream()
                        .filter(name -> name.getFirst().equals(DNS_NAME))
                        .map(name -> String.valueOf(name.get(1)))
                        .toList();
        return hosts.isEmpty()
                ? certificate.getSubjectX500Principal().getName()
                : Stream.concat(
                                hosts.stream().limit(NAMES_SHOWN),
                                hosts.size() > NAMES_SHOWN
                                        ? Stream.of((hosts.size() - NAMES_SHOWN) + " more")
                                        : Stream.empty())
                        .collect(Collectors.joining(", "));
    }
}
