package veredus.control.screens;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.control.live.Snapshot;
import veredus.control.people.LoginThrottle;
import veredus.control.people.Session;
import veredus.control.people.Sessions;
import veredus.control.people.SetUpCode;
import veredus.control.people.Totp;
import veredus.control.people.WebUser;
import veredus.control.people.WebUsers;
import veredus.control.web.Cookies;
import veredus.control.web.Pages;
import veredus.control.web.Reply;
import veredus.control.web.Show;
import veredus.control.web.Visit;
import veredus.world.Chance;

/** Signing in and out, one's own password, and making the first admin where there is nobody yet. */
public final class LoginScreen {
    private static final Logger log = LoggerFactory.getLogger(LoginScreen.class);

    /** What guesses at the set-up code are counted under; no user can have that name. */
    private static final String SET_UP = "(set-up code)";

    private final Pages pages;
    private final WebUsers users;
    private final Sessions sessions;
    private final LoginThrottle throttle;
    private final SetUpCode code;
    private final Cookies cookies;
    private final Chance chance;

    /**
     * What the forms show.
     *
     * @param problem why the last try did not do; empty at first
     */
    public record Model(String name, String problem) {}

    public LoginScreen(
            Pages pages,
            WebUsers users,
            Sessions sessions,
            LoginThrottle throttle,
            SetUpCode code,
            Cookies cookies,
            Chance chance) {
        this.pages = pages;
        this.users = users;
        this.sessions = sessions;
        this.throttle = throttle;
        this.code = code;
        this.cookies = cookies;
        this.chance = chance;
    }

    public Reply form(Visit visit) {
        if (users.isEmpty()) {
            return Reply.seeOther("/setup");
        }
        return visit.member().isPresent() ? Reply.seeOther("/") : page("login", visit, 200, new Model("", ""));
    }

    public Reply signIn(Visit visit) {
        String name = visit.field("name").orElse("");
        Duration wait = throttle.wait(name, visit.from(), visit.now());
        if (wait.isPositive()) {
            return page(
                    "login",
                    visit,
                    429,
                    new Model(name, "Too many wrong tries. Try again in " + Show.time(wait.plusSeconds(1)) + "."));
        }
        Optional<WebUser> user = users.authenticate(name, visit.form().getOrDefault("password", ""));
        boolean right = user.isPresent()
                && users.takeCode(user.get(), visit.field("code").orElse(""), visit.now());
        if (user.isEmpty() || !right) {
            throttle.failed(name, visit.from(), visit.now());
            log.info("web: a sign-in fails from {}", visit.from().getHostAddress());
            return page(
                    "login",
                    visit,
                    403,
                    new Model(
                            name,
                            "That name and password do not belong together, or the code of the second factor is missing or wrong."));
        }
        throttle.succeeded(name, visit.from());
        return begun(user.get(), visit, "/");
    }

    /** With a new session: an id that was known before is worth nothing. */
    private Reply begun(WebUser user, Visit visit, String path) {
        visit.member().ifPresent(known -> sessions.end(known.sessionId()));
        Sessions.Begun begun = sessions.begin(user.name(), visit.now());
        log.info("web: {} signs in from {}", user.name(), visit.from().getHostAddress());
        return Reply.seeOther(path).with("Set-Cookie", cookies.session(begun.id()));
    }

    public Reply signOut(Visit visit) {
        sessions.end(visit.signedIn().sessionId());
        return Reply.seeOther("/login").with("Set-Cookie", cookies.noSession());
    }

    public Reply setUpForm(Visit visit) {
        return users.isEmpty() ? page("setup", visit, 200, new Model("", "")) : Reply.seeOther("/login");
    }

