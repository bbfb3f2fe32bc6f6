package veredus.engine.admin;

import java.io.IOException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.Role;
import veredus.api.admin.TokenPage;
import veredus.api.admin.TokenReply;
import veredus.api.admin.TokenRequest;
import veredus.api.admin.TokenView;
import veredus.world.Chance;

/** Who may use the admin API, out of a {@link TokenFile}. Safe for many threads; one change at a time. */
final class AdminTokens {
    private static final Logger log = LoggerFactory.getLogger(AdminTokens.class);

    /** Where the clear text of the first token is left for its owner. */
    static final String FIRST_TOKEN_FILE = "admin-token";

    private static final String FIRST_NAME = "admin";

    private final TokenFile file;
    private final Chance chance;
    private final Semaphore turn = new Semaphore(1);
    private volatile List<TokenFile.Entry> tokens;

    private AdminTokens(TokenFile file, Chance chance, List<TokenFile.Entry> tokens) {
        this.file = file;
        this.chance = chance;
        this.tokens = tokens;
    }

    /**
     * Reads the tokens; where there is no file, makes one with a first token.
     *
     * @throws IOException when the file cannot be read or understood
     */
    static AdminTokens open(DataFiles files, String fileName, Chance chance) throws IOException {
        var file = new TokenFile(files, fileName);
        if (!file.exists()) {
            String first = TokenFile.secret(chance);
            // The clear text first: after a crash between the two a new pair is made.
            files.replace(FIRST_TOKEN_FILE, first + "\n");
            files.replace(
                    fileName,
                    "# One token in a line: its name, the SHA-256 of it in hex, and its role.\n" + FIRST_NAME + " "
                            + HexFormat.of().formatHex(TokenFile.hash(first)) + "\n");
            log.info("made the first admin token; it is in {}", files.path(FIRST_TOKEN_FILE));
        }
        return new AdminTokens(file, chance, file.entries());
    }

    /** Reads the file again; when that fails what was there before stays. */
    void reload() throws IOException {
        tokens = file.entries();
    }

    /** Whose {@code token} it is, if it is one. Takes the same time whichever of them it is like. */
    Optional<Caller> callerOf(String token) {
        byte[] given = TokenFile.hash(token);
        Optional<Caller> caller = Optional.empty();
        for (TokenFile.Entry known : tokens) {
            if (MessageDigest.isEqual(known.hash(), given)) {
                TokenView found = known.token();
                caller = Optional.of(new Caller(found.name(), found.role(), found.tenant()));
            }
        }
        return caller;
    }

    TokenPage page() {
        return new TokenPage(tokens.stream().map(TokenFile.Entry::token).toList());
    }

    TokenReply add(TokenRequest request) throws IOException {
        Reasons.required(request.reason());
        Role role =
                request.role().orElseThrow(() -> AdminRefusal.unprocessable("give a role: VIEWER, OPERATOR or ADMIN"));
        var token = new TokenView(named(request), role, request.tenant());
        String secret = TokenFile.secret(chance);
        turn.acquireUninterruptibly();
        try {
            file.add(token, secret);
            reload();
        } catch (IllegalArgumentException refused) {
            throw AdminRefusal.unprocessable(String.valueOf(refused.getMessage()));
        } finally {
            turn.release();
        }
        return new TokenReply(token, Optional.of(secret));
    }

    TokenReply remove(TokenRequest request) throws IOException {
        Reasons.required(request.reason());
        String name = named(request);
        turn.acquireUninterruptibly();
        try {
            boolean last = file.list().stream()
                    .noneMatch(
                            token -> token.role() == Role.ADMIN && !token.name().equals(name));
            if (last) {
                throw AdminRefusal.conflict("the last admin", "add another token with the role ADMIN first");
            }
            TokenView removed = file.remove(name)
                    .orElseThrow(() -> AdminRefusal.notFound("token", "see the list of tokens for their names"));
            reload();
            return new TokenReply(removed, Optional.empty());
        } finally {
            turn.release();
        }
    }

    // Jackson leaves out of records what the request leaves out.
    @SuppressWarnings("ConstantValue")
    private static String named(TokenRequest request) {
        if (request.name() == null) {
            throw AdminRefusal.unprocessable("give the name of the token");
        }
        return request.name();
    }
}
