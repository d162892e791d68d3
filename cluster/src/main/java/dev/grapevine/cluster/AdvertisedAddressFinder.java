package dev.grapevine.cluster;

import dev.grapevine.core.view.MemberRecord;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Finds the addresses by which others reach this member. */
final class AdvertisedAddressFinder {

    private static final String INTERFACE = "interface:";
    private static final String CIDR = "cidr:";

    private AdvertisedAddressFinder() {}

    /**
     * The addresses that a wish stands for, best first: several where it is a name that has several.
     *
     * @param wish as {@link Cluster.Builder#advertise} takes it; empty for none
     * @param bound what the member listens on
     * @throws StartException if there is no such address
     */
    static List<InetAddress> find(String wish, InetAddress bound) {
        if (wish.isEmpty()) {
            return List.of(bound.isAnyLocalAddress() ? mostReachable(bound) : bound);
        }
        if (wish.startsWith(INTERFACE)) {
            return List.of(ofInterface(wish.substring(INTERFACE.length()), bound));
        }
        if (wish.startsWith(CIDR)) {
            return List.of(inRange(wish.substring(CIDR.length()), bound));
        }
        return ofHost(wish, bound);
    }

    /** Whether what a wish stands for may change while a member runs. */
    static boolean mayChange(String wish, InetAddress bound) {
        return bound.isAnyLocalAddress() && literal(wish).length == 0;
    }

    private static List<InetAddress> ofHost(String host, InetAddress bound) {
        List<InetAddress> found;
        try {
            found = List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException e) {
            throw new StartException(
                    "cannot advertise '" + host + "': no such host; use an address, or a name that resolves here", e);
        }
        if (found.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
            throw new StartException(
                    "cannot advertise " + host
                            + ": nobody can reach that address; name one of this host, or none to have one found",
                    null);
        }
        return found.size() == 1 ? found : ofSeveral(found, localAddresses(), bound);
    }

    /**
     * Of the addresses of a name those by which others may reach this member. Where one name stands for several hosts, only
     * those of this one; where it is listened on one address only, that one.
     *
     * @param local the addresses of this host
     */
    static List<InetAddress> ofSeveral(List<InetAddress> found, Collection<InetAddress> local, InetAddress bound) {
        if (found.contains(bound)) {
            return List.of(bound);
        }
        List<InetAddress> own = found.stream().filter(local::contains).toList();
        List<InetAddress> candidates = own.isEmpty() ? found : own;
        InetAddress best = best(candidates, bound);
        return candidates.stream()
                .sorted(byReachability(bound))
                // What is worse than the best is of no use to others: loopback, the wrong family.
                .filter(ip -> best.isLoopbackAddress() == ip.isLoopbackAddress()
                        && best.isLinkLocalAddress() == ip.isLinkLocalAddress()
                        && (bound instanceof Inet6Address || best.getClass() == ip.getClass()))
                .distinct()
                .limit(MemberRecord.MAX_ADDRESSES)
                .toList();
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
        return Collections.min(candidates, byReachability(bound));
    }

    private static Comparator<InetAddress> byReachability(InetAddress bound) {
        return Comparator.comparing((InetAddress ip) -> bound instanceof Inet4Address && ip instanceof Inet6Address)
                .thenComparing(InetAddress::isLoopbackAddress)
                .thenComparing(InetAddress::isLinkLocalAddress)
                .thenComparing(Inet6Address.class::isInstance);
    }
}
