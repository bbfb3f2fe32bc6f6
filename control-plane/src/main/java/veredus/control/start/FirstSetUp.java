package veredus.control.start;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What has been answered so far of the first set-up. Immutable.
 *
 * @param host our name to the world; empty while it is not known
 * @param vmtas the sending identities; empty while none is chosen
 * @param pool to which they belong
 * @param access who may hand mail in
 * @param version that was put in force with it; empty before
 * @param notes what the engine said when it was put in force, such as what needs a restart
 */
public record FirstSetUp(
        String host, List<Vmta> vmtas, String pool, Access access, String version, List<String> notes) {
    /** Nothing is answered. */
    public static final FirstSetUp NOTHING = new FirstSetUp("", List.of(), "default", Access.NONE, "", List.of());

    /** What a page of it is about. */
    public enum Step {
        HOST("Host name"),
        ADDRESSES("Addresses"),
        ACCESS("Who sends"),
        REVIEW("Review"),
        TEST("Test mail");

        private final String title;

        Step(String title) {
            this.title = title;
        }

        public String title() {
            return title;
        }
    }

    /**
     * One sending identity.
     *
     * @param address of this machine; empty lets it choose
     * @param ehlo our name in EHLO
     */
    public record Vmta(String name, String address, String ehlo) {}

    /**
     * Who may hand mail in.
     *
     * @param answered whether this has been said
     * @param user who logs in; empty for nobody
     * @param tenant whose mail it is
     * @param password the hash of the user's password; empty where there is none yet
     * @param scram its SCRAM verifier
     * @param networks whose clients need not log in
     * @param listen the address of a further port for them; with {@code port} 0 there is none
     */
    public record Access(
            boolean answered,
            String user,
            String tenant,
            String password,
            String scram,
            List<String> networks,
            String listen,
            int port) {
        static final Access NONE = new Access(false, "", "default", "", "", List.of(), "127.0.0.1", 0);

        public Access {
            networks = List.copyOf(networks);
        }

        public boolean hasPassword() {
            return !password.isEmpty();
        }
    }

    public FirstSetUp {
        vmtas = List.copyOf(vmtas);
        notes = List.copyOf(notes);
    }

    /** The first step that is not answered. */
    public Step next() {
        return !version.isEmpty()
                ? Step.TEST
                : host.isEmpty()
                        ? Step.HOST
                        : vmtas.isEmpty() ? Step.ADDRESSES : access.answered() ? Step.REVIEW : Step.ACCESS;
    }

    /** Whether a page can be gone to: those before the first that is not answered, and nothing of what is in force. */
    public boolean isOpen(Step step) {
        return version.isEmpty() ? step.compareTo(next()) <= 0 : step == Step.TEST;
    }

    public FirstSetUp withHost(String name) {
        return new FirstSetUp(name, vmtas, pool, access, version, notes);
    }

    public FirstSetUp withVmtas(List<Vmta> chosen, String inPool) {
        return new FirstSetUp(host, chosen, inPool, access, version, notes);
    }

    public FirstSetUp withAccess(Access said) {
        return new FirstSetUp(host, vmtas, pool, said, version, notes);
    }

    /** The same, in force. */
    public FirstSetUp applied(String asVersion, List<String> told) {
        return new FirstSetUp(host, vmtas, pool, access, asVersion, told);
    }

    /**
     * The files that programs write for it, by name; none of them is among {@code before}, the files there are.
     */
    public Map<String, String> files(Map<String, String> before) {
        return new SetUpFiles(this).files(before);
    }

    /** The addresses that mail leaves from, as the receivers may meet them. */
    public List<String> addresses() {
        var addresses = new ArrayList<String>();
        vmtas.stream().map(Vmta::address).filter(address -> !address.isEmpty()).forEach(addresses::add);
        return addresses;
    }
}
