package dev.sdr.track;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** Cuts addresses to their networks, so that they lead to nobody's door. */
final class Networks {

    private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:][0-9A-Fa-f:.]{1,44}");
    private static final int V4_BYTES = 3;
    private static final int V6_BYTES = 6;

    private Networks() {}

    /**
     * The network of an address: the first 24 bits of an IPv4 one, the first 48 of an IPv6 one, the rest zero. The network of
     * a network is itself.
     *
     * @param ip the address in its usual notation
     * @return the network; empty if it is no such address. No name is looked up
     */
    static Optional<String> of(String ip) {
        if (!V4.matcher(ip).matches() && !(ip.contains(":") && V6.matcher(ip).matches())) {
            return Optional.empty();
        }
        try {
            byte[] address = InetAddress.getByName(ip).getAddress();
            Arrays.fill(address, address.length == 4 ? V4_BYTES : V6_BYTES, address.length, (byte) 0);
            return Optional.of(InetAddress.getByAddress(address).getHostAddress());
        } catch (UnknownHostException e) {
            return Optional.empty(); // looks like an address and is none
        }
    }
}
