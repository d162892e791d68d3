package dev.grapevine.core.state;

import dev.grapevine.core.wire.StateEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The key-value state of one generation of one member, as its owner writes it and as others hold it. Every write takes the owner's next version, and a
 * deletion is an entry without a value. So there are no conflicts, and what is new since version v is the entries with a higher version.
 *
 * <p>Deletions cannot be kept for ever. Beyond {@value #DELETIONS} the oldest is dropped, and the <em>collect mark</em> is raised to its version: a member
 * that holds less than the mark might still hold what was deleted, so it is sent everything, to replace what it has.
 */
public final class OwnedState {

    static final int DELETIONS = 64;

    private static final StateEntry[] NONE = {};

    /** In the order of their keys. An array, since there are many states with few entries each. */
    private StateEntry[] entries = NONE;

    private long version;
    private long collectMark;
    private int deletions;

    /** The last version written or applied. */
    public long version() {
        return version;
    }

    public Collection<StateEntry> entries() {
        return List.of(entries);
    }

    public @Nullable StateEntry get(String key) {
        int at = find(key);
        return at < 0 ? null : entries[at];
    }

    /** The index of a key; if it is not there, {@code -index - 1} of where it would be inserted. */
    private int find(String key) {
        int low = 0;
        int high = entries.length - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            int order = entries[middle].key().compareTo(key);
            if (order == 0) {
                return middle;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return -low - 1;
    }

    /** Entries whose keys start with this, without deletions. */
    public List<StateEntry> under(String prefix) {
        List<StateEntry> found = new ArrayList<>();
        int at = find(prefix);
        for (int i = at < 0 ? -at - 1 : at;
                i < entries.length && entries[i].key().startsWith(prefix);
                i++) {
            if (!entries[i].deleted()) {
                found.add(entries[i]);
            }
        }
        return found;
    }

    /** Writes an entry, as its owner; null deletes it. */
    public void write(String key, byte @Nullable [] value) {
        put(new StateEntry(key, ++version, value));
        collect();
    }

    private void put(StateEntry entry) {
        int at = find(entry.key());
        if (at >= 0) {
            deletions -= entries[at].deleted() ? 1 : 0;
            entries[at] = entry;
        } else {
            int place = -at - 1;
            StateEntry[] more = Arrays.copyOf(entries, entries.length + 1);
            System.arraycopy(entries, place, more, place + 1, entries.length - place);
            more[place] = entry;
            entries = more;
        }
        deletions += entry.deleted() ? 1 : 0;
    }

    private void collect() {
        while (deletions > DELETIONS) {
            StateEntry oldest = Arrays.stream(entries)
                    .filter(StateEntry::deleted)
                    .min(Comparator.comparingLong(StateEntry::version))
                    .orElseThrow();
            entries = Arrays.stream(entries).filter(entry -> entry != oldest).toArray(StateEntry[]::new);
            deletions--;
            collectMark = oldest.version();
        }
    }

    /** Whether the entries newer than this version bring a member up to date that holds it. */
    public boolean canPatch(long held) {
        return held >= collectMark;
    }

    /** Entries newer than this version, oldest first; if they replace everything that is held, without deletions. */
    public List<StateEntry> since(long held) {
        boolean all = !canPatch(held);
        if (entries.length == 1) { // as with a member of one service
            StateEntry only = entries[0];
            return (all ? !only.deleted() : only.version() > held) ? List.of(only) : List.of();
        }
        return Arrays.stream(entries)
                .filter(entry -> all ? !entry.deleted() : entry.version() > held)
                .sorted(Comparator.comparingLong(StateEntry::version))
                .toList();
    }

    /**
     * Applies a delta, as a holder of another's state.
     *
     * @param replace whether to drop first what is held
     * @return false, with nothing changed, if there is a gap below the delta
     */
    public boolean apply(long from, long to, boolean replace, List<StateEntry> newer) {
        if (to <= version) {
            return true;
        }
        if (!replace && from > version) {
            return false;
        }
        if (replace) {
            entries = NONE;
            deletions = 0;
            collectMark = to;
        }
        for (StateEntry entry : newer) {
            StateEntry held = get(entry.key());
            if (held == null || held.version() < entry.version()) {
                put(entry);
            }
        }
        version = to;
        collect();
        return true;
    }

    /** Bytes of keys and values, deletions included. */
    public long bytes() {
        long bytes = 0;
        for (StateEntry entry : entries) {
            byte[] value = entry.value();
            bytes += entry.key().length() + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    public int size() {
        return entries.length - deletions;
    }
}
