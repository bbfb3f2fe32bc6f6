package veredus.api.admin;

import java.util.Optional;

/**
 * What came of a change of tokens.
 *
 * @param secret of a token that was added; it is not kept and not told again
 */
public record TokenReply(TokenView token, Optional<String> secret) {
    @Override
    public String toString() {
        return "TokenReply[" + token + "]";
    }
}
