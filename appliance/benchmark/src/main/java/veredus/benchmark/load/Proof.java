package veredus.benchmark.load;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The proofs by name. Each takes seconds to minutes and the machine to itself. */
public enum Proof {
    LARGE_BODIES,
    IDLE_CONNECTIONS,
    MANY_RECIPIENTS,
    OUTBOUND_CONNECTIONS,
    GOODPUT,
    MANY_QUEUES,
    BIG_SPOOL,
    CONFIG,
    WEB;

    /**
     * Runs it in {@code directory}, which is made and may be removed afterwards.
     *
     * @throws IllegalArgumentException when a setting is unknown or out of range
     * @throws IOException when a process could not be started or ended too early
     */
    public Figures run(Path directory, Settings settings) throws IOException, InterruptedException {
        return switch (this) {
            case LARGE_BODIES -> new LargeBodies(directory, settings).run();
            case IDLE_CONNECTIONS -> new IdleConnections(directory, settings).run();
            case MANY_RECIPIENTS -> new ManyRecipients(directory, settings).run();
            case OUTBOUND_CONNECTIONS -> new OutboundConnections(directory, settings).run();
            case GOODPUT -> new Goodput(directory, settings).run();
            case MANY_QUEUES -> new ManyQueues(directory, settings).run();
            case BIG_SPOOL -> new BigSpool(directory, settings).run();
            case CONFIG -> new ConfigReloads(directory, settings).run();
            case WEB -> new WebProof(directory, settings).run();
        };
    }

    /** Its name on the command line, such as {@code large-bodies}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * The one of that name.
     *
     * @throws IllegalArgumentException when there is none; the message names all
     */
    public static Proof of(String word) {
        List<String> words = Arrays.stream(values()).map(Proof::word).toList();
        int place = words.indexOf(word);
        if (place < 0) {
            throw new IllegalArgumentException("no proof is called " + word + "; there are " + words);
        }
        return values()[place];
    }
}
