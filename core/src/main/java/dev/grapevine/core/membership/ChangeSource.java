package dev.grapevine.core.membership;

import dev.grapevine.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * Where something that is merged came from.
 *
 * @param kind by which way
 * @param from the address it came from by datagram; null where it did not
 * @param name the member at that address, if it is one
 */
public record ChangeSource(
        Kind kind, @Nullable Address from, @Nullable String name) {

    /** By which way something came. */
    public enum Kind {
        /** In a datagram: news. */
        RUMOR,
        /** In the course of a sync or join: perhaps much, and perhaps long known to others. */
        SYNC,
        /** Learned by one that was alone from those it joins: no news to anybody. */
        TABLE,
        /** Found by this peer itself. */
        OWN
    }

    public static final ChangeSource OWN = new ChangeSource(Kind.OWN, null, null);

    public boolean is(Kind other) {
        return kind == other;
    }
}
