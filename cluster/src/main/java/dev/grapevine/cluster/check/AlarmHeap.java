package dev.grapevine.cluster.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Alarms by the time at which they are due. Only {@link #open} uses memory, so an alarm cannot get lost when there is
 * none. Not thread-safe.
 */
final class AlarmHeap {

    /** An alarm. It is in the heap while it is set. */
    static final class Entry {
        final Runnable action;
        private long due;
        private int index = -1;
        private boolean closed;

        private Entry(Runnable action) {
            this.action = action;
        }

        boolean isSet() {
            return index >= 0;
        }
    }

    private @Nullable Entry[] heap = new @Nullable Entry[16];
    private int size;
    private int opened;

    Entry open(Runnable action) {
        Entry entry = new Entry(action);
        if (opened == heap.length) {
            heap = Arrays.copyOf(heap, 2 * heap.length);
        }
        opened++;
        return entry;
    }

    void close(Entry entry) {
        if (!entry.closed) {
            remove(entry);
            entry.closed = true;
            opened--;
        }
    }

    /** Does nothing if the alarm is closed. */
    void set(Entry entry, long due) {
        if (entry.closed) {
            return;
        }
        entry.due = due;
        if (entry.index < 0) {
            entry.index = size;
            heap[size++] = entry;
        }
        up(entry);
        down(entry);
    }

    /** Whether no other alarm is due earlier. */
    boolean isFirst(Entry entry) {
        return entry.index == 0;
    }

    /** The number of alarms that are set. */
    int size() {
        return size;
    }

    /** Nanoseconds until the first is due, at most the given number; negative if it is overdue. */
    long untilFirst(long now, long atMost) {
        Entry first = heap[0];
        return first == null ? atMost : Math.min(atMost, first.due - now);
    }

    /** Removes and returns one that is due; null if there is none. */
    @Nullable Entry takeDue(long now) {
        Entry first = heap[0];
        if (first == null || first.due - now > 0) {
            return null;
        }
        remove(first);
        return first;
    }

    private void remove(Entry entry) {
        if (entry.index < 0) {
            return;
        }
        int hole = entry.index;
        entry.index = -1;
        Entry last = heap[--size];
        heap[size] = null;
        if (last != null && last != entry) {
            put(last, hole);
            up(last);
            down(last);
        }
    }

    private void put(Entry entry, int index) {
        heap[index] = entry;
        entry.index = index;
    }

    private void up(Entry entry) {
        while (entry.index > 0) {
            int above = (entry.index - 1) / 2;
            Entry parent = heap[above];
            if (parent == null || parent.due - entry.due <= 0) {
                return;
            }
            put(parent, entry.index);
            put(entry, above);
        }
    }

    private void down(Entry entry) {
        while (true) {
            int below = 2 * entry.index + 1;
            if (below + 1 < size && earlier(below + 1, below)) {
                below++;
            }
            Entry child = below < size ? heap[below] : null;
            if (child == null || child.due - entry.due >= 0) {
                return;
            }
            put(child, entry.index);
            put(entry, below);
        }
    }

    private boolean earlier(int one, int other) {
        Entry first = heap[one];
        Entry second = heap[other];
        return first != null && second != null && first.due - second.due < 0;
    }
}
