package dev.grapevine.cluster.net;

import dev.grapevine.model.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/**
 * Converts between addresses of members and those of the JDK, which are expensive to create and so cached. Not
 * thread-safe.
 */
final class SocketAddresses {

    private static final int MAX_CACHED = 4_096;

    private final Map<Address, InetSocketAddress> cache = new HashMap<>();

    InetSocketAddress socketAddress(Address address) {
        InetSocketAddress known = cache.get(address);
        if (known == null) {
            if (cache.size() >= MAX_CACHED) {
                cache.clear();
            }
            known = toSocketAddress(address);
            cache.put(address, known);
        }
        return known;
    }

    static InetSocketAddress toSocketAddress(Address address) {
        return new InetSocketAddress(toInetAddress(address), address.port());
    }

    static InetAddress toInetAddress(Address address) {
        try {
            return InetAddress.getByAddress(address.ip());
        } catch (UnknownHostException e) {
            throw new AssertionError("4 or 16 bytes are always an address", e);
        }
    }

    static Address toAddress(InetSocketAddress address) {
        return Address.of(address.getAddress().getAddress(), address.getPort());
    }
}
