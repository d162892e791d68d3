package dev.grapevine.core.view;

import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A hash table from keys to member entries that needs no object for each pair: two arrays with open addressing and
 * linear probing. Removal closes the gap (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R).
 * A peer holds one pair for each member, so a simulation of 10,000 members holds 100 million.
 *
 * <p>Anybody may choose names and addresses whose hashes collide. So no search passes more than {@value #MOST_STEPS}
 * places: a key for which these are taken goes into a sorted map, where it is found in logarithmic time. Honest keys never
 * get there.
 *
 * @param <K> compared by {@code equals}, and in the same sense by {@code compareTo}
 */
final class CompactMap<K extends Comparable<? super K>> {

    /** At two thirds full, runs of taken places are far shorter. */
    static final int MOST_STEPS = 64;

    private static final int SMALLEST = 16;

    private @Nullable Object[] keys = new Object[SMALLEST];
    private @Nullable MemberEntry[] values = new MemberEntry[SMALLEST];
    private int size;
    private @Nullable TreeMap<K, MemberEntry> crowded;

    /** The index of the key, or of the free place where it belongs; -1 if all places for it are taken by others. */
    private int find(Object key) {
        int mask = keys.length - 1;
        int index = home(key, mask);
        for (int step = 0; step < MOST_STEPS; step++) {
            Object there = keys[index];
            if (there == null || same(there, key)) {
                return index;
            }
            index = (index + 1) & mask;
        }
        return -1;
    }

    /** Most keys are names. Until the code is well compiled, comparing them as strings takes a third of the time. */
    private static boolean same(Object there, Object key) {
        return key instanceof String name ? name.equals(there) : key.equals(there);
    }

    private static int home(Object key, int mask) {
        int hash = (key instanceof String name ? name.hashCode() : key.hashCode()) * 0x9e37_79b9;
        return (hash ^ (hash >>> 16)) & mask;
    }

    @Nullable MemberEntry get(K key) {
        int index = find(key);
        MemberEntry found = index < 0 ? null : values[index];
        return found == null && crowded != null ? crowded.get(key) : found;
    }

    void put(K key, MemberEntry value) {
        if (crowded != null && crowded.containsKey(key)) {
            crowded.put(key, value);
            return;
        }
        int index = find(key);
        if (index >= 0 && keys[index] != null) {
            values[index] = value;
            return;
        }
        if (3 * (size + 1) > 2 * keys.length) {
            resize(2 * keys.length);
            index = find(key);
        }
        size++;
        if (index < 0) {
            crowd(key, value);
        } else {
            keys[index] = key;
            values[index] = value;
        }
    }

    private void crowd(K key, MemberEntry value) {
        if (crowded == null) {
            crowded = new TreeMap<>();
        }
        crowded.put(key, value);
    }

    /** Makes room for so many pairs. */
    void reserve(int count) {
        int length = keys.length;
        while (3 * count > 2 * length) {
            length *= 2;
        }
        if (length > keys.length) {
            resize(length);
        }
    }

    private void resize(int length) {
        @Nullable Object[] oldKeys = keys;
        @Nullable MemberEntry[] oldValues = values;
        keys = new Object[length];
        values = new MemberEntry[length];
        for (int i = 0; i < oldKeys.length; i++) {
            Object key = oldKeys[i];
            MemberEntry value = oldValues[i];
            if (key != null && value != null) {
                int index = find(key);
                if (index < 0) {
                    @SuppressWarnings("unchecked")
                    K typed = (K) key;
                    crowd(typed, value);
                } else {
                    keys[index] = key;
                    values[index] = value;
                }
            }
        }
    }

    void remove(K key) {
        MemberEntry value = get(key);
        if (value != null) {
            remove(key, value);
        }
    }

    /** Removes the key if it has that value. */
    void remove(K key, MemberEntry value) {
        int index = find(key);
        if (index >= 0 && values[index] == value) {
            removeAt(index);
        } else if (crowded != null && crowded.remove(key, value)) {
            size--;
            if (crowded.isEmpty()) {
                crowded = null;
            }
        }
    }

    private void removeAt(int index) {
        size--;
        int mask = keys.length - 1;
        int gap = index;
        int next = (index + 1) & mask;
        for (Object key = keys[next];
                key != null && ((next - gap) & mask) < MOST_STEPS;
                key = keys[next]) { // beyond, no search passes the gap
            int distance = (next - home(key, mask)) & mask;
            if (distance >= ((next - gap) & mask)) { // a search for this key passes the gap, so it can move there
                keys[gap] = key;
                values[gap] = values[next];
                gap = next;
            }
            next = (next + 1) & mask;
        }
        keys[gap] = null;
        values[gap] = null;
    }

    int size() {
        return size;
    }
}
