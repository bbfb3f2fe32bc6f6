package veredus.control.screens;

import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import veredus.api.admin.Role;
import veredus.api.admin.TokenReply;
import veredus.api.admin.TokenRequest;
import veredus.api.admin.TokenView;
import veredus.api.client.EngineException;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;
import veredus.control.web.Pages;
import veredus.control.web.Refusal;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/** Which programs may speak to the engine, and what may they do? For admins. */
public final class TokensScreen {
    private final Pages pages;
    private final Supplier<Snapshot> engine;

    /**
     * The page.
     *
     * @param added a token that was made just now, with its secret, which no later page can show
     */
    public record Model(
            List<TokenView> tokens,
            Optional<TokenReply> added,
            String problem,
            String name,
            String role,
            String tenant,
            String reason) {}

    /** The question whether a token is to go. */
    public record RemoveModel(TokenView token, String problem, String reason) {}

    public TokensScreen(Pages pages, Supplier<Snapshot> engine) {
        this.pages = pages;
        this.engine = engine;
    }

    public Reply page(Visit visit) throws IOException {
        return page(visit, 200, Optional.empty(), "");
    }

    private Reply page(Visit visit, int status, Optional<TokenReply> added, String problem) throws IOException {
        boolean again = added.isEmpty();
        var model = new Model(
                visit.engine().tokens().tokens(),
                added,
                problem,
                again ? visit.field("name").orElse("") : "",
                again ? visit.field("role").orElse("viewer") : "viewer",
                again ? visit.field("tenant").orElse("") : "",
                again ? visit.field("reason").orElse("") : "");
        return Reply.html(status, pages.page("tokens", visit, model, engine.get()));
    }

    /** Answers with the page itself, and not with a way to it: the secret is kept nowhere. */
    public Reply add(Visit visit) throws IOException {
        Optional<Role> role = visit.field("role").flatMap(TokensScreen::role);
        if (role.isEmpty()) {
            return page(visit, 422, Optional.empty(), "Choose a role.");
        }
        if (visit.field("reason").isEmpty()) {
            return page(visit, 422, Optional.empty(), "Say which program it is for: it stands in the audit log.");
        }
        try {
            TokenReply added = visit.engine()
                    .addToken(new TokenRequest(
                            visit.field("name").orElse(""), role, visit.field("tenant"), visit.field("reason")));
            return page(visit, 200, Optional.of(added), "");
        } catch (EngineException refused) {
            return page(visit, 422, Optional.empty(), ConfigReviewScreen.said(refused));
        }
    }

    private static Optional<Role> role(String text) {
        for (Role role : Role.values()) {
            if (role.name().toLowerCase(Locale.ROOT).equals(text)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    public Reply removeForm(Visit visit) throws IOException {
        return removeForm(visit, 200, "");
    }

    private Reply removeForm(Visit visit, int status, String problem) throws IOException {
        String name = visit.either("name").orElse("");
        TokenView token = visit.engine().tokens().tokens().stream()
                .filter(known -> known.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new Refusal(404, "There is no such token", "The page API tokens lists all."));
        var model = new RemoveModel(token, problem, visit.field("reason").orElse(""));
        return Reply.html(
                status,
                pages.page(visit.fragment() ? "token-remove-dialog" : "token-remove", visit, model, engine.get()));
    }

    public Reply remove(Visit visit) throws IOException {
        String name = visit.field("name").orElse("");
        if (!visit.field("word").filter(name::equals).isPresent()) {
            return removeForm(visit, 422, "There is no way back: type the name of the token to confirm.");
        }
        if (visit.field("reason").isEmpty()) {
            return removeForm(visit, 422, "Say why: it stands in the audit log.");
        }
        try {
            visit.engine()
                    .removeToken(new TokenRequest(name, Optional.empty(), Optional.empty(), visit.field("reason")));
        } catch (EngineException refused) {
            return removeForm(visit, 422, ConfigReviewScreen.said(refused));
        }
        visit.signedIn()
                .session()
                .tell(new Session.Notice(
                        "The token " + name + " is gone; who used it is refused from now on.",
                        false,
                        Optional.empty()));
        return Reply.seeOther("/tokens");
    }
}
