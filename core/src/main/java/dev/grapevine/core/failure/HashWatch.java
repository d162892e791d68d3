package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;

/** Hears of other members' view hashes, which travel on probes and acks. */
@FunctionalInterface
public interface HashWatch {
    void seen(MemberEntry from, long viewHash, long now);
}
