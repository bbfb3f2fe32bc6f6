package veredus.control.start;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import veredus.api.admin.AdminJson;
import veredus.world.SmallFiles;

/**
 * The one first set-up that may be under way: {@code first-set-up.json} in the data directory, so that it can be left and
 * taken up again, by another admin too. Of the password it holds hashes alone. Safe for many threads.
 */
public final class FirstSetUps {
    private static final Logger log = LoggerFactory.getLogger(FirstSetUps.class);
    private static final String FILE = "first-set-up.json";

    private final SmallFiles data;
    private final Semaphore turn = new Semaphore(1);
    private volatile Optional<FirstSetUp> begun;

    /** The file's grammar; {@code said} is null where nothing is under way. */
    record Content(int version, Optional<FirstSetUp> said) {
        static final int VERSION = 1;
    }

    private FirstSetUps(SmallFiles data, Optional<FirstSetUp> begun) {
        this.data = data;
        this.begun = begun;
    }

    /** Reads it; one that cannot be understood is begun anew. */
    public static FirstSetUps open(SmallFiles data) throws IOException {
        Optional<byte[]> bytes = data.read(FILE);
        if (bytes.isEmpty()) {
            return new FirstSetUps(data, Optional.empty());
        }
        try {
            Content content = AdminJson.STRICT.readValue(bytes.get(), Content.class);
            boolean ours = content.version() == Content.VERSION;
            return new FirstSetUps(data, ours ? content.said() : Optional.empty());
        } catch (JacksonException damaged) {
            log.warn("web: {} cannot be understood; the first set-up begins anew", data.path(FILE), damaged);
            return new FirstSetUps(data, Optional.empty());
        }
    }

    /** What is under way. */
    public Optional<FirstSetUp> begun() {
        return begun;
    }

    /** Keeps what has been said. Durable when it returns. */
    public void keep(FirstSetUp said) throws IOException {
        write(Optional.of(said));
    }

    /** Lets it go: it is done, or begins anew. */
    public void forget() throws IOException {
        if (begun.isPresent()) {
            write(Optional.empty());
        }
    }

    private void write(Optional<FirstSetUp> said) throws IOException {
        turn.acquireUninterruptibly();
        try {
            data.replace(FILE, AdminJson.LENIENT.writeValueAsBytes(new Content(Content.VERSION, said)));
            begun = said;
        } finally {
            turn.release();
        }
    }
}
