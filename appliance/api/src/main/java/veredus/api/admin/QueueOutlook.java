package veredus.api.admin;

import java.util.List;

/**
 * What a candidate configuration would change for mail that waits in a queue.
 *
 * @param deliveries how many wait there
 * @param stranded whether they could be sent and then no longer can, or would be thrown away or bounced
 * @param effects at least one
 */
public record QueueOutlook(String queue, long deliveries, boolean stranded, List<Effect> effects) {
    public QueueOutlook {
        effects = List.copyOf(effects);
    }

    /**
     * One thing that becomes different.
     *
     * @param name {@code site}, {@code mx}, {@code route}, {@code vmtas}, {@code ends}, or the name of a limit or of a
     *     retry setting
     * @param before what holds; empty where nothing does
     * @param after what would hold; empty where nothing would
     * @param file of the candidate, whose line makes it so; empty where no one line does
     * @param line 0 where there is none
     */
    public record Effect(String name, String before, String after, String file, int line) {}
}
