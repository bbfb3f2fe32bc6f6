package veredus.engine.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import veredus.api.admin.AdminJson;
import veredus.api.admin.SwitchRequest;
import veredus.api.admin.SwitchView;
import veredus.api.policy.Policy;
import veredus.api.policy.VirtualMta;
import veredus.engine.policy.PolicyInForce;
import veredus.world.Bell;
import veredus.world.World;

/**
 * vMTAs and source addresses that operators have disabled at run time. They lie over the policy, over reloads and
 * restarts (kept in {@link #FILE}), until they are enabled or their time is over. Connections that are open are used to
 * their end; new mail finds another way or waits. One virtual thread ends those whose time is over. One change at a
 * time.
 */
public final class Switches {
    private static final Logger log = LoggerFactory.getLogger(Switches.class);
    static final String FILE = "disabled.json";

    /** More are refused. */
    static final int MOST = 1_000;

    private static final Duration LOOK_AGAIN = Duration.ofHours(1);

    private final World world;
    private final PolicyInForce policy;
    private final DataFiles files;
    private final Bell changed;
    private final Semaphore turn = new Semaphore(1);
    private volatile List<Off> off;
    private volatile boolean running = true;

    /** One of a vMTA and an address that is disabled. */
    record Off(boolean address, SwitchView view) {}

    private Switches(World world, PolicyInForce policy, DataFiles files, List<Off> kept) {
        this.world = world;
        this.policy = policy;
        this.files = files;
        this.off = kept;
        this.changed = world.time().bell();
    }

    /**
     * Takes up what was disabled at the last stop. To be called before queues are recovered.
     *
     * @throws IOException when it is there and cannot be read: an address that was disabled must not send by itself
     */
    public static Switches open(World world, PolicyInForce policy, Path dataDir) throws IOException {
        var files = new DataFiles(world, dataDir);
        List<Off> kept = List.of();
        if (files.exists(FILE)) {
            try {
                kept = AdminJson.LENIENT.readValue(files.read(FILE), new TypeReference<List<Off>>() {});
            } catch (JacksonException damaged) {
                throw new IOException(
                        files.path(FILE) + " cannot be read; delete it when no vMTA is to be disabled", damaged);
            }
        }
        var switches = new Switches(world, policy, files, List.copyOf(kept));
        if (!kept.isEmpty()) {
            policy.overlay(switches::over);
        }
        return switches;
    }

    void start() {
        world.threads().startVirtual("switches", this::endInTime);
    }

    void stop() {
        running = false;
        changed.ring();
    }

    private Policy over(Policy written) {
        List<VirtualMta> vmtas = written.vmtas().stream().map(this::over).toList();
        return written.withVmtas(vmtas);
    }

    private VirtualMta over(VirtualMta vmta) {
        List<String> addresses = vmta.addresses().stream()
                .filter(address -> find(true, address).isEmpty())
                .toList();
        // Without any address the kernel would choose one: a vMTA that has lost all of its own sends nothing.
        boolean none = addresses.isEmpty() && !vmta.addresses().isEmpty();
        boolean enabled = vmta.enabled() && !none && find(false, vmta.name()).isEmpty();
        return new VirtualMta(
                vmta.name(),
                none ? vmta.addresses() : addresses,
                vmta.ehlo(),
                vmta.ipFamily(),
                vmta.proxy(),
                enabled,
                vmta.origin());
    }

    private Optional<SwitchView> find(boolean address, String name) {
        return off.stream()
                .filter(each -> each.address() == address && each.view().name().equals(name))
                .map(Off::view)
                .findFirst();
    }

    /** All that is disabled. */
    List<Off> all() {
        return off;
    }

    /** Why it is disabled at run time; empty where it is not. */
    Optional<SwitchView> ofVmta(String name) {
        return find(false, name);
    }

    boolean isAddressOff(String address) {
        return find(true, address).isPresent();
    }

    /** Source addresses that are disabled. */
    List<SwitchView> addresses() {
        return off.stream().filter(Off::address).map(Off::view).toList();
    }

    void disable(SwitchRequest request, String who) throws IOException {
        String reason = Reasons.required(request.reason());
        boolean address = isAddress(request);
        String name = known(request, address);
        if (request.duration().filter(time -> !time.isPositive()).isPresent()) {
            throw AdminRefusal.unprocessable("the duration is positive");
        }
        Instant now = world.time().now();
        var added = new Off(
                address,
                new SwitchView(name, who, reason, now, request.duration().map(now::plus)));
        turn.acquireUninterruptibly();
        try {
            var next = new ArrayList<Off>(off);
            next.removeIf(
                    each -> each.address() == address && each.view().name().equals(name));
            if (next.size() >= MOST) {
                throw AdminRefusal.conflict("too many are disabled", "there are " + MOST + "; enable some first");
            }
            next.add(added);
            become(next);
        } finally {
            turn.release();
        }
        changed.ring();
    }

    void enable(SwitchRequest request) throws IOException {
        Reasons.required(request.reason());
        boolean address = isAddress(request);
        String name = address ? request.address().orElseThrow() : request.vmta().orElseThrow();
        turn.acquireUninterruptibly();
        try {
            var next = new ArrayList<Off>(off);
            if (!next.removeIf(
                    each -> each.address() == address && each.view().name().equals(name))) {
                throw AdminRefusal.notFound(
                        "switch", "it is not disabled at run time; what vmtas.toml disables is enabled there");
            }
            become(next);
        } finally {
            turn.release();
        }
    }

    private static boolean isAddress(SwitchRequest request) {
        if (request.vmta().isPresent() == request.address().isPresent()) {
            throw AdminRefusal.unprocessable("give one of vmta and address");
        }
        return request.address().isPresent();
    }

    private String known(SwitchRequest request, boolean address) {
        String name = address ? request.address().orElseThrow() : request.vmta().orElseThrow();
        boolean known = policy.written().vmtas().stream()
                .anyMatch(vmta ->
                        address ? vmta.addresses().contains(name) : vmta.name().equals(name));
        if (!known) {
            throw AdminRefusal.notFound(
                    address ? "address" : "vMTA", "vmtas.toml has none of that name, spelt just so");
        }
        return name;
    }

    /** Durable first, then in force. */
    private void become(List<Off> next) throws IOException {
        files.replace(FILE, AdminJson.LENIENT.writeValueAsString(next) + "\n");
        off = List.copyOf(next);
        policy.overlay(this::over);
    }

    private void endInTime() {
        try {
            while (running) {
                Instant now = world.time().now();
                if (off.stream().anyMatch(each -> isOver(each, now))) {
                    end(now);
                }
                Duration wait = off.stream()
                        .flatMap(each -> each.view().until().stream())
                        .min(Comparator.naturalOrder())
                        .map(until -> Duration.between(now, until))
                        .filter(left -> left.isPositive() && left.compareTo(LOOK_AGAIN) < 0)
                        .orElse(LOOK_AGAIN);
                changed.await(wait);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private void end(Instant now) {
        turn.acquireUninterruptibly();
        try {
            List<Off> next = off.stream().filter(each -> !isOver(each, now)).toList();
            off.stream()
                    .filter(each -> isOver(each, now))
                    .forEach(each -> log.info(
                            "{}, disabled by {}, is enabled again",
                            each.view().name(),
                            each.view().by()));
            become(next);
        } catch (IOException unwritten) {
            log.error("that a vMTA is enabled again cannot be written; it stays disabled", unwritten);
        } finally {
            turn.release();
        }
    }

    private static boolean isOver(Off each, Instant now) {
        return each.view().until().filter(until -> !until.isAfter(now)).isPresent();
    }
}
