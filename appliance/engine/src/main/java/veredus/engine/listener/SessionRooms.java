package veredus.engine.listener;

import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import veredus.engine.reception.Reception;
import veredus.world.Chance;
import veredus.world.Time;

/**
 * What all sessions of a listener share.
 *
 * @param tls an engine in server mode for each handshake; empty where there is no TLS
 * @param stopping whether sessions are to end as soon as they can
 */
record SessionRooms(
        Time time,
        Chance chance,
        Reception reception,
        Authentication authentication,
        ListenerCounters counters,
        ReadBuffers buffers,
        Optional<Supplier<SSLEngine>> tls,
        BooleanSupplier stopping) {}
