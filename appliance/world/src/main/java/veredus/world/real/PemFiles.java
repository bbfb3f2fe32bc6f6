package veredus.world.real;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.openssl.PEMEncryptedKeyPair;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.pkcs.PKCS8EncryptedPrivateKeyInfo;

/**
 * Reads certificates and private keys from PEM files. Bouncy Castle parses; the keys and certificates are the JDK's, so
 * the JDK's TLS uses them and no provider is registered.
 */
final class PemFiles {
    /** Far more than any chain needs; a larger file is a mistake. */
    private static final long SIZE_MAX = 1024 * 1024;

    private static final int OBJECTS_MAX = 64;

    private PemFiles() {}

    /**
     * The certificates in {@code file}, in its order: the server's own first, then those that vouch for it.
     *
     * @throws IOException with the file's name, when there is none or it cannot be read
     */
    static List<X509Certificate> certificates(Path file) throws IOException {
        var converter = new JcaX509CertificateConverter();
        var chain = new ArrayList<X509Certificate>();
        try {
            for (Object object : objects(file)) {
                if (object instanceof X509CertificateHolder holder) {
                    chain.add(converter.getCertificate(holder));
                }
            }
        } catch (CertificateException bad) {
            throw new IOException(file + " holds a certificate that cannot be read: " + bad.getMessage(), bad);
        }
        if (chain.isEmpty()) {
            throw new IOException(file + " holds no certificate (expected -----BEGIN CERTIFICATE-----)");
        }
        return List.copyOf(chain);
    }

    /**
     * The first private key in {@code file}: PKCS#8, PKCS#1 (RSA) or SEC 1 (EC), not encrypted.
     *
     * @throws IOException with the file's name and what to do, when there is none or it cannot be read
     */
    static PrivateKey privateKey(Path file) throws IOException {
        var converter = new JcaPEMKeyConverter();
        for (Object object : objects(file)) {
            switch (object) {
                case PEMKeyPair pair -> {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                case PrivateKeyInfo key -> {
                    return converter.getPrivateKey(key);
                }
                case PEMEncryptedKeyPair encrypted -> throw encrypted(file);
                case PKCS8EncryptedPrivateKeyInfo encrypted -> throw encrypted(file);
                default -> {
                    // Parameters of a curve, or a certificate in the same file.
                }
            }
        }
        throw new IOException(file + " holds no private key (expected -----BEGIN PRIVATE KEY-----)");
    }

    private static IOException encrypted(Path file) {
        return new IOException(file + " is encrypted; write it without a passphrase: openssl pkey -in " + file);
    }

    private static List<Object> objects(Path file) throws IOException {
        if (Files.size(file) > SIZE_MAX) {
            throw new IOException(file + " is larger than " + SIZE_MAX + " bytes, which no PEM file needs");
        }
        var found = new ArrayList<>();
        String text = Files.readString(file, StandardCharsets.ISO_8859_1);
        try (var parser = new PEMParser(new StringReader(text))) {
            for (Object object = parser.readObject(); object != null; object = parser.readObject()) {
                found.add(object);
                if (found.size() > OBJECTS_MAX) {
                    throw new IOException(file + " holds more than " + OBJECTS_MAX + " objects");
                }
            }
        } catch (RuntimeException malformed) {
            throw new IOException(file + " is not valid PEM: " + malformed.getMessage(), malformed);
        }
        return found;
    }
}
