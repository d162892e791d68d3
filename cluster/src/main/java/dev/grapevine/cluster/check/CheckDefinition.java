package dev.grapevine.cluster.check;

import java.time.Duration;

/** A check of an instance: what, how often, and what counts. Immutable; equal to another that checks the same. */
public sealed interface CheckDefinition {

    /** A check that the engine makes again and again. */
    record Polled(CheckTarget target, CheckPolicy policy) implements CheckDefinition {
        @Override
        public String toString() {
            return target.toString();
        }
    }

    /** A check that is told the health, and is critical when that has not happened for the TTL. */
    record Ttl(Duration ttl) implements CheckDefinition {
        @Override
        public String toString() {
            return "heartbeat";
        }
    }
}
