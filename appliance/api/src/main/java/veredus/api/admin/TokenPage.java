package veredus.api.admin;

import java.util.List;

/** {@code GET /v1/tokens}, in the order of the token file. */
public record TokenPage(List<TokenView> tokens) {
    public TokenPage {
        tokens = List.copyOf(tokens);
    }
}
