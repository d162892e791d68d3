package dev.grapevine.core.env;

import dev.grapevine.model.Address;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** Tells the program of trouble that others can cause as often as they like: at most once a minute, with the number of times since. */
public final class RareNotice {

    private static final long PAUSE_NANOS = 60_000_000_000L;

    private final Port port;
    private @Nullable Long toldAt;
    private long untold;

    public RareNotice(Port port) {
        this.port = port;
    }

    /**
     * The trouble came up again.
     *
     * @param from where it came from this time, if known
     * @param text for people, from the number of times since the last notice
     */
    public void report(@Nullable Address from, LongFunction<String> text, long now) {
        untold++;
        if (toldAt == null || now - toldAt >= PAUSE_NANOS) {
            port.emit(new PeerEvent.Mismatch(from, text.apply(untold)));
            toldAt = now;
            untold = 0;
        }
    }
}
