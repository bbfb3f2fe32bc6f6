package veredus.mail.smtp;

/**
 * Where decoded or encoded bytes go. The array belongs to the caller and is valid during the call only.
 *
 * @param <X> what writing may fail with; a lambda that throws nothing needs no try
 */
@FunctionalInterface
public interface Sink<X extends Exception> {
    void write(byte[] bytes, int offset, int length) throws X;
}
