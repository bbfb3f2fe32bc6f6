package veredus.engine.proxy;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What a client says of itself and its destination in front of a conversation: the PROXY protocol of HAProxy, versions 1
 * and 2. Both addresses are of one family. Pure.
 *
 * <p>The source port is 0: the proxy takes a free one.
 */
final class ProxyText {
    private static final byte[] SIGNATURE = {'\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'};

    /** Version 2, command PROXY. */
    private static final byte PROXY = 0x21;

    private static final byte TCP4 = 0x11;
    private static final byte TCP6 = 0x21;

    private ProxyText() {}

    static byte[] version1(InetAddress source, InetSocketAddress destination) {
        String family = source instanceof Inet4Address ? "TCP4" : "TCP6";
        String line = "PROXY " + family + " " + source.getHostAddress() + " "
                + destination.getAddress().getHostAddress() + " 0 " + destination.getPort() + "\r\n";
        return line.getBytes(StandardCharsets.US_ASCII);
    }

    static byte[] version2(InetAddress source, InetSocketAddress destination) {
        byte[] from = source.getAddress();
        byte[] to = destination.getAddress().getAddress();
        int length = from.length + to.length + 4;
        return ByteBuffer.allocate(SIGNATURE.length + 4 + length)
                .put(SIGNATURE)
                .put(PROXY)
                .put(source instanceof Inet4Address ? TCP4 : TCP6)
                .putShort((short) length)
                .put(from)
                .put(to)
                .putShort((short) 0)
                .putShort((short) destination.getPort())
                .array();
    }
}
