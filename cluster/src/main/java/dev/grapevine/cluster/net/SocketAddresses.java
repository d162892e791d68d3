package dev.grapevine.cluster.net;

import dev.grapevine.model.Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Map;

/** Between our addresses and the JDK's, which are dear to make; those lately used are kept. Not thread-safe. */
final class SocketAddresses {

    private static final int KEPT = 4_096;

    private final Map<Address, InetSocketAddress> kept = new HashMap<>();

    InetSocketAddress socketAddress(Address address) {
        InetSocketAddress known = kept.get(address);
        if (known == null) {
            if (kept.size() >= KEPT) {
                kept.clear();
            }
            known = toSocketAddress(address);
            kept.put(address, known);
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
