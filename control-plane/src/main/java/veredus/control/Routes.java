package veredus.control;

import static veredus.control.web.Route.engine;
import static veredus.control.web.Route.open;

import java.util.List;
import java.util.stream.Stream;
import veredus.api.admin.Role;
import veredus.control.live.LiveFeed;
import veredus.control.screens.ActScreen;
import veredus.control.screens.AuditScreen;
import veredus.control.screens.ConfigHistoryScreen;
import veredus.control.screens.ConfigReviewScreen;
import veredus.control.screens.ConfigScreen;
import veredus.control.screens.DashboardScreen;
import veredus.control.screens.ExplainScreen;
import veredus.control.screens.LoginScreen;
import veredus.control.screens.MessagesScreen;
import veredus.control.screens.QueueScreen;
import veredus.control.screens.QueuesScreen;
import veredus.control.screens.StartAccessScreen;
import veredus.control.screens.StartReviewScreen;
import veredus.control.screens.StartScreen;
import veredus.control.screens.StartTestScreen;
import veredus.control.screens.SystemScreen;
import veredus.control.screens.TokensScreen;
import veredus.control.screens.TraceScreen;
import veredus.control.screens.UsersScreen;
import veredus.control.screens.VmtasScreen;
import veredus.control.web.Route;

/**
 * Every URL there is, who may use it, and what answers; {@code /assets/} is answered by the door itself. A line says: method,
 * path, least role, screen. {@code engine} lines are nothing for somebody who is confined to a tenant. The engine checks
 * roles and tenants again, with each question.
 */
final class Routes {
    private Routes() {}

    /** The screens that answer. */
    record Screens(
            LoginScreen login,
            DashboardScreen dashboard,
            LiveFeed dashboardFeed,
            QueuesScreen queues,
            QueueScreen queue,
            MessagesScreen messages,
            ActScreen act,
            AuditScreen audit,
            UsersScreen users,
            VmtasScreen vmtas,
            ExplainScreen explain,
            TraceScreen trace,
            SystemScreen system,
            TokensScreen tokens,
            Config config,
            Start start) {}

    /** The screens of the configuration. */
    record Config(ConfigScreen files, ConfigReviewScreen review, ConfigHistoryScreen history) {}

    /** The screens of the first set-up. */
    record Start(StartScreen names, StartAccessScreen access, StartReviewScreen review, StartTestScreen test) {}

    static List<Route> of(Screens screens) {
        return Stream.of(mail(screens), sending(screens), configuration(screens.config()), start(screens.start()))
                .flatMap(List::stream)
                .toList();
    }

    private static List<Route> mail(Screens screens) {
        return List.of(
                open("GET", "/login", screens.login()::form),
                open("POST", "/login", screens.login()::signIn),
                open("GET", "/setup", screens.login()::setUpForm),
                open("POST", "/setup", screens.login()::setUp),
                Route.of("POST", "/logout", Role.VIEWER, screens.login()::signOut),
                Route.of("GET", "/account", Role.VIEWER, screens.login()::account),
                Route.of("POST", "/account", Role.VIEWER, screens.login()::changePassword),
                Route.of("POST", "/account/code/on", Role.VIEWER, screens.login()::beginSecondFactor),
                Route.of("POST", "/account/code/off", Role.VIEWER, screens.login()::endSecondFactor),
                Route.of("GET", "/", Role.VIEWER, screens.dashboard()::page),
                engine("GET", "/data/history", Role.VIEWER, screens.dashboard()::data),
                engine(
                        "GET",
                        "/live/dashboard",
                        Role.VIEWER,
                        visit -> screens.dashboard().watch(visit, screens.dashboardFeed())),
                Route.of("GET", "/queues", Role.VIEWER, screens.queues()::page),
                Route.of("GET", "/queue", Role.VIEWER, screens.queue()::page),
                Route.of("GET", "/messages", Role.VIEWER, screens.messages()::list),
                Route.of("GET", "/message", Role.VIEWER, screens.messages()::message),
                Route.of("GET", "/search", Role.VIEWER, screens.messages()::search),
                Route.of("GET", "/act", Role.OPERATOR, screens.act()::form),
                Route.of("POST", "/act", Role.OPERATOR, screens.act()::act),
                Route.of("GET", "/pending", Role.VIEWER, screens.act()::pending),
                Route.of("POST", "/undo", Role.OPERATOR, screens.act()::undo),
                engine("GET", "/audit", Role.ADMIN, screens.audit()::page),
                engine("GET", "/users", Role.ADMIN, screens.users()::page),
                engine("POST", "/users/add", Role.ADMIN, screens.users()::add),
                engine("POST", "/users/remove", Role.ADMIN, screens.users()::remove));
    }

