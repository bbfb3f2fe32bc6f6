package veredus.engine.admin;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import veredus.api.admin.MachineView;
import veredus.api.admin.MachineView.AddressView;
import veredus.api.admin.MachineView.NameView;
import veredus.api.admin.MachineView.Scope;
import veredus.mail.address.Domain;
import veredus.world.Dns;
import veredus.world.World;

/** The machine as one sets it up to send from: its name, its addresses, and what the DNS says of both. */
final class MachineAnswers {
    /** Names of one address, and addresses of one name, that are looked at. */
    private static final int MOST_NAMES = 8;

    private final World world;

    /** What the DNS calls an address. */
    private record Names(List<String> all, List<String> confirmed) {
        static final Names NONE = new Names(List.of(), List.of());
    }

    MachineAnswers(World world) {
        this.world = world;
    }

    /**
     * Answers; asks the DNS where {@code name} is given, for all at a time.
     *
     * @throws AdminRefusal 422 when the name is none
     */
    MachineView machine(Optional<String> name) {
        Optional<Domain> asked = name.map(text -> Domain.parse(text)
                .orElseThrow(() -> AdminRefusal.unprocessable("the parameter name is no host name: " + text)));
        List<InetAddress> all = world.network().localAddresses();
        List<InetAddress> shown = all.stream()
                .sorted(Comparator.comparing(MachineAnswers::scope))
                .limit(MachineView.MOST_ADDRESSES)
                .toList();
        Map<InetAddress, Names> names = asked.isPresent() ? names(shown) : Map.of();
        return new MachineView(
                world.network().hostName(),
                shown.stream()
                        .map(address -> view(address, names.getOrDefault(address, Names.NONE)))
                        .toList(),
                all.size() - shown.size(),
                asked.map(domain -> lookUp(domain, all)));
    }

    private AddressView view(InetAddress address, Names names) {
        return new AddressView(
                text(address),
                world.network().interfaceOf(address).orElse(""),
                scope(address),
                names.all(),
                names.confirmed());
    }

    /** Without the zone, which is known to this machine alone. */
    private static String text(InetAddress address) {
        return address.getHostAddress().replaceFirst("%.*", "");
    }

    static Scope scope(InetAddress address) {
        byte[] bytes = address.getAddress();
        int first = bytes[0] & 0xff;
        if (address.isLoopbackAddress()) {
            return Scope.LOOPBACK;
        }
        if (address.isLinkLocalAddress()) {
            return Scope.LINK;
        }
        // RFC 6598 (100.64/10) lies behind the provider's translation, RFC 4193 (fc00::/7) is for sites.
        boolean shared = first == 100 && (bytes[1] & 0xc0) == 64;
        boolean unique = (first & 0xfe) == 0xfc;
        boolean isPrivate = address instanceof Inet4Address ? shared : unique;
        return isPrivate || address.isSiteLocalAddress() ? Scope.PRIVATE : Scope.PUBLIC;
    }

    private Map<InetAddress, Names> names(List<InetAddress> shown) {
        List<InetAddress> asked = shown.stream()
                .filter(address -> scope(address) == Scope.PUBLIC || scope(address) == Scope.PRIVATE)
                .limit(MachineView.MOST_LOOKUPS)
                .toList();
        Map<InetAddress, Names> found = Collections.synchronizedMap(new HashMap<>());
        var done = new CountDownLatch(asked.size());
        for (InetAddress address : asked) {
            world.threads().startVirtual("names of " + text(address), () -> {
                try {
                    found.put(address, names(address));
                } finally {
                    done.countDown();
                }
            });
        }
        try {
            // Each look-up ends by itself.
            done.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return Map.copyOf(found);
    }

    private Names names(InetAddress address) {
        if (!(world.dns().ptr(address) instanceof Dns.Answer.Found<String> found)) {
            return Names.NONE;
        }
        List<String> all = found.records().stream().limit(MOST_NAMES).toList();
        List<String> confirmed =
                all.stream().filter(name -> addresses(name).contains(address)).toList();
        return new Names(all, confirmed);
    }

    private Set<InetAddress> addresses(String name) {
        var addresses = new LinkedHashSet<InetAddress>();
        for (var answer : List.of(world.dns().a(name), world.dns().aaaa(name))) {
            if (answer instanceof Dns.Answer.Found<InetAddress> found) {
                addresses.addAll(found.records());
            }
        }
        return addresses;
    }

    private NameView lookUp(Domain name, List<InetAddress> ours) {
        var reasons = new ArrayList<String>();
        var addresses = new LinkedHashSet<InetAddress>();
        for (var answer : List.of(world.dns().a(name.name()), world.dns().aaaa(name.name()))) {
            switch (answer) {
                case Dns.Answer.Found<InetAddress> found -> addresses.addAll(found.records());
                case Dns.Answer.NoData<InetAddress> none -> {}
                case Dns.Answer.NoName<InetAddress> none -> reasons.add("the name does not exist");
                case Dns.Answer.Failed<InetAddress> failed -> reasons.add(failed.reason());
            }
        }
        String problem =
                !addresses.isEmpty() ? "" : reasons.stream().findFirst().orElse("the name has no address");
        return new NameView(
                name.name(),
                addresses.stream().limit(MOST_NAMES).map(MachineAnswers::text).toList(),
                addresses.stream().anyMatch(ours::contains),
                problem);
    }
}
