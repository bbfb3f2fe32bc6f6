package veredus.world.real;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import veredus.world.Threads;

/** The JDK's threads. What escapes from one is logged under this class's name. Safe for use by many threads. */
public final class RealThreads implements Threads {
    private static final Logger LOG = LoggerFactory.getLogger(RealThreads.class);

    @Override
    public Thread startVirtual(String name, Runnable work) {
        return Thread.ofVirtual()
                .name(name)
                .uncaughtExceptionHandler(RealThreads::logEscaped)
                .start(work);
    }

    @Override
    public Thread startPlatform(String name, Runnable work) {
        return Thread.ofPlatform()
                .name(name)
                .daemon(true)
                .uncaughtExceptionHandler(RealThreads::logEscaped)
                .start(work);
    }

    private static void logEscaped(Thread thread, Throwable escaped) {
        LOG.error("Thread {} ended by an exception that nobody caught", thread.getName(), escaped);
    }
}
