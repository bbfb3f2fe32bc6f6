package veredus.api.admin;

/**
 * Recipients that a site has answered for within some minutes.
 *
 * @param deferred attempts for a recipient that will be repeated
 * @param bounced refused for good, or given up after the last attempt
 */
public record SiteCounts(long delivered, long deferred, long bounced) {
    public static final SiteCounts NONE = new SiteCounts(0, 0, 0);

    public SiteCounts plus(SiteCounts other) {
        return new SiteCounts(delivered + other.delivered, deferred + other.deferred, bounced + other.bounced);
    }
}
