package dev.grapevine.core.membership;

import dev.grapevine.model.Address;
import org.jspecify.annotations.Nullable;

/**
 * Where a record or verdict that is merged came from.
 *
 * @param kind by which way
 * @param from the address that the datagram came from; null if it came otherwise
 * @param name the member at that address, if one is known there
 */
public record ChangeSource(
        Kind kind, @Nullable Address from, @Nullable String name) {

    /** By which way it came. */
    public enum Kind {
        /** In a datagram, as news. */
        RUMOR,
        /** In a sync or a join: perhaps much at once, and perhaps known to others for long. */
        SYNC,
        /** In the table that a member got when it joined alone: news to nobody else. */
        TABLE,
        /** Found by this process itself. */
        OWN
    }

    public static final ChangeSource OWN = new ChangeSource(Kind.OWN, null, null);

    public boolean is(Kind other) {
        return kind == other;
    }
}
