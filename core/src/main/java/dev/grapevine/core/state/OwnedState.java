package dev.grapevine.core.state;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The key-value state of one life of one member, as its owner writes it and as others hold it. Every write takes the owner's
 * next version, a deletion is an entry without a value; so there are no conflicts, and "what is new since version v" is
 * those entries with a higher version.
 *
 * <p>Deletions cannot be kept for ever. Beyond {@value #DELETIONS} the oldest is dropped and the <em>collect mark</em> raised
 * to its version: whoever holds less than the mark might still hold what was deleted, and is sent everything, to replace
 * what it has.
 */
public final class OwnedState {

    static final int DELETIONS = 64;

    private final TreeMap<String, StateEntry> entries = new TreeMap<>();
    private long version;
    private long collectMark;
    private int deletions;

    /** The last version written or applied. */
    public long version() {
        return version;
    }

    public Collection<StateEntry> entries() {
        return Collections.unmodifiableCollection(entries.values());
    }

    public @Nullable StateEntry get(String key) {
        return entries.get(key);
    }

    /** Entries whose keys start with this, deletions left out. */
    public List<StateEntry> under(String prefix) {
        List<StateEntry> found = new ArrayList<>();
        for (Map.Entry<String, StateEntry> entry : entries.tailMap(prefix).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            if (!entry.getValue().deleted()) {
                found.add(entry.getValue());
            }
        }
        return found;
    }

    /** The owner writes (or, with null, deletes). */
    public void write(String key, byte @Nullable [] value) {
        put(new StateEntry(key, ++version, value));
        collect();
    }

    private void put(StateEntry entry) {
        StateEntry before = entries.put(entry.key(), entry);
        deletions += (entry.deleted() ? 1 : 0) - (before != null && before.deleted() ? 1 : 0);
    }

    private void collect() {
        while (deletions > DELETIONS) {
            StateEntry oldest = entries.values().stream()
                    .filter(StateEntry::deleted)
                    .min(Comparator.comparingLong(StateEntry::version))
                    .orElseThrow();
            entries.remove(oldest.key());
            deletions--;
            collectMark = oldest.version();
        }
    }

    /** Whether one that holds this version can be brought up to date by its newer entries alone. */
    public boolean canPatch(long held) {
        return held >= collectMark;
    }

    /** What is newer than this version, oldest first; deletions left out where everything is sent to replace. */
    public List<StateEntry> since(long held) {
        boolean all = !canPatch(held);
        if (entries.size() == 1) { // as with a member of one service
            StateEntry only = entries.firstEntry().getValue();
            return (all ? !only.deleted() : only.version() > held) ? List.of(only) : List.of();
        }
        return entries.values().stream()
                .filter(entry -> all ? !entry.deleted() : entry.version() > held)
                .sorted(Comparator.comparingLong(StateEntry::version))
                .toList();
    }

    /**
     * Another's holder applies what it was sent.
     *
     * @return whether it fitted: false, with nothing changed, if there is a gap below it
     */
    public boolean apply(long from, long to, boolean replace, List<StateEntry> newer) {
        if (to <= version) {
            return true;
        }
        if (!replace && from > version) {
            return false;
        }
        if (replace) {
            entries.clear();
            deletions = 0;
            collectMark = to;
        }
        for (StateEntry entry : newer) {
            StateEntry held = entries.get(entry.key());
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
        for (StateEntry entry : entries.values()) {
            byte[] value = entry.value();
            bytes += entry.key().length() + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    public int size() {
        return entries.size() - deletions;
    }
}
