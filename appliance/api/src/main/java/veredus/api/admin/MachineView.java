package veredus.api.admin;

import java.util.List;
import java.util.Optional;

/**
 * The machine as one sets it up to send from: {@code GET /v1/machine}.
 *
 * @param hostName what it calls itself, with its domain where it has one
 * @param addresses those of its interfaces, at most {@link #MOST_ADDRESSES}
 * @param addressesLeft how many more there are
 * @param asked what the DNS says of the name that was asked about; absent where none was
 */
public record MachineView(String hostName, List<AddressView> addresses, int addressesLeft, Optional<NameView> asked) {
    /** More addresses are counted, but not listed. */
    public static final int MOST_ADDRESSES = 256;

    /** So many addresses are asked about in the DNS, public ones first. */
    public static final int MOST_LOOKUPS = 32;

    public MachineView {
        addresses = List.copyOf(addresses);
    }

    /** How far an address is known. */
    public enum Scope {
        PUBLIC,
        /** Of a private network (RFC 1918, RFC 4193): receivers meet another address, that of a translation. */
        PRIVATE,
        /** Of one link only: nothing can be sent from it to elsewhere. */
        LINK,
        LOOPBACK
    }

    /**
     * One address of the machine.
     *
     * @param interfaceName such as {@code eth0}; empty where nobody can say
     * @param names what the DNS calls it (PTR); empty where it was not asked, or knows none
     * @param confirmed those of {@code names} that lead back to the address
     */
    public record AddressView(
            String address, String interfaceName, Scope scope, List<String> names, List<String> confirmed) {
        public AddressView {
            names = List.copyOf(names);
            confirmed = List.copyOf(confirmed);
        }
    }

    /**
     * What the DNS says of a name.
     *
     * @param addresses where it leads
     * @param isOurs whether one of them is of this machine
     * @param problem why it leads nowhere; empty where it does
     */
    public record NameView(String name, List<String> addresses, boolean isOurs, String problem) {
        public NameView {
            addresses = List.copyOf(addresses);
        }
    }
}
