package veredus.engine.admin;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import veredus.api.admin.Role;
import veredus.api.admin.TokenView;
import veredus.world.Chance;
import veredus.world.Disk;
import veredus.world.Threads;

/**
 * The file of tokens, which holds no token: {@code NAME SHA-256-IN-HEX [ROLE [TENANT]]} in a line; a line without role
 * is an admin's, as files were before there were roles; {@code #} begins a comment. Tokens are random, hence no salt.
 * For one writer at a time.
 */
public final class TokenFile {
    /** A file with more tokens is refused. */
    public static final int MOST = 1_000;

    private static final int TOKEN_BYTES = 32;
    private static final String NAME = "[A-Za-z0-9._@-]{1,64}";
    private static final Pattern LINE =
            Pattern.compile("(" + NAME + ")\\s+([0-9a-fA-F]{64})(?:\\s+([A-Za-z]+)(?:\\s+(\\S{1,255}))?)?");

    private final DataFiles files;
    private final String name;

    /** One token, as a hash. */
    record Entry(TokenView token, byte[] hash) {}

    /** The file {@code name} of the data directory. */
    public TokenFile(Disk disk, Threads threads, Path dataDir, String name) {
        this(new DataFiles(disk, threads, dataDir), name);
    }

    TokenFile(DataFiles files, String name) {
        this.files = files;
        this.name = name;
    }

    public boolean exists() {
        return files.exists(name);
    }

    /** A new token. */
    public static String secret(Chance chance) {
        return HexFormat.of().formatHex(chance.secret(TOKEN_BYTES));
    }

    /**
     * The tokens, in their order.
     *
     * @throws IOException when the file cannot be read or understood
     */
    public List<TokenView> list() throws IOException {
        return entries().stream().map(Entry::token).toList();
    }

    /**
     * Adds a token. Durable when it returns.
     *
     * @throws IllegalArgumentException with what to do, when there is one of that name or the name or role is none
     */
    public void add(TokenView token, String secret) throws IOException {
        if (!token.name().matches(NAME)) {
            throw new IllegalArgumentException("a name has 1 to 64 letters, digits and . _ @ -");
        }
        if (token.role() == Role.ADMIN && token.tenant().isPresent()) {
            throw new IllegalArgumentException("an admin acts on the whole engine: give no tenant, or another role");
        }
        if (token.tenant().filter(tenant -> !tenant.matches("\\S{1,255}")).isPresent()) {
            throw new IllegalArgumentException("a tenant's name has no spaces");
        }
        List<Entry> before = exists() ? entries() : List.of();
        if (before.stream().anyMatch(known -> known.token().name().equals(token.name()))) {
            throw new IllegalArgumentException("there is a token of that name; remove it first, or choose another");
        }
        if (before.size() == MOST) {
            throw new IllegalArgumentException("there are " + MOST + " tokens; remove some first");
        }
        String line = token.name() + " " + HexFormat.of().formatHex(hash(secret)) + " "
                + token.role().name().toLowerCase(Locale.ROOT)
                + token.tenant().map(tenant -> " " + tenant).orElse("");
        change(text -> text + (text.isEmpty() || text.endsWith("\n") ? "" : "\n") + line + "\n");
    }

    /** Removes the token of that name; empty when there is none. Durable when it returns. */
    public Optional<TokenView> remove(String named) throws IOException {
        Optional<TokenView> found =
                list().stream().filter(token -> token.name().equals(named)).findFirst();
        if (found.isPresent()) {
            change(text -> String.join(
                    "",
                    text.lines()
                            .filter(line -> !line.strip().split("\\s+", 2)[0].equals(named))
                            .map(line -> line + "\n")
                            .toList()));
        }
        return found;
    }

    private void change(UnaryOperator<String> edit) throws IOException {
        files.replace(name, edit.apply(exists() ? files.read(name) : ""));
    }

    List<Entry> entries() throws IOException {
        var found = new ArrayList<Entry>();
        int number = 0;
        for (String line : files.read(name).lines().toList()) {
            number++;
            String text = line.strip();
            if (text.isEmpty() || text.startsWith("#")) {
                continue;
            }
            Optional<Entry> entry = entry(text);
            if (entry.isEmpty() || found.size() == MOST) {
                throw new IOException(files.path(name) + ":" + number
                        + ": each line is a name, the SHA-256 of a token in hex, a role (viewer, operator, admin) and,"
                        + " but for admins, a tenant if it is confined to one; at most " + MOST + " of them");
            }
            found.add(entry.get());
        }
        return List.copyOf(found);
    }

    private static Optional<Entry> entry(String text) {
        Matcher parts = LINE.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Optional<Role> role =
                Optional.ofNullable(parts.group(3)).map(TokenFile::role).orElse(Optional.of(Role.ADMIN));
        Optional<String> tenant = Optional.ofNullable(parts.group(4));
        if (role.isEmpty() || (role.get() == Role.ADMIN && tenant.isPresent())) {
            return Optional.empty();
        }
        var token = new TokenView(parts.group(1), role.get(), tenant);
        return Optional.of(new Entry(token, HexFormat.of().parseHex(parts.group(2))));
    }

    private static Optional<Role> role(String word) {
        for (Role role : Role.values()) {
            if (role.name().equalsIgnoreCase(word)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
