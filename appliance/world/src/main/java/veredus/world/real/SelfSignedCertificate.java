package veredus.world.real;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import veredus.world.Chance;

/**
 * A certificate that vouches for itself, with its key (EC, P-256). It is what a new machine offers until it is given a
 * real one; other servers take it, since opportunistic TLS does not ask who signed (RFC 7435).
 *
 * @param certificate names every host as a DNS subject alternative name
 * @param keys its key pair
 */
public record SelfSignedCertificate(X509Certificate certificate, KeyPair keys) {
    private static final Duration BACKDATED = Duration.ofDays(1);
    private static final int SERIAL_BYTES = 16;

    /**
     * Makes one that is valid from a day before {@code now}, for clocks that are behind.
     *
     * @param hostNames at least one; the first is also the common name
     */
    public static SelfSignedCertificate create(List<String> hostNames, Instant now, Duration validity, Chance chance) {
        if (hostNames.isEmpty()) {
            throw new IllegalArgumentException("A certificate needs at least one host name");
        }
        try {
            var generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            KeyPair keys = generator.generateKeyPair();
            X500Name subject = new X500NameBuilder(BCStyle.INSTANCE)
                    .addRDN(BCStyle.CN, hostNames.getFirst())
                    .build();
            GeneralName[] names = hostNames.stream()
                    .map(host -> new GeneralName(GeneralName.dNSName, host))
                    .toArray(GeneralName[]::new);
            var builder = new JcaX509v3CertificateBuilder(
                            subject,
                            new BigInteger(1, chance.secret(SERIAL_BYTES)),
                            Date.from(now.minus(BACKDATED)),
                            Date.from(now.plus(validity)),
                            subject,
                            keys.getPublic())
                    .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
            var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate());
            return new SelfSignedCertificate(
                    new JcaX509CertificateConverter().getCertificate(builder.build(signer)), keys);
        } catch (GeneralSecurityException | OperatorCreationException | IOException impossible) {
            throw new IllegalStateException("This JDK cannot make an EC certificate", impossible);
        }
    }

    /**
     * Writes certificate and key as PEM, both 0600. Each file is replaced at once, the key first, so that a reader sees
     * whole files, though for a moment perhaps not a pair; {@link TlsContexts} keeps what it has until they fit.
     */
    public void write(Path certificateFile, Path keyFile) throws IOException {
        replace(keyFile, pem(new JcaPKCS8Generator(keys.getPrivate(), null)));
        replace(certificateFile, pem(certificate));
    }

    private static String pem(Object object) throws IOException {
        var text = new StringWriter();
        try (var writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        }
        return text.toString();
    }

    private static void replace(Path file, String text) throws IOException {
        var disk = new RealDisk();
        Path fresh = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(fresh);
        try (var open = disk.open(fresh)) {
            open.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)), 0);
            open.force();
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        Path directory = file.toAbsolutePath().getParent();
        if (directory != null) {
            disk.forceDirectory(directory);
        }
    }
}
