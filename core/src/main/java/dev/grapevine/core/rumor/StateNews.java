package dev.grapevine.core.rumor;

import dev.grapevine.core.wire.Message;
import org.jspecify.annotations.Nullable;

/** Says what is new in a member's owned state. */
public interface StateNews {

    /** What is newer than that version, or its version alone where that would be long; null if there is nothing. */
    @Nullable Message since(String name, long version);
}
