package dev.grapevine.core;

import dev.grapevine.core.failure.FailureDetector;
import dev.grapevine.core.membership.DetectionQuality;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.QualityOfService;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.sync.Agreement;
import dev.grapevine.core.sync.AgreementTime;
import dev.grapevine.core.sync.Sync;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;

/** Gathers a peer's figures from where they are counted. */
record StatsCollector(
        View view,
        Agreement agreement,
        AgreementTime agreementTime,
        Rumors rumors,
        ServiceRegistry registry,
        FailureDetector detector,
        Membership membership,
        DetectionQuality quality,
        Sync sync,
        Outbox outbox,
        Receiver receiver) {

    PeerStats now() {
        return new PeerStats(
                view.count(Status.ALIVE),
                view.count(Status.SUSPECT),
                view.count(Status.DEAD),
                view.count(Status.LEFT),
                view.hash(),
                agreement.agreeing(),
                agreement.compared(),
                detector.health().score(),
                rumors.pending(),
                registry.size(),
                detector.prober().counts().sent(),
                detector.prober().counts().acked(),
                detector.prober().counts().failed(),
                detector.suspicions().raised(),
                membership.refutations(),
                quality.falseDeaths().count(),
                sync.outcomes(),
                outbox.sent(),
                receiver.counts(),
                detector.stalls().stalls(),
                detector.stalls().stallNanos(),
                measured());
    }

    private QualityOfService measured() {
        return new QualityOfService(
                detector.prober().roundTrips(),
                quality.detections(),
                quality.falseSuspicions(),
                quality.falseDeaths(),
                quality.rumorAges(),
                agreementTime.times());
    }
}
