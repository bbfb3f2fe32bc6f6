package veredus.engine.admin;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import veredus.api.admin.MoveRequest;
import veredus.api.policy.Policy;
import veredus.api.policy.Spelling;
import veredus.api.policy.Tenant;
import veredus.api.policy.VirtualMta;
import veredus.api.policy.VirtualMtaPool;
import veredus.engine.envelope.QueueName;

/** Where mail can be moved to. */
final class Destinations {
    /** A longer name of a campaign is refused. */
    static final int LONGEST_CAMPAIGN = 128;

    private final AdminRooms rooms;

    Destinations(AdminRooms rooms) {
        this.rooms = rooms;
    }

    /** The queue in which the mail of {@code queue} is to wait. */
    static QueueName of(QueueName queue, MoveRequest request) {
        return queue.with(
                        request.toCampaign().orElse(queue.campaign()),
                        request.toPool().orElse(queue.pool()))
                .onRoute(request.toRoute().orElse(queue.route()));
    }

    /** Refuses what leads nowhere, or where the caller's tenant may not send from. */
    void require(MoveRequest request, Caller caller) {
        if (request.toPool().isEmpty()
                && request.toCampaign().isEmpty()
                && request.toRoute().isEmpty()) {
            throw AdminRefusal.unprocessable("say where to: toPool, toRoute, toCampaign, or several of them");
        }
        request.toCampaign()
                .filter(campaign -> campaign.length() > LONGEST_CAMPAIGN || campaign.matches(".*\\p{Cntrl}.*"))
                .ifPresent(bad -> {
                    throw AdminRefusal.unprocessable(
                            "a campaign has at most " + LONGEST_CAMPAIGN + " characters, all of them printable");
                });
        request.toPool().ifPresent(pool -> requirePool(pool, caller));
        request.toRoute().ifPresent(route -> requireRoute(route, caller));
    }

    /** Routes are the engine's: whose mail may take which is for its rules and its operators to say. */
    private void requireRoute(String route, Caller caller) {
        if (caller.tenant().isPresent()) {
            throw new AdminRefusal(
                    403,
                    "not for one tenant",
                    "routes concern the engine as a whole; ask an operator of it to move mail");
        }
        List<String> known = rooms.policy().get().routes().stream()
                .flatMap(each -> each.name().stream())
                .sorted()
                .toList();
        if (!route.isEmpty() && !known.contains(route)) {
            throw AdminRefusal.unprocessable("no route has that name"
                    + Spelling.nearest(route, known)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; see routes.toml, where [[route]] may have a name"));
        }
    }

    private void requirePool(String pool, Caller caller) {
        Policy policy = rooms.policy().get();
        List<String> known = Stream.concat(
                        policy.pools().stream().map(VirtualMtaPool::name),
                        policy.vmtas().stream().map(VirtualMta::name))
                .filter(name -> mayUse(policy, caller, name))
                .sorted()
                .toList();
        if (!known.contains(pool)) {
            throw AdminRefusal.unprocessable("no such pool or vMTA"
                    + Spelling.nearest(pool, known)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("; see vmtas.toml"));
        }
    }

    private static boolean mayUse(Policy policy, Caller caller, String pool) {
        Optional<Tenant> tenant = caller.tenant()
                .flatMap(name -> policy.tenants().stream()
                        .filter(each -> each.name().equals(name))
                        .findFirst());
        return tenant.isEmpty() || tenant.get().mayUse(pool);
    }
}
