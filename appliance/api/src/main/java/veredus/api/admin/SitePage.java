package veredus.api.admin;

import java.util.List;

/**
 * {@code GET /v1/sites}.
 *
 * @param total how many match, of which {@code sites} holds the first
 * @param others what came within the last hour of sites that are not counted one by one, since there are too many
 */
public record SitePage(List<SiteView> sites, long total, SiteCounts others) {
    public SitePage {
        sites = List.copyOf(sites);
    }
}
