package dev.grapevine.core.rumor;

import dev.grapevine.core.wire.Message;
import org.jspecify.annotations.Nullable;

/** Says what is new in a member's owned state. */
@FunctionalInterface
public interface StateNews {

    /** The changes above a version, or only the version reached if they are long; null if nothing changed. */
    @Nullable Message since(String name, long version);
}
