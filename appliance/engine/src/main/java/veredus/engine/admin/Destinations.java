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
                request.toCampaign().orElse(queue.campaign()), request.toPool().orElse(queue.pool()));
    }

    /** Refuses what leads nowhere, or where the caller's tenant may not send from. */
    void require(MoveRequest request, Caller caller) {
        if (request.toPool().isEmpty() && request.toCampaign().isEmpty()) {
            throw AdminRefusal.unprocessable("say where to: toPool, toCampaign, or both");
        }
        request.toCampaign()
                .filter(campaign -> campaign.length() > LONGEST_CAMPAIGN || campaign.matches(".*\\p{Cntrl}.*"))
                .ifPresent(bad -> {
                    throw AdminRefusal.unprocessable(
                            "a campaign has at most " + LONGEST_CAMPAIGN + " characters, all of them printable");
                });
        request.toPool().ifPresent(pool -> requirePool(pool, caller));
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
