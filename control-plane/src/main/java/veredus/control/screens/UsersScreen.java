package veredus.control.screens;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.api.admin.Role;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;
import veredus.control.people.Sessions;
import veredus.control.people.WebUser;
import veredus.control.people.WebUsers;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Visit;

/** Who may sign in, with which role. For admins. */
public final class UsersScreen {
    private static final Logger log = LoggerFactory.getLogger(UsersScreen.class);

    private final Pages pages;
    private final Supplier<Snapshot> engine;
    private final WebUsers users;
    private final Sessions sessions;

    /** The page. */
    public record Model(List<WebUser> users, String problem, String name, String role, String tenant, Instant now) {}

    public UsersScreen(Pages pages, Supplier<Snapshot> engine, WebUsers users, Sessions sessions) {
        this.pages = pages;
        this.engine = engine;
        this.users = users;
        this.sessions = sessions;
    }

    public Reply page(Visit visit) {
        return page(visit, 200, "");
    }

    private Reply page(Visit visit, int status, String problem) {
        var model = new Model(
                users.all(),
                problem,
                visit.field("name").orElse(""),
                visit.field("role").orElse("viewer"),
                visit.field("tenant").orElse(""),
                visit.now());
        return Reply.html(status, pages.page("users", visit, model, engine.get()));
    }

    public Reply add(Visit visit) throws IOException {
        Optional<Role> role = visit.field("role").flatMap(UsersScreen::role);
        if (role.isEmpty()) {
            return page(visit, 422, "Choose a role.");
        }
        try {
            WebUser added = users.add(
                    visit.field("name").orElse(""),
                    visit.form().getOrDefault("password", ""),
                    role.get(),
                    visit.field("tenant"),
                    visit.now());
            return done(visit, "made the user " + added.name());
        } catch (WebUsers.Refused refused) {
            return page(visit, 422, LoginScreen.sentence(refused));
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

    public Reply remove(Visit visit) throws IOException {
        String name = visit.field("name").orElse("");
        try {
            users.remove(name);
        } catch (WebUsers.Refused refused) {
            return page(visit, 422, LoginScreen.sentence(refused));
        }
        sessions.endAllOf(name);
        return done(visit, "removed the user " + name);
    }

    private static Reply done(Visit visit, String what) {
        log.info("web: {} {}", visit.signedIn().user().name(), what);
        visit.signedIn()
                .session()
                .tell(new Session.Notice(
                        Character.toUpperCase(what.charAt(0)) + what.substring(1) + ".", false, Optional.empty()));
        return Reply.seeOther("/users");
    }
}
