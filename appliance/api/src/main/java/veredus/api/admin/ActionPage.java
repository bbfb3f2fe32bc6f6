package veredus.api.admin;

import java.util.List;

/** What operators did and what is in force, the latest first: {@code GET /v1/actions}. */
public record ActionPage(List<StandingAction> actions) {
    public ActionPage {
        actions = List.copyOf(actions);
    }
}
