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

/**
 * Finds the addresses by which others reach this member: those that its setting stands for, as
 * {@link Cluster.Builder#advertise} accepts it.
 */
final class AdvertisedAddressFinder {

    private static final String INTERFACE = "interface:";
    private static final String CIDR = "cidr:";

    private final String setting;
    private final InetAddress bound;

    /**
     * @param setting empty for none
     * @param bound the address that the member listens on
     */
    AdvertisedAddressFinder(String setting, InetAddress bound) {
        this.setting = setting;
        this.bound = bound;
    }

    /**
     * The addresses to advertise, best first; several if the setting is a name that has several.
     *
     * @throws StartException if there is no such address
     */
    List<InetAddress> find() {
        if (setting.isEmpty()) {
            return List.of(bound.isAnyLocalAddress() ? mostReachable() : bound);
        }
        if (setting.startsWith(INTERFACE)) {
            return List.of(ofInterface(setting.substring(INTERFACE.length())));
        }
        if (setting.startsWith(CIDR)) {
            return List.of(inRange(setting.substring(CIDR.length())));
        }
        return ofHost(setting);
    }

    /** Whether the result may change while the member runs. */
    boolean mayChange() {
        return bound.isAnyLocalAddress() && literal(setting).length == 0;
    }

    private List<InetAddress> ofHost(String host) {
        List<InetAddress> found;
        try {
            found = host.isBlank() ? List.of() : List.of(InetAddress.getAllByName(host));
            if (found.isEmpty()) {
                throw new UnknownHostException(host);
            }
        } catch (UnknownHostException e) {
            throw new StartException(
                    "cannot advertise '" + host
                            + "': unknown host; use an address, or a name that resolves on this host",
                    e);
        }
        if (found.stream().anyMatch(InetAddress::isAnyLocalAddress)) {
            throw new StartException(
                    "cannot advertise " + host
                            + ": others cannot reach that address; use an address of this host, or leave it out to have one"
                            + " found",
                    null);
        }
        for (InetAddress ip : found) {
            String kind = BindAddress.unusable(ip);
            if (kind != null) {
                throw new StartException(
                        "cannot advertise " + host + ": it is " + kind + "; use an address of this host", null);
            }
        }
        return found.size() == 1 ? found : ofSeveral(found, localAddresses());
    }

    /**
     * Selects those addresses of a name by which others may reach this member. If one name stands for several hosts,
     * these are the addresses of this host; if the member listens on one of the addresses only, it is that one.
     *
     * @param local the addresses of this host
     */
    List<InetAddress> ofSeveral(List<InetAddress> found, Collection<InetAddress> local) {
        if (found.contains(bound)) {
            return List.of(bound);
        }
        List<InetAddress> own = found.stream().filter(local::contains).toList();
        List<InetAddress> candidates = own.isEmpty() ? found : own;
        InetAddress best = best(candidates);
        return candidates.stream()
                .sorted(byReachability())
                // Others cannot use an address of a worse kind than the best one: loopback, or the wrong family.
                .filter(ip -> best.isLoopbackAddress() == ip.isLoopbackAddress()
                        && best.isLinkLocalAddress() == ip.isLinkLocalAddress()
                        && (bound instanceof Inet6Address || best.getClass() == ip.getClass()))
                .distinct()
                .limit(MemberRecord.MAX_ADDRESSES)
                .toList();
    }

    private InetAddress ofInterface(String name) {
        try {
            NetworkInterface network = NetworkInterface.getByName(name);
            if (network == null) {
                throw new StartException(
                        "cannot advertise interface:" + name + ": this host has no such interface; it has "
                                + NetworkInterface.networkInterfaces()
                                        .map(NetworkInterface::getName)
                                        .collect(Collectors.joining(", ")),
                        null);
            }
            List<InetAddress> addresses = Collections.list(network.getInetAddresses());
            if (addresses.isEmpty()) {
                throw new StartException(
                        "cannot advertise interface:" + name + ": it has no address; use another interface", null);
            }
            return best(addresses);
        } catch (IOException e) {
            throw new StartException("cannot list the network interfaces: " + e.getMessage(), e);
        }
    }

    private InetAddress inRange(String range) {
        int slash = range.indexOf('/');
        byte[] network = slash < 0 ? new byte[0] : literal(range.substring(0, slash));
        int bits = slash < 0 ? -1 : bits(range.substring(slash + 1));
        if (network.length == 0 || bits < 0 || bits > 8 * network.length) {
            throw new StartException(
                    "cannot advertise cidr:" + range + ": expected NETWORK/BITS, as in cidr:10.0.0.0/8", null);
        }
        List<InetAddress> local = localAddresses();
        List<InetAddress> matching = local.stream()
                .filter(ip -> samePrefix(ip.getAddress(), network, bits))
                .toList();
        if (matching.isEmpty()) {
            throw new StartException(
                    "cannot advertise cidr:" + range + ": no address of this host is in that range; it has "
                            + local.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", ")),
                    null);
        }
        return best(matching);
    }

    /** The bytes of an address literal; none for anything else, without a lookup. */
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

    private InetAddress mostReachable() {
        List<InetAddress> local = localAddresses();
        return local.isEmpty() ? InetAddress.getLoopbackAddress() : best(local);
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
     * The address that others most likely reach: of the family that the member listens on, and not local to this host.
     */
    private InetAddress best(List<InetAddress> candidates) {
        return Collections.min(candidates, byReachability());
    }

    private Comparator<InetAddress> byReachability() {
        return Comparator.comparing((InetAddress ip) -> bound instanceof Inet4Address && ip instanceof Inet6Address)
                .thenComparing(InetAddress::isLoopbackAddress)
                .thenComparing(InetAddress::isLinkLocalAddress)
                .thenComparing(Inet6Address.class::isInstance);
    }
}
