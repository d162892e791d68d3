package dev.grapevine.core;

import dev.grapevine.core.failure.LocalHealth;
import dev.grapevine.core.failure.Prober;
import dev.grapevine.core.failure.StallGuard;
import dev.grapevine.core.failure.Suspicions;
import dev.grapevine.core.membership.Journal;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.state.Registry;
import dev.grapevine.core.sync.Agreement;
import dev.grapevine.core.sync.Sync;
import dev.grapevine.core.view.Status;
import dev.grapevine.core.view.View;

/** Gathers a peer's figures from where they are counted. */
record StatsReport(
        View view,
        Agreement agreement,
        LocalHealth health,
        Rumors rumors,
        Registry registry,
        Prober prober,
        Suspicions suspicions,
        Membership membership,
        Journal journal,
        Sync sync,
        Outbox outbox,
        Receiver receiver,
        StallGuard stalls) {

    PeerStats now() {
        return new PeerStats(
                view.count(Status.ALIVE),
                view.count(Status.SUSPECT),
                view.count(Status.DEAD),
                view.count(Status.LEFT),
                view.hash(),
                agreement.agreeing(),
                agreement.compared(),
                health.score(),
                rumors.pending(),
                registry.size(),
                prober.counts().sent(),
                prober.counts().acked(),
                prober.counts().failed(),
                suspicions.raised(),
                membership.refutations(),
                journal.falseDeaths(),
                sync.outcomes(),
                outbox.sent(),
                receiver.counts(),
                stalls.stalls(),
                stalls.stallNanos());
    }
}
