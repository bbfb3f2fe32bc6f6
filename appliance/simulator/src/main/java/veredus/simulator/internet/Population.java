package veredus.simulator.internet;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import veredus.simulator.peer.PeerEffect;
import veredus.simulator.peer.Provider;

/**
 * Who lives on a simulated internet, and how much of a campaign goes to each.
 */
public record Population(List<Member> members) {
    /** A prime, so that neighbouring messages go to different providers. */
    private static final long STRIDE = 7_919;

    public Population {
        members = List.copyOf(members);
    }

    /**
     * One provider with its share.
     *
     * @param share of the recipients, relative to the other members
     */
    public record Member(Provider provider, int share) {
        public Member {
            if (share < 1) {
                throw new IllegalArgumentException("a share is at least 1: " + share);
            }
        }
    }

    public List<Provider> providers() {
        return members.stream().map(Member::provider).toList();
    }

    /**
     * The domain of message {@code number}: over {@link #round} messages in a row every provider gets exactly its share,
     * spread evenly, and its domains take turns.
     */
    public String domain(long number) {
        int place = (int) (number * STRIDE % round());
        for (Member member : members) {
            if (place < member.share()) {
                List<String> domains = member.provider().domains();
                return domains.get((int) (number / round() % domains.size()));
            }
            place -= member.share();
        }
        throw new IllegalStateException("the shares do not add up to " + round());
    }

    /** Whether somebody listens for mail of {@code domain}. */
    public boolean takesMail(String domain) {
        return providers().stream()
                .anyMatch(provider -> provider.domains().contains(domain) && !provider.refusesConnections());
    }

    /** After so many messages the shares are met exactly. */
    public int round() {
        return members.stream().mapToInt(Member::share).sum();
    }

    /** Eight providers, each with one habit that senders know from real ones. */
    public static Population sample() {
        var members = new ArrayList<Member>();
        members.add(member(
                40,
                10,
                "bigmail",
                2,
                true,
                List.of("bigmail.example", "bigmail-plus.example"),
                new PeerEffect.RejectUnknown(2)));
        members.add(member(
                20,
                11,
                "webpost",
                2,
                false,
                List.of("webpost.example"),
                new PeerEffect.RateLimit(
                        400, Duration.ofSeconds(2), "421 4.7.28 Unusual rate of mail from your address; try later")));
        members.add(member(
                10,
                12,
                "mailhaus",
                1,
                true,
                List.of("mailhaus.example"),
                new PeerEffect.ConnectionCap(4, "421 4.7.0 Too many connections from your address")));
        members.add(member(
                10,
                13,
                "greylist",
                1,
                false,
                List.of("greylist.example"),
                new PeerEffect.Greylist(Duration.ofSeconds(1))));
        members.add(member(
                5, 14, "slowpoke", 1, false, List.of("slowpoke.example"), new PeerEffect.Slow(Duration.ofMillis(60))));
        members.add(member(
                7,
                15,
                "fullbox",
                1,
                false,
                List.of("fullbox.example"),
                new PeerEffect.Defer(20, "452 4.2.2 The mailbox is over its quota")));
        members.add(member(5, 16, "flaky", 1, false, List.of("flaky.example"), new PeerEffect.ResetAfterData(5)));
        members.add(member(3, 17, "deadhost", 1, false, List.of("deadhost.example"), new PeerEffect.Refuse()));
        return new Population(members);
    }

    private static Member member(
            int share, int network, String name, int hosts, boolean tls, List<String> domains, PeerEffect... effects) {
        var mailHosts = new ArrayList<Provider.MailHost>();
        for (int i = 1; i <= hosts; i++) {
            mailHosts.add(new Provider.MailHost("mx" + i + "." + domains.getFirst(), 10 * i, loopback(network, i)));
        }
        return new Member(new Provider(name, domains, mailHosts, List.of(effects), tls), share);
    }

    private static InetAddress loopback(int network, int host) {
        try {
            return InetAddress.getByAddress(new byte[] {127, 25, (byte) network, (byte) host});
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("four bytes are an address", impossible);
        }
    }
}
