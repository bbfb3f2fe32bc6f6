package veredus.benchmark.relay;

/**
 * One measured run of one side.
 *
 * @param rate messages a second, from the start of the source to the last arrival at the sink
 * @param acceptRate messages a second, from the start of the source to its last 250
 * @param cpuSecondsPer1000 user and system time of all processes of the MTA for 1,000 messages
 * @param peakPssBytes the largest memory of all its processes together, shared pages counted once
 * @param foreignShare of the machine's CPUs, taken by processes that have no part in this, 0 to 1
 * @param calibrationBefore milliseconds of the fixed task before the run
 * @param calibrationAfter the same after it
 */
record Measurement(
        double rate,
        double acceptRate,
        double cpuSecondsPer1000,
        long peakPssBytes,
        double foreignShare,
        double calibrationBefore,
        double calibrationAfter) {
    private static final double MEGABYTE = 1e6;

    double pssMegabytes() {
        return peakPssBytes / MEGABYTE;
    }
}
