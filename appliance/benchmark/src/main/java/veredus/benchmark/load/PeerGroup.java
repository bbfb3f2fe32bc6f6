package veredus.benchmark.load;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import veredus.simulator.peer.PeerEffect;
import veredus.simulator.peer.Provider;

/**
 * Receiving sites of one kind: {@code domains} domains, each with a mail exchanger (so a site) of its own, which share
 * {@code addresses} addresses.
 *
 * @param network the second octet of the addresses, 1 to 255: 127.network.x.y
 */
record PeerGroup(String name, int domains, int addresses, int network, Habit habit) {
    private static final int HOSTS = 250;

    PeerGroup {
        if (domains < 1 || addresses < 1 || addresses > domains || network < 1 || network > 255) {
            throw new IllegalArgumentException("not a group: " + domains + " domains on " + addresses + " addresses");
        }
    }

    /** What the sites do. */
    enum Habit {
        TAKE,
        SILENT,
        HANG_AFTER_GREETING,
        HANG_IN_DATA,
        DEFER,
        REFUSE;

        private List<PeerEffect> effects() {
            return switch (this) {
                case TAKE -> List.of();
                case SILENT -> List.of(new PeerEffect.Hang());
                case HANG_AFTER_GREETING -> List.of(new PeerEffect.HangAt(PeerEffect.Point.GREETED));
                case HANG_IN_DATA -> List.of(new PeerEffect.HangAt(PeerEffect.Point.DATA));
                case DEFER -> List.of(new PeerEffect.Defer(100, "451 4.7.1 Not now"));
                case REFUSE -> List.of(new PeerEffect.Refuse());
            };
        }
    }

    static PeerGroup take(String name, int domains, int addresses, int network) {
        return new PeerGroup(name, domains, addresses, network, Habit.TAKE);
    }

    static PeerGroup parse(String text) {
        List<String> words = List.of(text.split(":", -1));
        return new PeerGroup(
                words.get(0),
                Integer.parseInt(words.get(1)),
                Integer.parseInt(words.get(2)),
                Integer.parseInt(words.get(3)),
                Habit.valueOf(words.get(4)));
    }

    /** For {@link #parse}. */
    @Override
    public String toString() {
        return name + ":" + domains + ":" + addresses + ":" + network + ":" + habit;
    }

    String domain(long number) {
        return "d" + number % domains + "." + name + ".example";
    }

    String exchanger(long number) {
        return "mx." + domain(number);
    }

    InetAddress address(long number) {
        int host = (int) (number % addresses);
        try {
            return InetAddress.getByAddress(
                    new byte[] {127, (byte) network, (byte) (host / HOSTS), (byte) (1 + host % HOSTS)});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }

    /** One for each address. */
    List<Provider> providers() {
        var providers = new ArrayList<Provider>();
        for (int i = 0; i < addresses; i++) {
            var host = new Provider.MailHost(exchanger(i), 10, address(i));
            providers.add(new Provider(name + "-" + i, List.of(domain(i)), List.of(host), habit.effects(), false));
        }
        return providers;
    }
}
