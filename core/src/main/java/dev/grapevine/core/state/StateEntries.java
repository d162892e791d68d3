package dev.grapevine.core.state;

import dev.grapevine.core.wire.StateEntry;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of one state, at most one for each key. */
interface StateEntries {

    @Nullable StateEntry get(String key);

    /** Adds an entry, or replaces that of its key. */
    void put(StateEntry entry);

    void remove(String key);

    int size();

    /** All of them, in order of their keys; not to be modified. */
    Collection<StateEntry> all();

    /** Those whose keys start with this, in order of their keys, deletions included. */
    List<StateEntry> under(String prefix);

    /** Those with a higher version, oldest first. */
    Iterator<StateEntry> newerThan(long version);

    /** The deletion of the lowest version; null if there is none. */
    @Nullable StateEntry oldestDeletion();
}