    public Reply setUp(Visit visit) throws IOException {
        String name = visit.field("name").orElse("");
        Duration wait = throttle.wait(SET_UP, visit.from(), visit.now());
        if (wait.isPositive()) {
            return page(
                    "setup",
                    visit,
                    429,
                    new Model(name, "Too many wrong codes. Try again in " + Show.time(wait.plusSeconds(1)) + "."));
        }
        if (!code.is(visit.form().getOrDefault("code", ""))) {
            throttle.failed(SET_UP, visit.from(), visit.now());
            return page("setup", visit, 403, new Model(name, "That is not the code which this start has printed."));
        }
        String password = visit.form().getOrDefault("password", "");
        if (!password.equals(visit.form().getOrDefault("again", ""))) {
            return page("setup", visit, 422, new Model(name, "The two passwords differ."));
        }
        try {
            return begun(users.addFirst(name, password, visit.now()), visit, "/start");
        } catch (WebUsers.Refused refused) {
            return page("setup", visit, 422, new Model(name, sentence(refused)));
        }
    }

    public Reply account(Visit visit) {
        Session session = visit.signedIn().session();
        if (visit.signedIn().user().secondFactor().isEmpty()
                && session.offered().isEmpty()) {
            session.offer(Totp.secret(chance));
        }
        return page("account", visit, 200, new Model("", ""));
    }

    public Reply changePassword(Visit visit) throws IOException {
        WebUser user = visit.signedIn().user();
        Duration wait = throttle.wait(user.name(), visit.from(), visit.now());
        boolean known = wait.isZero()
                && users.authenticate(user.name(), visit.form().getOrDefault("old", ""))
                        .isPresent();
        if (!known) {
            throttle.failed(user.name(), visit.from(), visit.now());
            return page("account", visit, 403, new Model("", "The password of now is another one."));
        }
        String password = visit.form().getOrDefault("password", "");
        if (!password.equals(visit.form().getOrDefault("again", ""))) {
            return page("account", visit, 422, new Model("", "The two new passwords differ."));
        }
        try {
            users.changePassword(user.name(), password);
        } catch (WebUsers.Refused refused) {
            return page("account", visit, 422, new Model("", sentence(refused)));
        }
        // Whoever else knew the old one is out.
        sessions.endAllOf(user.name());
        Sessions.Begun begun = sessions.begin(user.name(), visit.now());
        begun.session()
                .tell(new Session.Notice(
                        "Your password is changed; you are signed out everywhere else.", false, Optional.empty()));
        return Reply.seeOther("/account").with("Set-Cookie", cookies.session(begun.id()));
    }

    /** Begins to ask for a code too, once it is shown that an app has the secret. */
    public Reply beginSecondFactor(Visit visit) throws IOException {
        Session session = visit.signedIn().session();
        WebUser user = visit.signedIn().user();
        if (user.secondFactor().isPresent() || session.offered().isEmpty()) {
            return Reply.seeOther("/account");
        }
        if (Totp.step(session.offered(), visit.field("code").orElse(""), visit.now())
                .isEmpty()) {
            return page(
                    "account", visit, 422, new Model("", "That is not the code of now: see that the clocks agree."));
        }
        return secondFactor(visit, Optional.of(session.offered()), "From now on a code is asked for when you sign in.");
    }

    /** No longer asks for one. */
    public Reply endSecondFactor(Visit visit) throws IOException {
        WebUser user = visit.signedIn().user();
        Duration wait = throttle.wait(user.name(), visit.from(), visit.now());
        if (!wait.isZero()
                || users.authenticate(user.name(), visit.form().getOrDefault("old", ""))
                        .isEmpty()) {
            throttle.failed(user.name(), visit.from(), visit.now());
            return page("account", visit, 403, new Model("", "The password of now is another one."));
        }
        return secondFactor(visit, Optional.empty(), "The password alone is asked for from now on.");
    }

    private Reply secondFactor(Visit visit, Optional<String> secret, String told) throws IOException {
        Session session = visit.signedIn().session();
        try {
            users.changeSecondFactor(visit.signedIn().user().name(), secret);
        } catch (WebUsers.Refused refused) {
            return page("account", visit, 422, new Model("", sentence(refused)));
        }
        session.offer("");
        session.tell(new Session.Notice(told, false, Optional.empty()));
        return Reply.seeOther("/account");
    }

    static String sentence(WebUsers.Refused refused) {
        String text = String.valueOf(refused.getMessage());
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    private Reply page(String template, Visit visit, int status, Model model) {
        return Reply.html(status, pages.page(template, visit, model, Snapshot.NOTHING));
    }
}
