package dev.grapevine.agent.check;

import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.CheckResolver;
import dev.grapevine.cluster.check.CheckRun;
import dev.grapevine.cluster.check.CheckTarget;
import dev.grapevine.cluster.check.CheckTransport;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * The health of another service or of a member, which this member knows already.
 *
 * @param text as in the configuration
 * @param health looks it up
 */
record AliasTarget(String text, String service, String member, AliasHealth health) implements CheckTarget.Custom {

    @Override
    public CheckRun begin(CheckTransport.Punctuality punctuality, CheckResolver names) {
        return new Done(CompletableFuture.completedFuture(health.of(service, member)));
    }

    @Override
    public String toString() {
        return text;
    }

    private record Done(CompletableFuture<CheckOutcome> outcome) implements CheckRun {
        @Override
        public void abandon() {
            // It has ended.
        }

        @Override
        public String late(Duration timeout) {
            return "this member did not answer within " + CheckTarget.seconds(timeout);
        }
    }
}
