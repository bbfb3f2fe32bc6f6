package veredus.simulator.trial;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import veredus.simulator.internet.SimulatedInternet;
import veredus.simulator.peer.Provider;
import veredus.simulator.peer.SinkBook;
import veredus.simulator.trial.RunningEngine.Fate;
import veredus.simulator.trial.RunningEngine.State;

/**
 * What one provider got.
 *
 * @param deferrals attempts that failed for the time being, by the engine's accounting
 * @param median from the source's MAIL to the provider's final dot, half of them within
 */
public record ProviderLine(
        String provider,
        long delivered,
        long deferrals,
        long bounced,
        long queued,
        double perSecond,
        Duration median,
        Duration most) {

    static List<ProviderLine> of(SimulatedInternet internet, Map<String, Fate> fates, Duration took) {
        return internet.population().providers().stream()
                .map(provider -> of(provider, internet.sink().book(provider.name()), fates, took))
                .toList();
    }

    private static ProviderLine of(Provider provider, SinkBook book, Map<String, Fate> fates, Duration took) {
        var byState = new EnumMap<State, Long>(State.class);
        long deferrals = 0;
        for (Map.Entry<String, Fate> one : fates.entrySet()) {
            String domain = one.getKey().substring(one.getKey().lastIndexOf('@') + 1);
            if (provider.domains().contains(domain)) {
                byState.merge(one.getValue().state(), 1L, Long::sum);
                deferrals += one.getValue().attempts();
            }
        }
        long delivered = byState.getOrDefault(State.DELIVERED, 0L);
        return new ProviderLine(
                provider.name(),
                delivered,
                deferrals,
                byState.getOrDefault(State.BOUNCED, 0L),
                byState.getOrDefault(State.QUEUED, 0L),
                took.isZero() ? 0 : delivered * 1e9 / took.toNanos(),
                book.arrivals().percentile(0.5),
                book.arrivals().percentile(0.95));
    }
}
