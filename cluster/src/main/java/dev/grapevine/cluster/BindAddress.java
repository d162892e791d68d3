package dev.grapevine.cluster;

import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the address that a member is to listen on, and tells which addresses no member can have. */
final class BindAddress {

    private static final String ADVICE = "; use an address of this host, or 0.0.0.0 for all";

    private BindAddress() {}

    /**
     * The address of a text.
     *
     * @throws StartException with a message for users, if there is none that a member can listen on
     */
    static InetAddress of(String text) {
        InetAddress ip = lookUp(text);
        String kind = unusable(ip);
        if (kind != null) {
            throw new StartException("cannot bind to " + ip.getHostAddress() + ": it is " + kind + ADVICE, null);
        }
        // The system cannot bind to it, and would only say "invalid argument".
        if (ip instanceof Inet6Address six && six.isLinkLocalAddress() && six.getScopeId() == 0) {
            throw new StartException(
                    "cannot bind to " + ip.getHostAddress()
                            + ": a link-local address needs its network interface, as in"
                            + " fe80::1%eth0; better use another address of this host",
                    null);
        }
        return ip;
    }

    private static InetAddress lookUp(String text) {
        String reason = text.contains("%") ? "no such network interface" : "no such host";
        try {
            if (!text.isBlank()) { // which stands for loopback otherwise
                return InetAddress.getByName(text);
            }
        } catch (UnknownHostException e) {
            throw new StartException("cannot bind to '" + text + "': " + reason + ADVICE, e);
        }
        throw new StartException("cannot bind to '" + text + "': " + reason + ADVICE, null);
    }

    /** Why an address can belong to no member, to follow "it is"; null if it can. */
    static @Nullable String unusable(InetAddress ip) {
        if (ip.isMulticastAddress()) {
            return "a multicast address";
        }
        return !ip.isAnyLocalAddress() && broadcast(ip) ? "a broadcast address" : null;
    }

    private static boolean broadcast(InetAddress ip) {
        byte[] bytes = ip.getAddress();
        if (Arrays.equals(bytes, new byte[] {-1, -1, -1, -1}) || Arrays.equals(bytes, new byte[] {127, -1, -1, -1})) {
            return true;
        }
        try {
            boolean found = false;
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                for (InterfaceAddress address : network.getInterfaceAddresses()) {
                    if (ip.equals(address.getAddress())) {
                        return false; // some point-to-point links have one address for both
                    }
                    found |= ip.equals(address.getBroadcast());
                }
            }
            return found;
        } catch (IOException e) {
            return false; // then the system may refuse it
        }
    }
}
