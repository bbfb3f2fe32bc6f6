package veredus.engine.spool;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Threads;

/**
 * Platform threads that read the log for others: a virtual thread that reads a file holds its carrier, and when it is
 * interrupted the file is closed for everyone. Safe for many threads.
 */
final class ReadingThreads {
    private static final Logger LOG = LoggerFactory.getLogger(ReadingThreads.class);
    private static final int THREADS = 4;
    private static final int MAX_WAITING = 1024;

    private final ArrayBlockingQueue<Job<?>> jobs = new ArrayBlockingQueue<>(MAX_WAITING);
    private volatile boolean closed;

    /** Something to read. */
    interface Work<T> {
        T run() throws SpoolException;
    }

    ReadingThreads(Threads threads) {
        for (int i = 0; i < THREADS; i++) {
            threads.startPlatform("spool-reader-" + i, this::serve);
        }
    }

    /** Has {@code work} done and answers what came of it. */
    <T> T call(Work<T> work) throws SpoolException {
        if (!Thread.currentThread().isVirtual()) {
            return work.run();
        }
        var job = new Job<T>(work);
        boolean interrupted = false;
        while (true) {
            try {
                jobs.put(job);
                break;
            } catch (InterruptedException later) {
                interrupted = true;
            }
        }
        while (!job.done) {
            LockSupport.park(job);
            interrupted |= Thread.interrupted();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return job.answer();
    }

    void close() {
        closed = true;
        for (int i = 0; i < THREADS; i++) {
            jobs.offer(new Job<>(() -> Boolean.TRUE));
        }
    }

    private void serve() {
        try {
            while (!closed) {
                jobs.take().run();
            }
        } catch (InterruptedException stop) {
            LOG.error("a reader of the spool was interrupted, which nobody may do; restart the engine");
        }
    }

    private static final class Job<T> {
        private final Work<T> work;
        private final Thread owner = Thread.currentThread();
        private @Nullable T result;
        private @Nullable SpoolException failure;
        private @Nullable RuntimeException bug;
        private volatile boolean done;

        Job(Work<T> work) {
            this.work = work;
        }

        void run() {
            try {
                result = work.run();
            } catch (SpoolException failed) {
                failure = failed;
            } catch (RuntimeException wrong) {
                bug = wrong;
            }
            done = true;
            LockSupport.unpark(owner);
        }

        T answer() throws SpoolException {
            if (bug != null) {
                throw bug;
            }
            if (failure != null) {
                throw failure;
            }
            T answer = result;
            if (answer == null) {
                throw new IllegalStateException("a job without an answer");
            }
            return answer;
        }
    }
}
