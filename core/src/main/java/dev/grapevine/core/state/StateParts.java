package dev.grapevine.core.state;

import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.model.StateLimits;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Splits a long delta into parts that fit the frames of a stream, and puts the parts of one stream together again. A part alone is not applied: where
 * the whole replaces what is held, services in later parts would be gone for a moment.
 */
public final class StateParts {

    /** A part is not longer, so that it goes into a frame with other messages. */
    static final int PART_BYTES = 48 << 10;

    /** No state is longer, with its lengths and versions. */
    static final long MOST_BYTES = 2L * StateLimits.BYTES;

    private final KeptInput kept;
    private final List<Message.StateDelta> parts = new ArrayList<>();
    private long bytes;

    public StateParts(KeptInput kept) {
        this.kept = kept;
    }

    static List<Message.StateDelta> split(Message.StateDelta whole) {
        List<Message.StateDelta> parts = new ArrayList<>();
        List<StateEntry> entries = new ArrayList<>();
        int size = 0;
        for (StateEntry entry : whole.entries()) {
            int more = Codec.size(entry);
            if (size + more > PART_BYTES) {
                parts.add(whole.part(entries, true));
                entries.clear();
                size = 0;
            }
            entries.add(entry);
            size += more;
        }
        parts.add(whole.part(entries, false));
        return parts;
    }

    /**
     * Keeps the next part.
     *
     * @return false if the parts do not fit together, or are more than any state is, or than there is room for: the stream is to be closed
     */
    public boolean add(Message.StateDelta part) {
        long more = Codec.size(part)
                + (long) KeptInput.MESSAGE_OVERHEAD * (1 + part.entries().size());
        boolean fits = parts.isEmpty() || part.continues(parts.get(0));
        if (!fits || bytes + more > MOST_BYTES + (long) KeptInput.MESSAGE_OVERHEAD * 2 * StateLimits.ENTRIES) {
            kept.refuse();
            return false;
        }
        if (!kept.take(more)) {
            return false;
        }
        bytes += more;
        parts.add(part);
        return true;
    }

    /** The whole, once its last part is there; null before. */
    public Message.@Nullable StateDelta take() {
        if (parts.isEmpty()) {
            return null;
        }
        Message.StateDelta last = parts.get(parts.size() - 1);
        if (last.more()) {
            return null;
        }
        List<StateEntry> entries = new ArrayList<>();
        parts.forEach(part -> entries.addAll(part.entries()));
        close();
        return last.part(entries, false);
    }

    /** Drops what is kept. */
    public void close() {
        parts.clear();
        kept.free(bytes);
        bytes = 0;
    }
}
