package veredus.control.start;

import java.io.IOException;
import java.util.List;
import veredus.api.admin.Role;
import veredus.api.admin.VmtaView;
import veredus.control.web.Visit;

/**
 * Whether the engine is at its beginning: it has no vMTA of its own, only the built-in one. Once it had one, nobody asks
 * any more. Safe for many threads.
 */
public final class Beginning {
    private static final String BUILT_IN = "default";

    private volatile boolean over;

    /** Whether the first set-up is to be offered to this visitor. */
    public boolean isOffered(Visit visit) throws IOException {
        if (over || !visit.may(Role.ADMIN) || !visit.isEngineWide()) {
            return false;
        }
        List<VmtaView> vmtas = visit.engine().vmtas().vmtas();
        boolean bare = vmtas.stream()
                .allMatch(vmta -> vmta.name().equals(BUILT_IN)
                        && vmta.addresses().isEmpty()
                        && vmta.pools().isEmpty()
                        && vmta.proxy().isEmpty());
        over = !bare;
        return bare;
    }
}
