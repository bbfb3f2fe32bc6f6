package veredus.simulator.internet;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import veredus.simulator.dns.DnsServer;
import veredus.simulator.dns.ZoneData;
import veredus.simulator.peer.Ledger;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.SmtpSink;
import veredus.world.Chance;
import veredus.world.Time;

/**
 * Providers with real sockets on addresses of 127/8, all on one unprivileged port, and the DNS server that knows them.
 * Everything else does not exist there. See {@link TrialPolicy} for the way in.
 */
public final class SimulatedInternet implements AutoCloseable {
    private static final long TTL = 60;

    private final Population population;
    private final SmtpSink sink;
    private final DnsServer dns;
    private final ZoneData zone;

    private SimulatedInternet(Population population, SmtpSink sink, DnsServer dns, ZoneData zone) {
        this.population = population;
        this.sink = sink;
        this.dns = dns;
        this.zone = zone;
    }

    /**
     * Starts all of it.
     *
     * @param smtpPort of all mail hosts; 0 takes one that is free
     * @param dnsPort on 127.0.0.1; 0 takes one that is free
     * @param ledger where the providers write down what they receive
     * @throws IOException when a port cannot be had
     */
    public static SimulatedInternet start(
            Population population, int smtpPort, int dnsPort, Time time, Chance chance, Optional<Ledger> ledger)
            throws IOException {
        ZoneData zone = zone(population);
        SmtpSink sink = SmtpSink.start(population.providers(), smtpPort, time, chance, ledger);
        try {
            var address = new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), dnsPort);
            return new SimulatedInternet(population, sink, DnsServer.start(address, zone, time), zone);
        } catch (IOException taken) {
            sink.close();
            throw taken;
        }
    }

    public Population population() {
        return population;
    }

    public SmtpSink sink() {
        return sink;
    }

    /** The port of all mail hosts. */
    public int smtpPort() {
        return sink.port();
    }

    public InetSocketAddress dns() {
        return dns.address();
    }

    /** To add, remove and break names while it runs. */
    public ZoneData zone() {
        return zone;
    }

    @Override
    public void close() {
        dns.close();
        sink.close();
    }

    private static ZoneData zone(Population population) throws TextParseException {
        var zone = new ZoneData();
        for (Provider provider : population.providers()) {
            for (Provider.MailHost host : provider.hosts()) {
                Name name = name(host.name());
                zone.add(new ARecord(name, DClass.IN, TTL, host.address()));
                for (String domain : provider.domains()) {
                    zone.add(new MXRecord(name(domain), DClass.IN, TTL, host.preference(), name));
                }
            }
        }
        return zone;
    }

    private static Name name(String text) throws TextParseException {
        return Name.fromString(text.toLowerCase(Locale.ROOT), Name.root);
    }
}
