package veredus.engine;

import java.util.Comparator;
import java.util.Optional;
import veredus.api.policy.VirtualMta;
import veredus.engine.egress.SourcePicker;
import veredus.engine.proxy.Proxies;
import veredus.engine.proxy.ProxyRest;
import veredus.engine.queue.ScheduledQueues;

/** The vMTAs that queues send by: a pool's in turn, without those whose proxies rest. */
record SendingSources(SourcePicker picker, Proxies proxies) implements ScheduledQueues.Sources {
    @Override
    public Optional<VirtualMta> pick(String pool, long salt) {
        return picker.pick(pool, salt);
    }

    @Override
    public Optional<Rest> rest(String pool) {
        return picker.members(pool).stream()
                .flatMap(vmta -> proxies.rest(vmta).stream())
                .min(Comparator.comparing(ProxyRest::until))
                .map(rest -> new Rest(rest.until(), rest.toString()));
    }
}
