package dev.grapevine.core.bootstrap;

import dev.grapevine.model.Address;
import org.jspecify.annotations.Nullable;

/** Decides when to report a joiner that wants the local member's name: once it has answered, and at most once a minute. */
final class JoinerNotice {

    private static final long PAUSE_NANOS = 60_000_000_000L;

    /** Has asked, and has not yet shown that it is there. */
    private @Nullable Address asking;

    private boolean told;
    private long toldAt;

    /** A joiner asks: whether to find out if it is there. */
    boolean isNews(Address joiner, long now) {
        if (told && now - toldAt < PAUSE_NANOS) {
            return false;
        }
        asking = joiner;
        return true;
    }

    /** A process has answered: whether it is that joiner, which is then to be told of. */
    boolean answered(Address from, long now) {
        if (!from.equals(asking)) {
            return false;
        }
        asking = null;
        told = true;
        toldAt = now;
        return true;
    }

    /** What was asked is answered by nobody any more. */
    void drop() {
        asking = null;
    }
}
