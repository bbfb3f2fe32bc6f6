package veredus.world;

/** Starts threads. Every thread has a name that says what it is for. */
public interface Threads {

    /** For conversations: cheap, blocks freely, never does file I/O. */
    Thread startVirtual(String name, Runnable work);

    /** For file I/O and endless loops; a daemon that nobody interrupts. */
    Thread startPlatform(String name, Runnable work);
}
