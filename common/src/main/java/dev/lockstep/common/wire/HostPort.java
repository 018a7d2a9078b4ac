package dev.lockstep.common.wire;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Where a node listens, written {@code host:port} or {@code [v6 address]:port}.
 *
 * @param host a name or an address, an IPv6 one without brackets
 * @param port 0 to 65535; 0 lets the system choose
 */
public record HostPort(String host, int port) {

    private static final int MAX_PORT = 65535;

    public HostPort {
        if (host.isBlank() || host.indexOf('[') >= 0 || host.indexOf(']') >= 0) {
            throw new IllegalArgumentException("\"" + host + "\" is no host");
        }
        if (port < 0 || port > MAX_PORT) {
            throw new IllegalArgumentException("port " + port + " is not between 0 and " + MAX_PORT);
        }
    }

    /** @throws IllegalArgumentException in words for a user, when the text is no host and port */
    public static HostPort parse(String text) {
        int colon = portColon(text);
        if (colon < 0) {
            throw new IllegalArgumentException("\"" + text + "\" has no port: write HOST:PORT or [IPV6]:PORT");
        }
        return of(text.substring(0, colon), text.substring(colon + 1), text);
    }

    /** The same, with a port for a text that has none. */
    public static HostPort parse(String text, int defaultPort) {
        return portColon(text) < 0 ? of(text, Integer.toString(defaultPort), text) : parse(text);
    }

    /** This machine's address on the way to {@code peer}: what to advertise to it. Sends nothing. */
    public static String localHostTowards(HostPort peer) throws IOException {
        try (DatagramSocket probe = new DatagramSocket()) {
            probe.connect(new InetSocketAddress(InetAddress.getByName(peer.host), peer.port == 0 ? 1 : peer.port));
            return probe.getLocalAddress().getHostAddress();
        }
    }

    /** The colon before the port; -1 when there is none. An address with several colons needs brackets to have one. */
    private static int portColon(String text) {
        int last = text.lastIndexOf(':');
        boolean bareV6 = !text.startsWith("[") && text.indexOf(':') != last;
        return bareV6 || last < text.indexOf(']') ? -1 : last;
    }

    private static HostPort of(String host, String port, String text) {
        String bare = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        try {
            return new HostPort(bare, Integer.parseInt(port));
        } catch (NumberFormatException noNumber) {
            throw new IllegalArgumentException("\"" + text + "\": the port \"" + port + "\" is no number", noNumber);
        } catch (IllegalArgumentException bad) {
            throw new IllegalArgumentException("\"" + text + "\": " + bad.getMessage(), bad);
        }
    }

    /** The host as URIs write it: an IPv6 address in brackets. */
    String uriHost() {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    @Override
    public String toString() {
        return uriHost() + ":" + port;
    }
}
