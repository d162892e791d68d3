package dev.grapevine.core.state;

import dev.grapevine.core.wire.StateEntry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Up to {@value #MOST} entries in an array in the order of their keys: there are many states with few entries each. */
final class FewEntries implements StateEntries {

    static final int MOST = 16;

    private static final StateEntry[] NONE = {};

    private StateEntry[] entries = NONE;

    @Override
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

    @Override
    public void put(StateEntry entry) {
        int at = find(entry.key());
        if (at >= 0) {
            entries[at] = entry;
            return;
        }
        int place = -at - 1;
        StateEntry[] more = Arrays.copyOf(entries, entries.length + 1);
        System.arraycopy(entries, place, more, place + 1, entries.length - place);
        more[place] = entry;
        entries = more;
    }

    @Override
    public void remove(String key) {
        int at = find(key);
        if (at >= 0) {
            StateEntry[] fewer = Arrays.copyOf(entries, entries.length - 1);
            System.arraycopy(entries, at + 1, fewer, at, entries.length - at - 1);
            entries = fewer;
        }
    }

    @Override
    public int size() {
        return entries.length;
    }

    @Override
    public Collection<StateEntry> all() {
        return List.of(entries);
    }

    @Override
    public List<StateEntry> under(String prefix) {
        List<StateEntry> found = new ArrayList<>();
        int at = find(prefix);
        for (int i = at < 0 ? -at - 1 : at;
                i < entries.length && entries[i].key().startsWith(prefix);
                i++) {
            found.add(entries[i]);
        }
        return found;
    }

    @Override
    public Iterator<StateEntry> newerThan(long version) {
        // Asked whenever a member's state is told or heard, so without streams.
        StateEntry[] newer = new StateEntry[entries.length];
        int count = 0;
        for (StateEntry entry : entries) {
            if (entry.version() > version) {
                int place = count++;
                while (place > 0 && newer[place - 1].version() > entry.version()) {
                    newer[place] = newer[--place];
                }
                newer[place] = entry;
            }
        }
        return Arrays.asList(newer).subList(0, count).iterator();
    }

    @Override
    public @Nullable StateEntry oldestDeletion() {
        return Arrays.stream(entries)
                .filter(StateEntry::deleted)
                .min(Comparator.comparingLong(StateEntry::version))
                .orElse(null);
    }
}