    private static List<Route> sending(Screens screens) {
        return List.of(
                engine("GET", "/vmtas", Role.VIEWER, screens.vmtas()::page),
                engine("GET", "/vmtas/switch", Role.OPERATOR, screens.vmtas()::form),
                engine("POST", "/vmtas/switch", Role.OPERATOR, screens.vmtas()::act),
                engine("GET", "/explain", Role.OPERATOR, screens.explain()::page),
                engine("GET", "/trace", Role.OPERATOR, screens.trace()::form),
                engine("POST", "/trace", Role.OPERATOR, screens.trace()::trace),
                engine("GET", "/system", Role.VIEWER, screens.system()::page),
                engine("GET", "/tokens", Role.ADMIN, screens.tokens()::page),
                engine("POST", "/tokens/add", Role.ADMIN, screens.tokens()::add),
                engine("GET", "/tokens/remove", Role.ADMIN, screens.tokens()::removeForm),
                engine("POST", "/tokens/remove", Role.ADMIN, screens.tokens()::remove));
    }

    private static List<Route> start(Start start) {
        return List.of(
                engine("GET", "/start", Role.ADMIN, start.names()::begin),
                engine("POST", "/start/over", Role.ADMIN, start.names()::over),
                engine("GET", "/start/host", Role.ADMIN, start.names()::host),
                engine("POST", "/start/host", Role.ADMIN, start.names()::keepHost),
                engine("GET", "/start/addresses", Role.ADMIN, start.names()::addresses),
                engine("POST", "/start/addresses", Role.ADMIN, start.names()::keepAddresses),
                engine("GET", "/start/access", Role.ADMIN, start.access()::form),
                engine("POST", "/start/access", Role.ADMIN, start.access()::keep),
                engine("GET", "/start/review", Role.ADMIN, start.review()::page),
                engine("POST", "/start/apply", Role.ADMIN, start.review()::apply),
                engine("GET", "/start/test", Role.ADMIN, start.test()::form),
                engine("POST", "/start/test", Role.ADMIN, start.test()::send),
                engine("POST", "/start/finish", Role.ADMIN, start.test()::finish));
    }

    private static List<Route> configuration(Config config) {
        return List.of(
                engine("GET", "/config", Role.VIEWER, config.files()::list),
                engine("GET", "/config/file", Role.VIEWER, config.files()::file),
                engine("POST", "/config/check", Role.ADMIN, config.files()::check)
                        .withForm(Route.EDITOR_FORM_BYTES),
                engine("POST", "/config/keep", Role.ADMIN, config.files()::keep).withForm(Route.EDITOR_FORM_BYTES),
                engine("POST", "/config/remove", Role.ADMIN, config.files()::remove)
                        .withForm(Route.EDITOR_FORM_BYTES),
                engine("POST", "/config/restore", Role.ADMIN, config.files()::restore)
                        .withForm(Route.EDITOR_FORM_BYTES),
                engine("GET", "/config/review", Role.ADMIN, config.review()::page),
                engine("GET", "/config/outlook", Role.ADMIN, config.review()::outlook),
                engine("POST", "/config/apply", Role.ADMIN, config.review()::apply),
                engine("POST", "/config/discard", Role.ADMIN, config.review()::discard),
                engine("POST", "/config/rebase", Role.ADMIN, config.review()::rebase),
                engine("GET", "/config/history", Role.VIEWER, config.history()::list),
                engine("GET", "/config/version", Role.VIEWER, config.history()::version),
                engine("GET", "/config/rollback", Role.ADMIN, config.history()::rollbackForm),
                engine("POST", "/config/rollback", Role.ADMIN, config.history()::rollback),
                engine("POST", "/config/confirm", Role.ADMIN, config.history()::confirm),
                engine("POST", "/config/takeback", Role.ADMIN, config.history()::takeBack),
                engine("POST", "/config/reload", Role.ADMIN, config.history()::reload));
    }
}
