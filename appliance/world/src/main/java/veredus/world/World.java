package veredus.world;

/**
 * The six doors through which the engine meets the outside. In production each is a thin class over the JDK, Helidon
 * and dnsjava; in a simulation each is replaced, and the same engine runs from a seed.
 */
public record World(Time time, Chance chance, Threads threads, Network network, Dns dns, Disk disk) {}
