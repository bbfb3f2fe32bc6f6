package veredus.api.policy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Reads secrets from Vault or OpenBao (key-value engine, version 2) and keeps what it read for a while, so that checking,
 * noticing and reloading one edit ask once. Reasons name the place of a secret, never what is there. Safe for use by many
 * threads; each call blocks its own.
 */
public final class SecretStore {
    /** Places that are remembered. */
    static final int MOST_PLACES = 1_000;

    /** A longer answer is none of a key-value engine. */
    static final int LARGEST_ANSWER_BYTES = 1024 * 1024;

    private static final int OK = 200;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(Map<String, String> values, long readNanos) {}

    /** Takes a third of a second to make in a new process, and most configurations name no store. */
    private static final class Json {
        private static final JsonMapper MAPPER = new JsonMapper();
    }

    /** The answer to one question, before it is looked into. */
    private record Answer(int status, byte[] body, boolean tooLong) {}

    /**
     * One that has read nothing yet.
     *
     * @param nanos a clock that only runs forward
     */
    public SecretStore(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** For one reading, which needs no clock; each question then has the whole limit. */
    static SecretStore forOneReading() {
        return new SecretStore(() -> 0);
    }

    /** The questions of one reading of a configuration: together they take at most the limit. Used by one thread. */
    final class Reading {
        private final SecretsPolicy settings;
        private final Path directory;
        private final long began = nanos.getAsLong();
        private final Map<String, Map<String, String>> read = new LinkedHashMap<>();
        private Secrets.@Nullable Missing silent;

        private Reading(SecretsPolicy settings, Path directory) {
            this.settings = settings;
            this.directory = directory;
        }

        /** What is at {@code place}, {@code PATH#KEY}. */
        Secrets.Resolved find(String place) {
            int hash = place.lastIndexOf('#');
            if (hash <= 0 || hash == place.length() - 1 || place.startsWith("/") || place.contains("..")) {
                return new Secrets.Missing(
                        "vault:" + Problems.quoted(place) + " is not a place", "write vault:PATH#KEY");
            }
            if (settings.vaultUrl().isEmpty() || settings.vaultToken().isEmpty()) {
                return new Secrets.Missing(
                        "vault:" + place + " leads to a secret store, and there is none",
                        "set vault-url and vault-token in secrets.toml");
            }
            String path = place.substring(0, hash);
            String key = place.substring(hash + 1);
            Map<String, String> known = read.get(path);
            if (known == null) {
                known = recent(path);
            }
            if (known == null) {
                switch (ask(path)) {
                    case Read(var values) -> known = values;
                    case Failed(var missing) -> {
                        return missing;
                    }
                }
            }
            read.put(path, known);
            String secret = known.get(key);
            if (secret == null || secret.isEmpty()) {
                return new Secrets.Missing(
                        "the secret store has no key " + Problems.quoted(key) + " at " + path,
                        Spelling.nearest(key, known.keySet())
                                .map(meant -> "did you mean " + Problems.quoted(meant) + "?")
                                .orElse("put it there, as a text"));
            }
            return new Secrets.Found(secret);
        }

        private @Nullable Map<String, String> recent(String path) {
            lock.lock();
            try {
                Kept entry = kept.get(name(path));
                long most = settings.vaultCache().toNanos();
                return entry != null && nanos.getAsLong() - entry.readNanos() < most ? entry.values() : null;
            } finally {
                lock.unlock();
            }
        }

        private void keep(String path, Map<String, String> values) {
            if (settings.vaultCache().isZero()) {
                return;
            }
            lock.lock();
            try {
                if (kept.size() >= MOST_PLACES) {
                    kept.clear();
                }
                kept.put(name(path), new Kept(values, nanos.getAsLong()));
            } finally {
                lock.unlock();
            }
        }

        /** What one token may read another may not. */
        private String name(String path) {
            return String.join(
                    "\n",
                    settings.vaultUrl().orElse(""),
                    settings.vaultNamespace().orElse(""),
                    settings.vaultToken().orElse(""),
                    settings.vaultMount(),
                    path);
        }

        private Outcome ask(String path) {
            if (silent != null) {
                return new Failed(silent);
            }
            String at = settings.vaultUrl().orElseThrow();
            Duration left = settings.vaultLimit().minusNanos(nanos.getAsLong() - began);
            Answer answer;
            try {
                answer = answer(path, left);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return silent("reading from the secret store at " + at + " was interrupted", "read again");
            } catch (TimeoutException late) {
                return silent(
                        "the secret store at " + at + " did not answer within "
                                + settings.vaultLimit().toMillis() / 1000.0 + " s",
                        "see that it runs and can be reached, or raise vault-limit");
            } catch (IOException | GeneralSecurityException | IllegalArgumentException unreachable) {
                return silent(
                        "the secret store at " + at + " cannot be reached (" + reason(unreachable) + ")",
                        "see that it runs, and vault-url and vault-ca in secrets.toml");
            }
            return switch (answer.status()) {
                case OK -> values(path, answer);
                case FORBIDDEN ->
                    failed("the secret store does not let the token read " + path, "mend the token or its rules");
                case NOT_FOUND ->
                    failed(
                            "the secret store has nothing at " + path + " below " + settings.vaultMount(),
                            "put it there, or mend the path or vault-mount");
                default ->
                    silent(
                            "the secret store at " + at + " answers " + answer.status(),
                            "see whether it is sealed or on standby");
            };
        }

        private Outcome values(String path, Answer answer) {
            Optional<Map<String, String>> values = answer.tooLong() ? Optional.empty() : parse(answer.body());
            if (values.isEmpty()) {
                return failed(
                        "what the secret store says of " + path + " is not understood",
                        "vault-url and vault-mount must lead to a key-value engine of version 2");
            }
            keep(path, values.get());
            return new Read(values.get());
        }

        private Outcome failed(String reason, String remedy) {
            return new Failed(new Secrets.Missing(reason, remedy));
        }

        /** It is not asked again in this reading, which would take as long again for every secret. */
        private Outcome silent(String reason, String remedy) {
            silent = new Secrets.Missing(reason, remedy);
            return new Failed(silent);
        }

        private Answer answer(String path, Duration left)
                throws IOException, GeneralSecurityException, InterruptedException, TimeoutException {
            if (!left.isPositive()) {
                throw new TimeoutException();
            }
            String base = settings.vaultUrl().orElseThrow().replaceAll("/+$", "");
            var request = HttpRequest.newBuilder(
                            URI.create(base + "/v1/" + encoded(settings.vaultMount()) + "/data/" + encoded(path)))
                    .header("X-Vault-Token", settings.vaultToken().orElseThrow())
                    .header("X-Vault-Request", "true");
            settings.vaultNamespace().ifPresent(space -> request.header("X-Vault-Namespace", space));
            var body = new ByteArrayOutputStream();
            HttpClient http = client(left);
            try {
                // The client's own limit ends with the head of an answer; this one holds for all of it.
                HttpResponse<Void> head = http.sendAsync(
                                request.build(),
                                HttpResponse.BodyHandlers.ofByteArrayConsumer(
                                        part -> part.filter(bytes -> body.size() <= LARGEST_ANSWER_BYTES)
                                                .ifPresent(body::writeBytes)))
                        .get(left.toMillis(), TimeUnit.MILLISECONDS);
                return new Answer(head.statusCode(), body.toByteArray(), body.size() > LARGEST_ANSWER_BYTES);
            } catch (ExecutionException failed) {
                throw failed.getCause() instanceof IOException cause ? cause : new IOException(failed.getCause());
            } finally {
                http.shutdownNow();
            }
        }

        private HttpClient client(Duration left) throws IOException, GeneralSecurityException {
            var builder = HttpClient.newBuilder().connectTimeout(left);
            if (settings.vaultCa().isPresent()) {
                builder.sslContext(trusting(directory.resolve(settings.vaultCa().get())));
            }
            return builder.build();
        }
    }

    private sealed interface Outcome {}

    private record Read(Map<String, String> values) implements Outcome {
        @Override
        public String toString() {
            return "Read[...]";
        }
    }

    private record Failed(Secrets.Missing missing) implements Outcome {}

    /**
     * Begins a reading.
     *
     * @param directory where a relative name of certificates starts
     */
    Reading reading(SecretsPolicy settings, Path directory) {
        return new Reading(settings, directory);
    }

    /** The texts and numbers of {@code data.data}. */
    private static Optional<Map<String, String>> parse(byte[] body) {
        try {
            JsonNode data = Json.MAPPER.readTree(body).path("data").path("data");
            if (!data.isObject()) {
                return Optional.empty();
            }
            var values = new LinkedHashMap<String, String>();
            data.properties().forEach(entry -> {
                if (entry.getValue().isString() || entry.getValue().isNumber()) {
                    values.put(entry.getKey(), entry.getValue().asString());
                }
            });
            return Optional.of(values);
        } catch (JacksonException nonsense) {
            return Optional.empty();
        }
    }

    private static String encoded(String path) {
        return Stream.of(path.split("/", -1))
                .map(part -> URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }

    private static SSLContext trusting(Path certificates) throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
        trusted.load(null, null);
        try (InputStream in = Files.newInputStream(certificates)) {
            int count = 0;
            for (Certificate one : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry("ca-" + count++, one);
            }
        }
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** Without the text of the failure, where it may hold what was sent. */
    private static String reason(Exception failure) {
        String message = failure instanceof IllegalArgumentException ? null : failure.getMessage();
        return message == null || message.isBlank()
                ? failure.getClass().getSimpleName()
                : Problems.quoted(message).replace("\"", "");
    }
}
