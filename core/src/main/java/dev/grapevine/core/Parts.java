package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Bootstrap;
import dev.grapevine.core.bootstrap.BootstrapPlan;
import dev.grapevine.core.bootstrap.Leave;
import dev.grapevine.core.bootstrap.NameGuard;
import dev.grapevine.core.config.Knob;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.failure.Detector;
import dev.grapevine.core.failure.Pings;
import dev.grapevine.core.membership.Facts;
import dev.grapevine.core.membership.Follower;
import dev.grapevine.core.membership.Hellos;
import dev.grapevine.core.membership.Journal;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.Quality;
import dev.grapevine.core.membership.Self;
import dev.grapevine.core.membership.TimingWatch;
import dev.grapevine.core.rumor.Courier;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.RumorMill;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.rumor.Targets;
import dev.grapevine.core.sync.Agreement;
import dev.grapevine.core.sync.AgreementTime;
import dev.grapevine.core.sync.Catalog;
import dev.grapevine.core.sync.Publisher;
import dev.grapevine.core.sync.StatePull;
import dev.grapevine.core.sync.StateStore;
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
    final Self self;
    final Membership membership;
    final Channels channels;
    final Outbox outbox;
    final Rumors rumors;
    final Detector detector;
    final Sync sync;
    final AgreementTime agreementTime;
    final Bootstrap bootstrap;
    final NameGuard names;
    final Housekeeping housekeeping;
    final Door door;
    final Receiver receiver;
    final PeerCommands commands;
    final PeerView questions;

    Parts(PeerConfig config, ProtocolRules rules, RandomGenerator random, Port port, long now) {
        Settings settings = config.settings();
        life = new Lifecycle(this, port);
        timers = new Timers(port::earlier);
        int capacity = settings.count(Knob.PACKET_SIZE) - Seal.MAX_OVERHEAD;
        view = new View(settings.count(Knob.RINGS), rules.order());
        self = new Self(view, config.firstRecord(), rules.refutation(), now);
        Tombstones tombstones =
                new Tombstones(view, settings.get(Knob.TOMBSTONE_TIME), settings.count(Knob.TOMBSTONE_LIMIT), now);
        membership = new Membership(view, self, tombstones, settings.count(Knob.MEMBER_LIMIT));
        channels = new Channels(port);
        outbox = new Outbox(port);
        Catalog catalog = new Catalog(port);
        StateStore states = new StateStore(view, self, catalog, settings.count(Knob.STATE_PUSH));
        Targets targets = new Targets(view, self.entry(), random);
        rumors = new Rumors(settings, view, self.entry(), outbox, targets, timers, random, states, capacity);
        Courier courier = new Courier(settings, outbox, rumors);
        Hellos hellos = new Hellos(config.cluster(), self);
        Agreement agreement = new Agreement(view);
        agreementTime = new AgreementTime(view);
        Findings findings = new Findings(self.name());
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
        detector = new Detector(
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
        housekeeping = new Housekeeping(view, membership, bootstrap, timers, settings.get(Knob.TOMBSTONE_TIME), now);
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
        door = new Door(channels, hellos, sync.streams(), pull, detector.tethers(), pings, targets, timers, port);
        receiver = new Receiver(view, membership, pings, detector, sync, pull, bootstrap);
        Publisher publisher = new Publisher(settings, view, self, states, catalog, rumors, timers, now);
        Journal journal = new Journal(port);
        Quality quality = new Quality();
        commands = new PeerCommands(
                view, self, membership, detector.verdicts(), bootstrap, publisher, leave, pings, targets);
        questions = new PeerView(
                view,
                self,
                states,
                catalog.registry(),
                findings,
                detector.flaps(),
                new StatsReport(
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
        membership.onAccused((accuser, then) -> outbox.send(accuser, Facts.of(self.entry(), then)));
        RumorMill mill = new RumorMill(rumors, self.entry(), detector.flaps()::unstable);
        List.<Follower>of(journal, quality, states, mill, pull, findings, new TimingWatch(self.entry(), port))
                .forEach(membership::follow);
        membership.follow(bootstrap);
        detector.follow();
    }
}
