package dev.grapevine.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the address by which others reach this member. */
final class Advertise {

    private static final String INTERFACE = "interface:";
    private static final String CIDR = "cidr:";

    private Advertise() {}

    /**
     * The address that a wish stands for.
     *
     * @param wish as {@link Cluster.Builder#advertise} takes it; empty for none
     * @param bound what the member listens on
     * @throws StartException if there is no such address
     */
    static InetAddress find(String wish, InetAddress bound) {
        if (wish.isEmpty()) {
            return bound.isAnyLocalAddress() ? mostReachable(bound) : bound;
        }
        if (wish.startsWith(INTERFACE)) {
            return ofInterface(wish.substring(INTERFACE.length()), bound);
        }
        if (wish.startsWith(CIDR)) {
            return inRange(wish.substring(CIDR.length()), bound);
        }
        return ofHost(wish, bound);
    }

    private static InetAddress ofHost(String host, InetAddress bound) {
        InetAddress found;
        try {
            found = best(List.of(InetAddress.getAllByName(host)), bound);
        } catch (UnknownHostException e) {
            throw new StartException(
                    "cannot advertise '" + host + "': no such host; use an address, or a name that resolves here", e);
        }
        if (found.isAnyLocalAddress()) {
            throw new StartException(
                    "cannot advertise " + host
                            + ": nobody can reach that address; name one of this host, or none to have one found",
                    null);
        }
        return found;
    }

    private static InetAddress ofInterface(String name, InetAddress bound) {
        try {
            NetworkInterface network = NetworkInterface.getByName(name);
            if (network == null) {
                throw new StartException(
                        "cannot advertise interface:" + name + ": this host has no such interface, but "
                                + NetworkInterface.networkInterfaces()
                                        .map(NetworkInterface::getName)
                                        .collect(Collectors.joining(", ")),
                        null);
            }
            List<InetAddress> addresses = Collections.list(network.getInetAddresses());
            if (addresses.isEmpty()) {
                throw new StartException(
                        "cannot advertise interface:" + name + ": it has no address; choose another interface", null);
            }
            return best(addresses, bound);
        } catch (IOException e) {
            throw new StartException("cannot list the network interfaces: " + e.getMessage(), e);
        }
    }

    private static InetAddress inRange(String range, InetAddress bound) {
        int slash = range.indexOf('/');
        byte[] network = slash < 0 ? new byte[0] : literal(range.substring(0, slash));
        int bits = slash < 0 ? -1 : bits(range.substring(slash + 1));
        if (network.length == 0 || bits < 0 || bits > 8 * network.length) {
            throw new StartException("cannot advertise cidr:" + range + ": write it as in cidr:10.0.0.0/8", null);
        }
        List<InetAddress> local = localAddresses();
        List<InetAddress> matching = local.stream()
                .filter(ip -> samePrefix(ip.getAddress(), network, bits))
                .toList();
        if (matching.isEmpty()) {
            throw new StartException(
                    "cannot advertise cidr:" + range + ": no address of this host is in it; it has "
                            + local.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")),
                    null);
        }
        return best(matching, bound);
    }

    /** The bytes of an address literal; none for anything else, which is never looked up. */
    private static byte[] literal(String text) {
        if (!text.matches("(\\d{1,3}\\.){3}\\d{1,3}|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*")) {
            return new byte[0];
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException e) {
            return new byte[0];
        }
    }

    private static int bits(String text) {
        return text.matches("\\d{1,3}") ? Integer.parseInt(text) : -1;
    }

    private static boolean samePrefix(byte[] one, byte[] other, int bits) {
        if (one.length != other.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if ((one[bit / 8] & mask) != (other[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    private static InetAddress mostReachable(InetAddress bound) {
        List<InetAddress> local = localAddresses();
        return local.isEmpty() ? InetAddress.getLoopbackAddress() : best(local, bound);
    }

    private static List<InetAddress> localAddresses() {
        List<InetAddress> found = new ArrayList<>();
        try {
            for (NetworkInterface network : NetworkInterface.networkInterfaces().toList()) {
                if (network.isUp()) {
                    found.addAll(Collections.list(network.getInetAddresses()));
                }
            }
        } catch (IOException e) {
            throw new StartException("cannot list the network interfaces: " + e.getMessage(), e);
        }
        return found;
    }

    /**
     * The first of those that others reach most likely: of the family that is listened on, and not of this host alone.
     */
    private static InetAddress best(List<InetAddress> candidates, InetAddress bound) {
        return Collections.min(
                candidates,
                Comparator.comparing((InetAddress ip) -> bound instanceof Inet4Address && ip instanceof Inet6Address)
                        .thenComparing(InetAddress::isLoopbackAddress)
                        .thenComparing(InetAddress::isLinkLocalAddress)
                        .thenComparing(Inet6Address.class::isInstance));
    }
}
