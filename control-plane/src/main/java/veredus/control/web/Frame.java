package veredus.control.web;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import veredus.api.admin.Role;
import veredus.control.live.Snapshot;
import veredus.control.people.Session;

/**
 * What every page shows around its content.
 *
 * @param csrf sent along with every change from this page
 * @param engine what is known of the engine; nothing of it for those who are confined to a tenant
 * @param notice what came of the change before
 */
public record Frame(
        Assets assets,
        String csrf,
        Optional<Visit.Member> member,
        Optional<Snapshot> engine,
        Optional<Session.Notice> notice,
        Instant now) {

    public String asset(String name) {
        return assets.url(name);
    }

    public boolean may(Role needed) {
        return member.filter(known -> known.user().role().includes(needed)).isPresent();
    }

    public boolean isEngineWide() {
        return member.filter(known -> known.user().tenant().isEmpty()).isPresent();
    }

    public String userName() {
        return member.map(known -> known.user().name()).orElse("");
    }

    /** Such as {@code operator}, or {@code viewer of acme}. */
    public String rights() {
        return member.map(known -> known.user().role().name().toLowerCase(Locale.ROOT)
                        + known.user().tenant().map(tenant -> " of " + tenant).orElse(""))
                .orElse("");
    }
}
