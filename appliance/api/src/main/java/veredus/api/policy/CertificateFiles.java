package veredus.api.policy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Looks at the PEM files of a certificate and its key as the engine's TLS will. Messages never show a key. */
final class CertificateFiles {
    /** Far more than any chain needs. */
    private static final long LARGEST_FILE_BYTES = 1024 * 1024;

    private static final Pattern CERTIFICATE = block("CERTIFICATE");
    private static final Pattern KEY = block("(?:RSA |EC |ENCRYPTED )?PRIVATE KEY");
    private static final byte[] PROBE = "the same pair?".getBytes(StandardCharsets.US_ASCII);

    /** What an operator must do; {@code key} is the key of the table that names the file at fault. */
    record Fault(String key, String message, String remedy) {}

    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1;
        private final transient Fault fault;

        Unusable(String key, String message, String remedy) {
            super(message);
            this.fault = new Fault(key, message, remedy);
        }
    }

    private CertificateFiles() {}

    /** Why the two cannot be used together; empty when they can. Both files exist. */
    static Optional<Fault> fault(Path certificate, Path privateKey) {
        try {
            PublicKey first = certificates(certificate).getFirst().getPublicKey();
            PrivateKey key = privateKey(privateKey, first);
            return fit(first, key) ? Optional.empty() : Optional.of(otherKey(privateKey));
        } catch (Unusable unusable) {
            return Optional.of(unusable.fault);
        }
    }

    /** From when until when all certificates of a file are valid. */
    record Times(Instant from, Instant until) {}

    /** Those of a file; empty when it holds none that can be read. */
    static Optional<Times> times(Path certificate) {
        try {
            List<X509Certificate> chain = certificates(certificate);
            return Optional.of(new Times(
                    chain.stream()
                            .map(one -> one.getNotBefore().toInstant())
                            .max(Comparator.naturalOrder())
                            .orElseThrow(),
                    chain.stream()
                            .map(one -> one.getNotAfter().toInstant())
                            .min(Comparator.naturalOrder())
                            .orElseThrow()));
        } catch (Unusable unusable) {
            return Optional.empty();
        }
    }

    private static Pattern block(String title) {
        return Pattern.compile("-----BEGIN (" + title + ")-----([^-]+)-----END \\1-----");
    }

    /** The server's own first; not empty. */
    private static List<X509Certificate> certificates(Path file) throws Unusable {
        Matcher found = CERTIFICATE.matcher(text("certificate", file));
        var certificates = new ArrayList<X509Certificate>();
        try {
            var factory = CertificateFactory.getInstance("X.509");
            while (found.find()) {
                certificates.add((X509Certificate) factory.generateCertificate(
                        new ByteArrayInputStream(der("certificate", file, found.group(2)))));
            }
        } catch (GeneralSecurityException broken) {
            throw new Unusable(
                    "certificate", shown(file) + " holds a certificate that cannot be read", "write the file anew");
        }
        if (certificates.isEmpty()) {
            throw new Unusable(
                    "certificate",
                    shown(file) + " holds no certificate",
                    "it must hold -----BEGIN CERTIFICATE-----, the server's own first");
        }
        return certificates;
    }

    private static PrivateKey privateKey(Path file, PublicKey of) throws Unusable {
        Matcher found = KEY.matcher(text("private-key", file));
        if (!found.find()) {
            throw new Unusable(
                    "private-key", shown(file) + " holds no private key", "it must hold -----BEGIN PRIVATE KEY-----");
        }
        String title = found.group(1);
        if (title.startsWith("ENCRYPTED") || found.group(2).contains("ENCRYPTED")) {
            throw new Unusable(
                    "private-key",
                    "the key in " + shown(file) + " is encrypted",
                    "write it without a passphrase: openssl pkey -in KEY -out PLAIN");
        }
        byte[] written = der("private-key", file, found.group(2));
        byte[] key = title.equals("PRIVATE KEY") ? written : pkcs8(algorithm(of), written);
        for (String algorithm : List.of(of.getAlgorithm(), "RSA", "EC", "EdDSA")) {
            try {
                PrivateKey read = KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(key));
                if (algorithm.equals(of.getAlgorithm())) {
                    return read;
                }
                throw new Unusable(
                        "private-key", otherKey(file).message(), otherKey(file).remedy());
            } catch (GeneralSecurityException notOfThatKind) {
                // Another kind, or no key at all.
            }
        }
        throw new Unusable("private-key", "the key in " + shown(file) + " cannot be read", "write the file anew");
    }

    private static Fault otherKey(Path file) {
        return new Fault(
                "private-key",
                "the key in " + shown(file) + " is not the key of the first certificate",
                "name the key that the certificate was made for, and put the server's own certificate first");
    }

    /** What the one signs, the other must verify. */
    private static boolean fit(PublicKey publicKey, PrivateKey privateKey) {
        String algorithm = switch (publicKey.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> publicKey.getAlgorithm();
        };
        try {
            var signature = Signature.getInstance(algorithm);
            signature.initSign(privateKey);
            signature.update(PROBE);
            byte[] signed = signature.sign();
            signature.initVerify(publicKey);
            signature.update(PROBE);
            return signature.verify(signed);
        } catch (GeneralSecurityException different) {
            return false;
        }
    }

    private static String text(String key, Path file) throws Unusable {
        try {
            if (Files.size(file) > LARGEST_FILE_BYTES) {
                throw new Unusable(key, shown(file) + " is larger than any PEM file", "name another file");
            }
            return Files.readString(file, StandardCharsets.ISO_8859_1);
        } catch (IOException cause) {
            throw new Unusable(
                    key,
                    shown(file) + " cannot be read (" + cause.getClass().getSimpleName() + ")",
                    "let the engine's user read it");
        }
    }

    private static byte[] der(String key, Path file, String base64) throws Unusable {
        try {
            return Base64.getMimeDecoder().decode(base64);
        } catch (IllegalArgumentException broken) {
            throw new Unusable(key, shown(file) + " is not PEM", "write the file anew");
        }
    }

    private static String shown(Path file) {
        return Problems.quoted(String.valueOf(file.getFileName()));
    }

    /** The algorithm of a public key in DER: the first element of its SubjectPublicKeyInfo (RFC 5280 4.1). */
    private static byte[] algorithm(PublicKey key) {
        byte[] info = key.getEncoded();
        int start = contentOf(info, 0);
        int content = contentOf(info, start);
        return java.util.Arrays.copyOfRange(info, start, content + lengthOf(info, start));
    }

    /** PKCS#1 and SEC 1 keys put into PKCS#8 (RFC 5208 5). */
    private static byte[] pkcs8(byte[] algorithm, byte[] key) {
        var inside = new ByteArrayOutputStream();
        inside.writeBytes(new byte[] {2, 1, 0});
        inside.writeBytes(algorithm);
        inside.writeBytes(element(4, key));
        return element(0x30, inside.toByteArray());
    }

    private static byte[] element(int tag, byte[] content) {
        var out = new ByteArrayOutputStream();
        out.write(tag);
        if (content.length < 0x80) {
            out.write(content.length);
        } else {
            out.writeBytes(new byte[] {
                (byte) 0x83, (byte) (content.length >> 16), (byte) (content.length >> 8), (byte) content.length
            });
        }
        out.writeBytes(content);
        return out.toByteArray();
    }

    private static int contentOf(byte[] der, int start) {
        int first = der[start + 1] & 0xFF;
        return start + 2 + (first < 0x80 ? 0 : first & 0x7F);
    }

    private static int lengthOf(byte[] der, int start) {
        int first = der[start + 1] & 0xFF;
        if (first < 0x80) {
            return first;
        }
        int length = 0;
        for (int i = 0; i < (first & 0x7F); i++) {
            length = length << 8 | der[start + 2 + i] & 0xFF;
        }
        return length;
    }
}
