package dev.grapevine.cluster;

import dev.grapevine.cluster.check.CheckTarget;
import java.time.Duration;

/** A check that waits for reports of the program: {@link Check#ttl}. */
record TtlCheck(Duration ttl) implements Check {
    @Override
    public String toString() {
        return "a report every " + CheckTarget.seconds(ttl);
    }
}
