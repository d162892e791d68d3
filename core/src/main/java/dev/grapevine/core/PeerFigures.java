package dev.grapevine.core;

import dev.grapevine.core.failure.DetectionQuality;
import dev.grapevine.core.failure.FailureDetector;
import dev.grapevine.core.failure.Prober;
import dev.grapevine.core.failure.StallGuard;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.state.ServiceIndex;
import dev.grapevine.core.sync.Agreement;
import dev.grapevine.core.sync.SyncCounts;
import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolStats;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.Status;

/** Reads the figures of a peer from its parts. */
final class PeerFigures {

    private final Membership membership;
    private final ServiceIndex services;
    private final FailureDetector detector;
    private final Agreement agreement;
    private final SyncCounts syncs;
    private final TrafficCounts traffic;

    PeerFigures(
            Membership membership,
            ServiceIndex services,
            FailureDetector detector,
            Agreement agreement,
            SyncCounts syncs,
            TrafficCounts traffic) {
        this.membership = membership;
        this.services = services;
        this.detector = detector;
        this.agreement = agreement;
        this.syncs = syncs;
        this.traffic = traffic;
    }

    ProtocolStats stats() {
        View view = membership.view();
        Prober prober = detector.prober();
        StallGuard stalls = detector.stalls();
        DetectionQuality quality = detector.quality();
        return new ProtocolStats(
                view.count(Status.ALIVE),
                view.count(Status.SUSPECT),
                view.count(Status.DEAD) - view.forgotten(Status.DEAD),
                view.count(Status.LEFT) - view.forgotten(Status.LEFT),
                view.hash(),
                agreement.agreeing(),
                agreement.compared(),
                prober.healthScore(),
                traffic.pendingRumors(),
                services.registry().size(),
                prober.sent(),
                prober.acked(),
                prober.failed(),
                detector.suspicions().raised(),
                membership.refutations(),
                quality.falseDeaths().count(),
                syncs.byOutcome(),
                traffic.sent(),
                traffic.received(),
                traffic.dropped(),
                stalls.stalls(),
                stalls.stallNanos(),
                new QualityOfService(
                        prober.roundTrips(),
                        quality.detections(),
                        quality.falseSuspicions(),
                        quality.falseDeaths(),
                        quality.rumorAges(),
                        agreement.times()));
    }
}
