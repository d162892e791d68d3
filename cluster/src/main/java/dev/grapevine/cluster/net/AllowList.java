package dev.grapevine.cluster.net;

import dev.grapevine.model.Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The networks whose addresses are allowed, or all but some. Immutable. */
public final class AllowList {

    /** What one entry may be, for error messages. */
    public static final String ALLOWED = CidrBlock.ALLOWED;

    /** Entries of a list, which is searched for each packet. */
    public static final int MAX_ENTRIES = 256;

    /** Every address. */
    public static final AllowList ALL = new AllowList(List.of(), false);

    /** Every address except those of a link, among which clouds serve the secrets of a host (RFC 3927, RFC 4291). */
    public static final AllowList ALL_BUT_LINK_LOCAL =
            new AllowList(List.of(CidrBlock.parse("169.254.0.0/16"), CidrBlock.parse("fe80::/10")), false);

    private final List<CidrBlock> blocks;
    /** Whether the blocks are allowed; otherwise all but them is. */
    private final boolean inside;

    private AllowList(List<CidrBlock> blocks, boolean inside) {
        this.blocks = blocks;
        this.inside = inside;
    }

    /**
     * A list of networks and single addresses; an empty one allows everything.
     *
     * @throws IllegalArgumentException if one of them is none, or there are too many; the message says why
     */
    public static AllowList of(Collection<String> networks) {
        if (networks.size() > MAX_ENTRIES) {
            throw new IllegalArgumentException("found " + networks.size() + " networks, at most " + MAX_ENTRIES
                    + " are allowed; use fewer, larger ones");
        }
        Set<CidrBlock> parsed = new LinkedHashSet<>();
        networks.forEach(text -> parsed.add(CidrBlock.parse(text)));
        return parsed.isEmpty() ? ALL : new AllowList(new ArrayList<>(parsed), true);
    }

    /** Whether the address may be used, whatever its port. */
    public boolean allows(Address address) {
        for (int i = 0; i < blocks.size(); i++) {
            if (blocks.get(i).holds(address)) {
                return inside;
            }
        }
        return !inside;
    }

    /** The same; a scope does not count. */
    public boolean allows(InetAddress address) {
        return blocks.isEmpty() || allows(Address.of(address.getAddress(), 0));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof AllowList list && inside == list.inside && blocks.equals(list.blocks);
    }

    @Override
    public int hashCode() {
        return 31 * blocks.hashCode() + Boolean.hashCode(inside);
    }

    @Override
    public String toString() {
        String networks = blocks.stream().map(CidrBlock::toString).collect(Collectors.joining(", "));
        return inside ? networks : networks.isEmpty() ? "all" : "all but " + networks;
    }
}
