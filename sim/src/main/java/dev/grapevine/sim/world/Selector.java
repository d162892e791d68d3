package dev.grapevine.sim.world;

/**
 * Names the hosts at one end of a rule: {@code *} for all, {@code @zone} for those of a zone, else one host by its name.
 * Immutable.
 */
public record Selector(String text) {

    /** Every host. */
    public static final Selector ALL = new Selector("*");

    public Selector {
        if (text.isEmpty() || text.equals("@")) {
            throw new IllegalArgumentException("a selector is *, @zone or the name of a host");
        }
    }

    /** Whether it is {@code *}. */
    public boolean all() {
        return text.equals("*");
    }

    /** Whether it is the name of one host. */
    public boolean names() {
        return !all() && text.charAt(0) != '@';
    }

    public boolean matches(Host host) {
        return all()
                || (text.charAt(0) == '@'
                        ? text.startsWith(host.zone(), 1)
                                && text.length() == host.zone().length() + 1
                        : text.equals(host.name()));
    }

    @Override
    public String toString() {
        return text;
    }
}
