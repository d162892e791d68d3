package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Introduction;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** Who seals under which salt: what a member tells of it, and what it is told. */
public interface Introductions {

    /** Of a member without a key. */
    Introductions NONE = new Introductions() {
        @Override
        public @Nullable Introduction own() {
            return null;
        }

        @Override
        public @Nullable Introduction of(String name, long generation, long now) {
            return null;
        }

        @Override
        public void introduced(String name, long generation, Introduction introduction, long now) {
            // Without a key nothing is sealed.
        }
    };

    /** The member's keyring; null if it has no key. */
    default @Nullable KeyAccess keys() {
        return null;
    }

    /** How often this process has come to seal otherwise than it told: then its members do not know whose datagrams these are until they are told again. */
    default long changes() {
        return 0;
    }

    /** Sets who is told when to call {@link #due}, which repeats questions that were not answered; called once, before anything else. */
    default void follow(LongConsumer alarm) {}

    /** Repeats what is due; called at the time that the follower was told. */
    default void due(long now) {}

    /** How this process is introduced to others, as of its last datagram; null if it has no key. */
    @Nullable Introduction own();

    /** How that process is introduced to others; null if this member does not know its salt. */
    @Nullable Introduction of(String name, long generation, long now);

    /**
     * A member introduces that process, or the process itself does. What this member knows of its clock already counts more than what others say.
     */
    void introduced(String name, long generation, Introduction introduction, long now);
}
