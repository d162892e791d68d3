package dev.grapevine.cluster.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.GatheringByteChannel;
import java.util.ArrayDeque;

/**
 * Bytes written to one stream and not yet accepted by the system, within a budget that all streams share. Used by the
 * loop's thread only.
 */
final class SendQueue {

    /** The bytes that all streams of a member together may buffer. */
    static final class Budget {
        private long left;

        Budget(long bytes) {
            left = bytes;
        }

        private boolean take(long bytes) {
            if (bytes > left) {
                return false;
            }
            left -= bytes;
            return true;
        }

        private void giveBack(long bytes) {
            left += bytes;
        }

        long left() {
            return left;
        }
    }

    private static final int BUFFERS_AT_ONCE = 64;

    private final Budget budget;
    private final ArrayDeque<ByteBuffer> waiting = new ArrayDeque<>();

    SendQueue(Budget budget) {
        this.budget = budget;
    }

    /** @return false if the budget is exhausted; then nothing was added */
    boolean add(ByteBuffer bytes) {
        if (!budget.take(bytes.remaining())) {
            return false;
        }
        waiting.add(bytes);
        return true;
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Writes as much as the channel accepts.
     *
     * @return the number of bytes written
     */
    long writeTo(GatheringByteChannel channel) throws IOException {
        long total = 0;
        while (!waiting.isEmpty()) {
            long written = channel.write(waiting.stream().limit(BUFFERS_AT_ONCE).toArray(ByteBuffer[]::new));
            if (written == 0) {
                break;
            }
            total += written;
            budget.giveBack(written);
            while (!waiting.isEmpty() && !waiting.peek().hasRemaining()) {
                waiting.remove();
            }
        }
        return total;
    }

    void clear() {
        waiting.forEach(bytes -> budget.giveBack(bytes.remaining()));
        waiting.clear();
    }
}
