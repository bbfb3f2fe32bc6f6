package veredus.engine.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Chance;

/**
 * Who may use the admin API. The file has one token in a line: its name and the SHA-256 of it in hex, so that the file
 * gives nobody access; {@code #} begins a comment. Tokens are random, hence no salt. Safe for many threads.
 */
final class AdminTokens {
    private static final Logger log = LoggerFactory.getLogger(AdminTokens.class);

    /** Where the clear text of the first token is left for its owner. */
    static final String FIRST_TOKEN_FILE = "admin-token";

    /** A file with more tokens is refused. */
    static final int MOST = 1_000;

    private static final int TOKEN_BYTES = 32;
    private static final int HASH_DIGITS = 64;
    private static final String FIRST_NAME = "admin";

    private final DataFiles files;
    private final String fileName;
    private volatile List<Token> tokens;

    private record Token(String name, byte[] hash) {}

    private AdminTokens(DataFiles files, String fileName, List<Token> tokens) {
        this.files = files;
        this.fileName = fileName;
        this.tokens = tokens;
    }

    /**
     * Reads the tokens; where there is no file, makes one with a first token.
     *
     * @throws IOException when the file cannot be read or understood
     */
    static AdminTokens open(DataFiles files, String fileName, Chance chance) throws IOException {
        if (!files.exists(fileName)) {
            String first = HexFormat.of().formatHex(chance.secret(TOKEN_BYTES));
            // The clear text first: after a crash between the two a new pair is made.
            files.replace(FIRST_TOKEN_FILE, first + "\n");
            files.replace(
                    fileName,
                    "# One token in a line: its name and the SHA-256 of it in hex.\n" + FIRST_NAME + " "
                            + HexFormat.of().formatHex(hash(first)) + "\n");
            log.info("made the first admin token; it is in {}", files.path(FIRST_TOKEN_FILE));
        }
        return new AdminTokens(files, fileName, read(files, fileName));
    }

    /** Reads the file again; when that fails what was there before stays. */
    void reload() throws IOException {
        tokens = read(files, fileName);
    }

    /** The name of {@code token}, if it is one. Takes the same time whichever of them it is like. */
    Optional<String> nameOf(String token) {
        byte[] given = hash(token);
        Optional<String> name = Optional.empty();
        for (Token known : tokens) {
            if (MessageDigest.isEqual(known.hash(), given)) {
                name = Optional.of(known.name());
            }
        }
        return name;
    }

    private static List<Token> read(DataFiles files, String fileName) throws IOException {
        var found = new ArrayList<Token>();
        int number = 0;
        for (String line : files.read(fileName).lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            if (!text.matches("[A-Za-z0-9._@-]{1,64}\\s+[0-9a-fA-F]{64}") || found.size() == MOST) {
                throw new IOException(files.path(fileName) + ":" + number
                        + ": each line is a name and the SHA-256 of a token in hex, at most " + MOST + " of them");
            }
            int hashAt = text.length() - HASH_DIGITS;
            found.add(
                    new Token(text.substring(0, hashAt).strip(), HexFormat.of().parseHex(text.substring(hashAt))));
        }
        return List.copyOf(found);
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
