package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Bootstrap;
import dev.grapevine.core.bootstrap.BootstrapPlan;
import dev.grapevine.core.bootstrap.Leave;
import dev.grapevine.core.bootstrap.NameGuard;
import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.failure.FailureDetector;
import dev.grapevine.core.membership.DetectionQuality;
import dev.grapevine.core.membership.EventEmitter;
import dev.grapevine.core.membership.Handshake;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ProbePeriodCheck;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.rumor.RumorPolicy;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.state.ServiceIndex;
import dev.grapevine.core.state.StatePublisher;
import dev.grapevine.core.state.StatePull;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.sync.Agreement;
import dev.grapevine.core.sync.AgreementTime;
import dev.grapevine.core.sync.Sync;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Seal;
import java.util.List;
import java.util.random.RandomGenerator;

/** What a peer is made of, put together. */
final class Parts {

    final Lifecycle life;
    final Timers timers;
    final View view;
    final LocalMember self;
    final Membership membership;
    final Channels channels;
    final Outbox outbox;
    final Rumors rumors;
    final FailureDetector detector;
    final Sync sync;
    final AgreementTime agreementTime;
    final Bootstrap bootstrap;
    final NameGuard names;
    final Expiry housekeeping;
    final StreamAcceptor door;
    final Receiver receiver;
    final PeerCommands commands;
    final PeerView questions;

    Parts(PeerConfig config, ProtocolRules rules, RandomGenerator random, Port port, long now) {
        Settings settings = config.settings();
        life = new Lifecycle(this, port);
        timers = new Timers(port::earlier);
        int capacity = settings.count(ProtocolSetting.PACKET_SIZE) - Seal.MAX_OVERHEAD;
        view = new View(settings.count(ProtocolSetting.RINGS), rules.order());
        self = new LocalMember(view, config.firstRecord(), rules.refutation(), now);
        Tombstones tombstones = new Tombstones(
                view,
                settings.get(ProtocolSetting.TOMBSTONE_TIME),
                settings.count(ProtocolSetting.TOMBSTONE_LIMIT),
                now);
        membership = new Membership(view, self, tombstones, settings.count(ProtocolSetting.MEMBER_LIMIT));
        channels = new Channels(port);
        outbox = new Outbox(port);
        ServiceIndex catalog = new ServiceIndex(port);
        StateStore states = new StateStore(view, self, catalog, settings.count(ProtocolSetting.STATE_PUSH));
        PeerSelector targets = new PeerSelector(view, self.entry(), random);
        rumors = new Rumors(settings, view, self.entry(), outbox, targets, timers, random, states, capacity);
        PiggybackSender courier = new PiggybackSender(settings, outbox, rumors);
        Handshake hellos = new Handshake(config.cluster(), self);
        Agreement agreement = new Agreement(view);
        agreementTime = new AgreementTime(view);
        EvidenceHistory findings = new EvidenceHistory(self.name());
        StatePull pull = new StatePull(view, self, states, rumors, channels, hellos, timers, random);
        sync = new Sync(
                settings,
                view,
                self,
                membership,
                pull,
                states,
                outbox,
                channels,
                hellos,
                timers,
                targets,
                random,
                port,
                capacity,
                now);
        Pings pings = new Pings(settings, view, self, courier, timers, random, (from, hash, then) -> {
            agreement.seen(from, hash, then);
            agreementTime.seen(from, hash, then);
            sync.seen(from, hash, then);
        });
        detector = new FailureDetector(
                settings,
                view,
                self,
                membership,
                pings,
                channels,
                hellos,
                courier,
                targets,
                timers,
                random,
                port,
                findings);
        bootstrap = new Bootstrap(
                settings,
                new BootstrapPlan(config.seeds(), config.remembered(), config.discover(), config.expect()),
                view,
                self,
                sync.streams(),
                pings,
                outbox,
                timers,
                random,
                port,
                life::joined);
        names = new NameGuard(settings, self, membership, pings, timers, port, life);
        housekeeping =
                new Expiry(view, membership, bootstrap, timers, settings.get(ProtocolSetting.TOMBSTONE_TIME), now);
        Leave leave = new Leave(
                settings,
                view,
                self.entry(),
                membership,
                rumors,
                targets,
                pings,
                timers,
                detector.tethers()::leaving,
                life::stop);
        door = new StreamAcceptor(
                channels, hellos, sync.streams(), pull, detector.tethers(), pings, targets, timers, port);
        receiver = new Receiver(view, membership, pings, detector, sync, pull, bootstrap);
        StatePublisher publisher = new StatePublisher(settings, view, self, states, catalog, rumors, timers, now);
        EventEmitter journal = new EventEmitter(port);
        DetectionQuality quality = new DetectionQuality();
        commands = new PeerCommands(
                view, self, membership, detector.verdicts(), bootstrap, publisher, leave, pings, targets);
        questions = new PeerView(
                view,
                self,
                states,
                catalog.registry(),
                findings,
                detector.flaps(),
                new StatsCollector(
                        view,
                        agreement,
                        agreementTime,
                        rumors,
                        catalog.registry(),
                        detector,
                        membership,
                        quality,
                        sync,
                        outbox,
                        receiver));
        membership.onNameSake(names);
        membership.onAccused((accuser, then) -> outbox.send(accuser, RecordMessages.of(self.entry(), then)));
        RumorPolicy mill = new RumorPolicy(rumors, self.entry(), detector.flaps()::unstable);
        List.<ViewListener>of(journal, quality, states, mill, pull, findings, new ProbePeriodCheck(self.entry(), port))
                .forEach(membership::follow);
        membership.follow(bootstrap);
        detector.follow();
    }
}
