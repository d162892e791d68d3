package dev.grapevine.core.sync;

import dev.grapevine.core.state.KeptInput;
import dev.grapevine.core.state.StateParts;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import java.util.ArrayList;
import java.util.List;

/**
 * The facts that came on one stream and are not merged yet. They wait for the end of what the other side tells, so that they are merged together.
 * Many are merged before, so that a stream keeps little however much it brings; and a stream brings at most as many as a full view has.
 */
final class ReceivedFacts {

    /** So much waits. */
    private static final long MERGED_AT_BYTES = 256 << 10;

    private final KeptInput kept;
    private final StateParts parts;
    private final int most;
    private List<Message> facts = new ArrayList<>();
    private long bytes;
    private int count;

    /** @param most facts that the stream may bring */
    ReceivedFacts(KeptInput kept, int most) {
        this.kept = kept;
        this.parts = new StateParts(kept);
        this.most = most;
    }

    /**
     * Keeps another fact.
     *
     * @return false if it is more than a stream brings, or than there is room for: the stream is to be closed
     */
    boolean add(Message fact) {
        if (++count > most) {
            kept.refuse();
            return false;
        }
        if (fact instanceof Message.StateDelta delta) {
            if (!parts.add(delta)) {
                return false;
            }
            Message whole = parts.take();
            return whole == null || keep(whole);
        }
        return keep(fact);
    }

    private boolean keep(Message fact) {
        long size = (long) Codec.size(fact) + KeptInput.MESSAGE_OVERHEAD;
        if (fact instanceof Message.StateDelta delta) {
            size += (long) KeptInput.MESSAGE_OVERHEAD * delta.entries().size();
        }
        if (!kept.take(size)) {
            return false;
        }
        bytes += size;
        facts.add(fact);
        return true;
    }

    /** Whether so much waits that it is to be merged before the end. */
    boolean full() {
        return bytes >= MERGED_AT_BYTES;
    }

    /** Hands out what waits. */
    List<Message> take() {
        List<Message> taken = facts;
        facts = new ArrayList<>();
        kept.free(bytes);
        bytes = 0;
        return taken;
    }

    /** Drops what waits. */
    void close() {
        take();
        parts.close();
    }
}
