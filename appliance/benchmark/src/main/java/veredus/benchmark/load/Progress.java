package veredus.benchmark.load;

/** Is told how far a proof is, by the thread that runs it. */
public interface Progress {
    /** Says nothing. */
    Progress NONE = new Progress() {
        @Override
        public void found(String figure, String value) {}

        @Override
        public void at(String what, long done, long all) {}
    };

    /** A figure is known. */
    void found(String figure, String value);

    /** So much is done; may be told many times a second. */
    void at(String what, long done, long all);
}
