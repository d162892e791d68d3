package dev.grapevine.core.state;

/**
 * How much input a peer keeps, over all its streams, until the rest of it has come. Streams that would exceed it are closed, so that others cannot fill
 * its memory by beginning what they do not end. Not thread-safe.
 */
public final class KeptInput {

    /** Bytes, on the wire and for the objects that they become. */
    public static final long MOST_BYTES = 8 << 20;

    /** What a message takes in memory beside its bytes. */
    public static final int MESSAGE_OVERHEAD = 160;

    private long bytes;
    private long refused;

    /** Takes room for so many bytes more; if there is none, counts that, and returns false. */
    public boolean take(long more) {
        if (bytes + more > MOST_BYTES) {
            refused++;
            return false;
        }
        bytes += more;
        return true;
    }

    /** Gives room back. */
    public void free(long taken) {
        bytes -= taken;
    }

    /** The bytes that are kept now. */
    public long bytes() {
        return bytes;
    }

    /** Counts a stream that kept, or sent, more than any honest one. */
    public void refuse() {
        refused++;
    }

    /** How often there was no room. */
    public long refused() {
        return refused;
    }
}
