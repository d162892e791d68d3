package dev.grapevine.core.ping;

import dev.grapevine.core.view.MemberEntry;

/** Hears of other members' view hashes, which travel on probes and acks. */
@FunctionalInterface
public interface ViewHashListener {
    void seen(MemberEntry from, long viewHash, long now);
}
