package veredus.cli;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** {@code ADDRESS:PORT} on the command line; an IPv6 address stands in brackets. */
final class Endpoint implements ITypeConverter<InetSocketAddress> {
    private static final int MAX_PORT = 65_535;

    @Override
    public InetSocketAddress convert(String text) throws UnknownHostException {
        int colon = text.lastIndexOf(':');
        String digits = text.substring(colon + 1);
        if (colon < 1 || !digits.matches("[0-9]{1,5}") || Integer.parseInt(digits) > MAX_PORT) {
            throw new TypeConversionException("'" + text + "' is not ADDRESS:PORT, such as 127.0.0.1:2525");
        }
        String host = text.substring(0, colon);
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (!bare.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")) {
            throw new TypeConversionException("'" + bare + "' is not an IP address");
        }
        return new InetSocketAddress(InetAddress.getAllByName(bare)[0], Integer.parseInt(digits));
    }
}
