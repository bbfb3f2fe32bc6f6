package veredus.engine.admin;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import veredus.api.admin.ResolveView;
import veredus.api.admin.ResolveView.HostView;
import veredus.engine.egress.MailExchanger;
import veredus.engine.egress.NumericAddress;
import veredus.engine.egress.Resolution;
import veredus.mail.address.Domain;
import veredus.world.Dns;

/** Where mail for a domain goes, asked of the same resolver as delivery asks. */
final class ResolveAnswers {
    private final AdminRooms rooms;

    ResolveAnswers(AdminRooms rooms) {
        this.rooms = rooms;
    }

    ResolveView resolve(Domain domain) {
        return switch (rooms.queues().resolve(domain)) {
            case Resolution.Hosts hosts ->
                new ResolveView(
                        domain.name(),
                        hosts.site().name(),
                        hosts.exchangers().stream().map(this::host).toList(),
                        "");
            case Resolution.Nowhere nowhere ->
                new ResolveView(domain.name(), "", List.of(), nowhere.outcome().detail());
        };
    }

    private HostView host(MailExchanger host) {
        var addresses = new ArrayList<String>();
        String name = host.host();
        if (NumericAddress.parse(name).isPresent()) {
            return new HostView(name, host.port(), host.preference(), List.of(name), "");
        }
        Optional<String> first = add(rooms.world().dns().a(name), addresses);
        Optional<String> second = add(rooms.world().dns().aaaa(name), addresses);
        String problem = addresses.isEmpty() ? first.or(() -> second).orElse("it has no address") : "";
        return new HostView(name, host.port(), host.preference(), addresses, problem);
    }

    /** Adds what was found, or says why nothing was. */
    private static Optional<String> add(Dns.Answer<InetAddress> answer, List<String> addresses) {
        return switch (answer) {
            case Dns.Answer.Found<InetAddress> found -> {
                found.records().forEach(address -> addresses.add(address.getHostAddress()));
                yield Optional.empty();
            }
            case Dns.Answer.NoData<InetAddress> none -> Optional.empty();
            case Dns.Answer.NoName<InetAddress> none -> Optional.of("the name does not exist");
            case Dns.Answer.Failed<InetAddress> failed -> Optional.of(failed.reason());
        };
    }
}
