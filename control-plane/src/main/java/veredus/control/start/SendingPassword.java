package veredus.control.start;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import veredus.world.Chance;
import veredus.world.PasswordHash;
import veredus.world.ScramVerifier;

/**
 * A password for a program that sends, with what {@code users.toml} keeps of it.
 *
 * @param shown once, to whoever had it made
 */
public record SendingPassword(String shown, String hash, String scram) {
    /** 144 bits; a program types them, so they need not be short. */
    private static final int BYTES = 18;

    public static SendingPassword make(Chance chance) {
        String shown = Base64.getUrlEncoder().withoutPadding().encodeToString(chance.secret(BYTES));
        return new SendingPassword(
                shown,
                PasswordHash.make(shown.getBytes(StandardCharsets.UTF_8), chance)
                        .toString(),
                ScramVerifier.make(shown, chance).toString());
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "SendingPassword";
    }
}
