package veredus.control;

import static veredus.control.web.Route.engine;
import static veredus.control.web.Route.open;

import java.util.List;
import veredus.api.admin.Role;
import veredus.control.live.LiveFeed;
import veredus.control.screens.ActScreen;
import veredus.control.screens.AuditScreen;
import veredus.control.screens.DashboardScreen;
import veredus.control.screens.LoginScreen;
import veredus.control.screens.MessagesScreen;
import veredus.control.screens.QueueScreen;
import veredus.control.screens.QueuesScreen;
import veredus.control.screens.UsersScreen;
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
            UsersScreen users) {}

    static List<Route> of(Screens screens) {
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
}
