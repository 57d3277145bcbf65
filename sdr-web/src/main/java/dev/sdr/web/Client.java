package dev.sdr.web;

import dev.sdr.track.Visit;
import jakarta.servlet.http.HttpServletRequest;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.function.Function;

/** Who makes a request. */
final class Client {

    private static final int LONGEST_AGENT = 512;
    private static final int LONGEST_ADDRESS = 64;
    private static final int NETWORK = 8; // bytes of a /64, which is one subscriber's (RFC 6177)

    private final Function<HttpServletRequest, String> address;

    Client(Function<HttpServletRequest, String> address) {
        this.address = address;
    }

    /** The visit as it is recorded. */
    Visit visit(HttpServletRequest request) {
        String agent = request.getHeader("User-Agent");
        return new Visit(request.getMethod(), agent == null ? "" : printable(agent), address(request));
    }

    /** By whom requests are counted: the address, of IPv6 the network. */
    String key(HttpServletRequest request) {
        String text = address(request);
        if (text.indexOf(':') < 0) {
            return text;
        }
        try {
            InetAddress parsed = InetAddress.getAllByName(text)[0];
            return parsed instanceof Inet6Address
                    ? HexFormat.of().formatHex(parsed.getAddress(), 0, NETWORK)
                    : parsed.getHostAddress();
        } catch (UnknownHostException notAnAddress) {
            return text;
        }
    }

    /** The address without brackets and zone; empty if it is none. No name is ever looked up. */
    private String address(HttpServletRequest request) {
        String text = address.apply(request);
        if (text == null) {
            return "";
        }
        String bare = text.strip();
        if (bare.startsWith("[") && bare.endsWith("]")) {
            bare = bare.substring(1, bare.length() - 1);
        }
        int zone = bare.indexOf('%');
        bare = zone < 0 ? bare : bare.substring(0, zone);
        boolean numeric = !bare.isEmpty()
                && bare.length() <= LONGEST_ADDRESS
                && bare.chars().allMatch(c -> Character.digit(c, 16) >= 0 || c == ':' || c == '.');
        return numeric ? bare : "";
    }

    private static String printable(String text) {
        String cut = text.length() > LONGEST_AGENT ? text.substring(0, LONGEST_AGENT) : text;
        return cut.chars()
                .map(c -> c < ' ' || c > '~' ? '?' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
