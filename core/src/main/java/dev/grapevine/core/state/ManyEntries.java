package dev.grapevine.core.state;

import dev.grapevine.core.wire.StateEntry;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Any number of entries in trees by key and by version, so that a change costs the same however many there are. */
final class ManyEntries implements StateEntries {

    /** An owner gives each version once; what others forged need not. */
    static final Comparator<StateEntry> BY_VERSION = (a, b) -> {
        int order = Long.compare(a.version(), b.version());
        return order != 0 ? order : a.key().compareTo(b.key());
    };

    private final TreeMap<String, StateEntry> byKey = new TreeMap<>();
    private final TreeSet<StateEntry> byVersion = new TreeSet<>(BY_VERSION);
    private final TreeSet<StateEntry> deletions = new TreeSet<>(BY_VERSION);

    ManyEntries(Collection<StateEntry> entries) {
        entries.forEach(this::add);
    }

    private void add(StateEntry entry) {
        StateEntry before = byKey.put(entry.key(), entry);
        if (before != null) {
            unindex(before);
        }
        byVersion.add(entry);
        if (entry.deleted()) {
            deletions.add(entry);
        }
    }

    private void unindex(StateEntry entry) {
        byVersion.remove(entry);
        if (entry.deleted()) {
            deletions.remove(entry);
        }
    }

    @Override
    public @Nullable StateEntry get(String key) {
        return byKey.get(key);
    }

    @Override
    public void put(StateEntry entry) {
        add(entry);
    }

    @Override
    public void remove(String key) {
        StateEntry removed = byKey.remove(key);
        if (removed != null) {
            unindex(removed);
        }
    }

    @Override
    public int size() {
        return byKey.size();
    }

    @Override
    public Collection<StateEntry> all() {
        return Collections.unmodifiableCollection(byKey.values());
    }

    @Override
    public List<StateEntry> under(String prefix) {
        List<StateEntry> found = new ArrayList<>();
        for (Map.Entry<String, StateEntry> entry : byKey.tailMap(prefix, true).entrySet()) {
            if (!entry.getKey().startsWith(prefix)) {
                break;
            }
            found.add(entry.getValue());
        }
        return found;
    }

    @Override
    public Iterator<StateEntry> newerThan(long version) {
        StateEntry lowest = new StateEntry("", version + 1, null);
        return byVersion.tailSet(lowest, true).iterator();
    }

    @Override
    public @Nullable StateEntry oldestDeletion() {
        return deletions.isEmpty() ? null : deletions.first();
    }
}
