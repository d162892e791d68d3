package dev.grapevine.sim.world;

import java.util.Arrays;
import java.util.List;

/**
 * The hosts at one end of a link rule: {@code *} for all, {@code @zone} for those in a zone, or names separated by commas.
 * Immutable.
 */
public record HostSelector(String text) {

    /** Every host. */
    public static final HostSelector ALL = new HostSelector("*");

    public HostSelector {
        if (text.isEmpty()
                || text.equals("@")
                || (text.charAt(0) != '@' && Arrays.asList(text.split(",", -1)).contains(""))) {
            throw new IllegalArgumentException("a selector is *, @zone or names of hosts");
        }
    }

    /** Whether it is {@code *}. */
    public boolean all() {
        return text.equals("*");
    }

    public boolean matches(Host host) {
        return all()
                || (text.charAt(0) == '@'
                        ? text.startsWith(host.zone(), 1)
                                && text.length() == host.zone().length() + 1
                        : hosts().contains(host.name()));
    }

    /** The hosts that it names one by one; empty if it is for all or for a zone. */
    public List<String> hosts() {
        return all() || text.charAt(0) == '@' ? List.of() : Arrays.asList(text.split(",", -1));
    }

    @Override
    public String toString() {
        return text;
    }
}
