package dev.grapevine.core.view;

import org.jspecify.annotations.Nullable;

/**
 * A hash table from keys to member entries that needs no object for each pair: two arrays with open addressing and
 * linear probing. Removal closes the gap (Knuth, The Art of Computer Programming, volume 3, section 6.4, algorithm R).
 * A peer holds one pair for each member, so a simulation of 10,000 members holds 100 million.
 *
 * @param <K> compared by {@code equals}
 */
final class CompactMap<K> {

    private static final int SMALLEST = 16;

    private @Nullable Object[] keys = new Object[SMALLEST];
    private @Nullable MemberEntry[] values = new MemberEntry[SMALLEST];
    private int size;

    /** The index of the key, or of the free place where it belongs. */
    private int find(Object key) {
        int mask = keys.length - 1;
        int index = home(key, mask);
        while (true) {
            Object there = keys[index];
            if (there == null || same(there, key)) {
                return index;
            }
            index = (index + 1) & mask;
        }
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
        return values[find(key)];
    }

    void put(K key, MemberEntry value) {
        int index = find(key);
        if (keys[index] == null) {
            if (3 * (size + 1) > 2 * keys.length) {
                resize(2 * keys.length);
                index = find(key);
            }
            size++;
            keys[index] = key;
        }
        values[index] = value;
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
            if (key != null) {
                int index = find(key);
                keys[index] = key;
                values[index] = oldValues[i];
            }
        }
    }

    void remove(K key) {
        removeAt(find(key));
    }

    /** Removes the key if it has that value. */
    void remove(K key, MemberEntry value) {
        int index = find(key);
        if (values[index] == value) {
            removeAt(index);
        }
    }

    private void removeAt(int index) {
        if (keys[index] == null) {
            return;
        }
        size--;
        int mask = keys.length - 1;
        int gap = index;
        int next = (index + 1) & mask;
        for (Object key = keys[next]; key != null; key = keys[next]) {
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
