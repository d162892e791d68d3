package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Bootstrap;
import dev.grapevine.core.bootstrap.Contacts;
import dev.grapevine.core.bootstrap.Discovery;
import dev.grapevine.core.bootstrap.Joins;
import dev.grapevine.core.bootstrap.Leave;
import dev.grapevine.core.bootstrap.NameGuard;
import dev.grapevine.core.bootstrap.NameQuestions;
import dev.grapevine.core.bootstrap.Newcomers;
import dev.grapevine.core.bootstrap.Readiness;
import dev.grapevine.core.bootstrap.Reconnector;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Handshake;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.failure.AccusationNotices;
import dev.grapevine.core.failure.DegradedMembers;
import dev.grapevine.core.failure.FailureDetector;
import dev.grapevine.core.failure.FlapDamping;
import dev.grapevine.core.failure.HearsayChecks;
import dev.grapevine.core.failure.ProbeTargets;
import dev.grapevine.core.failure.Prober;
import dev.grapevine.core.failure.Reachability;
import dev.grapevine.core.failure.ReachabilityCheck;
import dev.grapevine.core.failure.RefusalConsensus;
import dev.grapevine.core.failure.StallGuard;
import dev.grapevine.core.failure.Suspicions;
import dev.grapevine.core.failure.Tethers;
import dev.grapevine.core.failure.TriggeredProbes;
import dev.grapevine.core.keys.KeyCommands;
import dev.grapevine.core.keys.KeyExchange;
import dev.grapevine.core.keys.KeyStatements;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.EventEmitter;
import dev.grapevine.core.membership.HearsayDeaths;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ProbePeriodCheck;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.ping.PingStreams;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Relays;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.rumor.RumorPackets;
import dev.grapevine.core.rumor.RumorPolicy;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.seal.Introductions;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.SenderId;
import dev.grapevine.core.state.ServiceIndex;
import dev.grapevine.core.state.StatePublisher;
import dev.grapevine.core.state.StateReceiver;
import dev.grapevine.core.state.StateResponder;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.sync.Agreement;
import dev.grapevine.core.sync.Heal;
import dev.grapevine.core.sync.SyncFacts;
import dev.grapevine.core.sync.SyncRequester;
import dev.grapevine.core.sync.SyncResponder;
import dev.grapevine.core.sync.SyncScheduler;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ProtocolStats;
import dev.grapevine.model.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member's whole protocol, without a socket, a thread or a clock. Inputs are calls that carry the time at which they came; effects go out
 * through a {@link Port}. Single-threaded.
 *
 * <h2>The way of a datagram</h2>
 *
 * {@link #receive} takes the messages that {@link Intake} lets through, and passes each to the handler of its kind, in one switch. What a message says
 * of a member is merged into the {@link View} by {@link Membership}, which then tells the listeners of changes, in the order that the constructor
 * fixes. They raise events, suspicions and rumors; what is to be sent leaves through the {@link Outbox}, at the latest when {@link #flush} ends the
 * input.
 */
public final class Peer {

    private final Port port;
    private final Timers timers;
    private final Plausibility plausibility;
    private final View view;
    private final LocalMember local;
    private final Membership membership;
    private final Channels channels;
    private final Outbox outbox;
    private final Rumors rumors;
    private final StateReceiver stateReceiver;
    private final Agreement agreement;
    private final Heal heal;
    private final SyncRequester syncRequester;
    private final SyncResponder syncResponder;
    private final SyncScheduler syncScheduler;
    private final Pings pings;
    private final Relays relays;
    private final Tethers tethers;
    private final Reachability reachability;
    private final RefusalConsensus consensus;
    private final TriggeredProbes triggeredProbes;
    private final FailureDetector detector;
    private final Joins joins;
    private final Discovery discovery;
    private final Bootstrap bootstrap;
    private final Reconnector reconnector;
    private final Readiness readiness;
    private final NameQuestions names;
    private final NameGuard nameGuard;
    private final Expiry expiry;
    private final Leave leave;
    private final Intake intake;
    private final PendingRebuttal rebuttal;
    private final StreamAcceptor acceptor;
    private final PeerQuestions questions;
    private final PeerCommands commands;
    private final PeerFigures figures;
    private final Supplier<@Nullable KeyCommands> keyring;

    /** Null until this member has a key. */
    private @Nullable KeyCommands keys;

    private final SealAnnouncer sealAnnouncer;

    private boolean stopped;

    /** A member that seals nothing. */
    public Peer(PeerConfig config, RandomGenerator random, Port port, long now) {
        this(config, PeerStrategies.STANDARD, random, port, Introductions.NONE, now);
    }

    /** @param introductions who seals under which salt */
    public Peer(PeerConfig config, RandomGenerator random, Port port, Introductions introductions, long now) {
        this(config, PeerStrategies.STANDARD, random, port, introductions, now);
    }

    /** For tests and simulations. */
    public Peer(PeerConfig config, PeerStrategies strategies, RandomGenerator random, Port port, long now) {
        this(config, strategies, random, port, Introductions.NONE, now);
    }

    /** For tests and simulations. */
    public Peer(
            PeerConfig config,
            PeerStrategies strategies,
            RandomGenerator random,
            Port port,
            Introductions introductions,
            long now) {
        Settings settings = config.settings();
        this.port = port;
        timers = new Timers(port::earlier);
        plausibility = new Plausibility(config.generation(), now);

        view = new View(settings.count(ProtocolSetting.RINGS), strategies.order());
        local = new LocalMember(view, config.firstRecord(), strategies.refutation(), port::keepGeneration, now);
        Tombstones tombstones = new Tombstones(
                view,
                settings.get(ProtocolSetting.TOMBSTONE_TIME),
                settings.count(ProtocolSetting.TOMBSTONE_LIMIT),
                now);
        outbox = new Outbox(port, view, settings.count(ProtocolSetting.PACKET_SIZE) - Seal.MAX_OVERHEAD);
        RecordMessages records = new RecordMessages(local.entry(), introductions);
        rebuttal = new PendingRebuttal(view, local, records, outbox);
        membership = new Membership(
                view, local, tombstones, introductions, settings.count(ProtocolSetting.MEMBER_LIMIT), rebuttal);
        HearsayDeaths hearsay = new HearsayDeaths(settings, view, local, timers);
        membership.follow(hearsay);

        Handshake handshake = new Handshake(
                config.cluster(), local::record, plausibility::lastClock, port::wallMillis, introductions);
        channels = new Channels(port, handshake);
        PeerSelector selector = new PeerSelector(settings, view, local.entry(), random);

        ServiceIndex services = new ServiceIndex(port);
        StateStore states = new StateStore(membership, services, settings.count(ProtocolSetting.STATE_PUSH));
        RumorPackets packets = new RumorPackets(settings, local.entry(), records, states, outbox);
        rumors = strategies.rumors().create(settings, packets, selector, timers, random);
        PiggybackSender sender = new PiggybackSender(settings, outbox, rumors);
        stateReceiver = new StateReceiver(membership, states, rumors, channels, timers, random);
        StateResponder stateResponder = new StateResponder(states, channels, timers);
        StatePublisher publisher = new StatePublisher(settings, states, membership, rumors, timers, now);
        states.follow(publisher::metForeignVersion);

        agreement = new Agreement(view);
        heal = new Heal(settings, membership, outbox, timers, port);
        SyncFacts facts = new SyncFacts(settings, membership, records, states, stateReceiver, heal);
        syncRequester = new SyncRequester(settings, facts, channels, outbox, timers, random);
        syncResponder = new SyncResponder(settings, facts, channels, outbox, selector, timers);
        syncScheduler = new SyncScheduler(settings, agreement, syncRequester, selector, timers, random);

        pings = new Pings(settings, membership, channels, sender, timers, random);
        outbox.follow(pings::poll);
        hearsay.follow(new HearsayChecks(hearsay, outbox, pings));
        pings.follow(List.of(agreement, syncScheduler, new AccusationNotices(pings, sender)));
        relays = new Relays(view, pings, sender, timers);
        EvidenceHistory evidence = new EvidenceHistory(local.name());

        // Failure detection: tethers, the verdict by silence, the quick verdict, and the probes.
        StallGuard stalls = new StallGuard(settings.get(ProtocolSetting.STALL));
        FlapDamping flaps = new FlapDamping(settings);
        tethers = new Tethers(settings, membership, channels, timers, random, evidence);
        Suspicions suspicions = new Suspicions(settings, membership, pings.answers(), sender, flaps, timers);
        suspicions.onPartition((seen, lost) -> port.emit(new PeerEvent.Partitioned(seen, lost)));
        suspicions.follow(evidence);
        ReachabilityCheck check = new ReachabilityCheck(channels, pings, outbox, timers);
        reachability = new Reachability(settings, membership, check, sender, selector, tethers);
        consensus = new RefusalConsensus(settings, membership, reachability, suspicions, timers, evidence);
        ProbeTargets targets = new ProbeTargets(settings, view, local.entry(), selector, random);
        Prober prober = new Prober(settings, membership, pings, targets, timers, evidence);
        DegradedMembers degraded = new DegradedMembers(port, evidence, prober);
        triggeredProbes = new TriggeredProbes(settings, membership, prober, consensus, timers, tethers);
        detector = new FailureDetector(stalls, prober, suspicions, consensus, tethers, sender);
        tethers.follow(detector);
        prober.follow(List.of(degraded, detector));

        Contacts contacts = new Contacts(membership, config.seeds(), config.remembered(), port);
        joins = new Joins(settings, syncRequester, contacts, timers, random, new JoinOutcomes());
        discovery = new Discovery(settings, membership, outbox, timers, random, joins::join);
        bootstrap = new Bootstrap(contacts, joins, discovery, config.discover(), timers, port);
        reconnector = new Reconnector(settings, contacts, joins, pings, timers, random);
        readiness = new Readiness(settings, config.expect(), view, contacts, port, timers);
        names = new NameQuestions(membership, outbox, selector, random);
        nameGuard = new NameGuard(settings, membership, names, timers, port, new NameDecision(contacts::leadsToSelf));
        expiry = new Expiry(membership, contacts, timers, settings.get(ProtocolSetting.TOMBSTONE_TIME), now);
        leave = new Leave(settings, membership, rumors, pings, timers, new LeaveEffects());
        PingStreams pingStreams = new PingStreams(channels, pings, timers);
        KeyStatements statements = new KeyStatements(states, publisher);
        keyring = () -> {
            KeyAccess access = introductions.keys();
            if (access == null) {
                return null;
            }
            KeyExchange exchange = new KeyExchange(access, membership, statements, channels, timers, random);
            exchange.follow((refused, at) -> {
                tethers.rekey(refused, at);
                channels.end(refused, at);
            });
            return new KeyCommands(access, membership, statements, exchange, this::flush);
        };
        keys = keyring.get();
        sealAnnouncer = new SealAnnouncer(introductions, membership);
        introductions.follow(when -> timers.at(when, (due, at) -> introductions.due(at), when));
        // The one place where a stream finds its server.
        Function<Message.Purpose, StreamServer> servers = purpose -> switch (purpose) {
            case JOIN, SYNC -> syncResponder;
            case STATE -> stateResponder;
            case PROBE -> pingStreams;
            case TETHER -> tethers::accepted;
            case KEYS -> keys == null ? (channel, hello, at) -> channels.close(channel) : keys.exchange();
        };
        acceptor = new StreamAcceptor(channels, handshake, servers, timers, port);
        intake = new Intake(membership, handshake, plausibility, expiry, port);
        questions = new PeerQuestions(membership, states, publisher, services, evidence, flaps);
        commands = new PeerCommands(membership, publisher, contacts, selector, pings, this::flush);

        // All parts that drop something and count it.
        List<DropCounts> drops = new ArrayList<>(List.of(
                intake,
                membership,
                outbox,
                pings,
                relays,
                discovery,
                joins,
                names,
                reachability,
                consensus,
                syncRequester,
                syncResponder,
                stateReceiver,
                stateResponder));
        if (keys != null) {
            drops.add(keys.exchange());
        }
        TrafficCounts traffic = new TrafficCounts(outbox, rumors, intake, drops);
        figures = new PeerFigures(membership, services, detector, agreement, facts.counts(), traffic);

        RumorPolicy rumorPolicy = new RumorPolicy(rumors, local, flaps::unstable);
        // The listeners of changes, in the order in which they are told, with the reason of each place.
        membership.follow(List.of(
                // Notes that a member came back from the dead, before another listener acts on it.
                heal,
                hearsay,
                // The program hears of the change before it hears of services that come and go with it.
                new EventEmitter(port),
                detector.quality(),
                states,
                // Rumors carry state that the store has by now.
                rumorPolicy,
                stateReceiver,
                evidence,
                new ProbePeriodCheck(local.entry(), port),
                contacts,
                nameGuard,
                new Newcomers(settings, membership, pings, timers),
                // Listeners that give verdicts of their own come last: all others have heard of a change before the
                // next.
                flaps,
                degraded,
                prober,
                tethers,
                triggeredProbes,
                suspicions));

        if (strategies.initialView().fill(view, now)) {
            readiness.synced();
            nameGuard.announced();
            syncScheduler.settled();
        }
    }

    // ---- life

    /** Begins: to be called once, before anything else. */
    public void start(long now) {
        detector.start(now);
        triggeredProbes.start();
        syncScheduler.start(now);
        readiness.start(now);
        bootstrap.start(now);
        reconnector.start(now + Bootstrap.PHASES_NANOS);
        expiry.start(now);
        if (keys != null) {
            keys.exchange().start(now);
        }
    }

    private final class JoinOutcomes implements Joins.Listener {
        @Override
        public void joined(long now) {
            readiness.synced();
            if (!nameGuard.asking()) {
                announce(now);
            }
        }

        @Override
        public void ownNameMet(Address address, long now) {
            nameGuard.ownNameJoined(address, now);
        }
    }

    /** Tells others of this member: its record, and its state. */
    private void announce(long now) {
        nameGuard.announced();
        syncScheduler.announce(now);
        rumors.spreadRecord(local.entry(), null, true, now);
        if (local.entry().heldVersion() > 0) {
            rumors.spreadState(local.entry(), 0, null, true, now);
        }
        if (membership.full()) {
            announceToHost(now);
        }
        flush(now);
    }

    /** Tells the member that this one has just joined, too: other members of its table may be gone, and would not pass the news on. */
    private void announceToHost(long now) {
        Address at = joins.lastHost();
        MemberEntry host = at == null ? null : view.at(at);
        if (at != null && host != null) {
            pings.poll(host, at, now);
        }
    }

    private final class NameDecision implements NameGuard.Decision {
        private final Consumer<Address> ownAddress;

        NameDecision(Consumer<Address> ownAddress) {
            this.ownAddress = ownAddress;
        }

        @Override
        public void leadsHere(Address address) {
            ownAddress.accept(address);
        }

        @Override
        public void free(long now) {
            readiness.hold(false);
            announce(now);
        }

        @Override
        public void unclear() {
            readiness.hold(true);
        }

        @Override
        public void taken() {
            membership.fallSilent();
            stop();
        }
    }

    private final class LeaveEffects implements Leave.Effects {
        @Override
        public boolean tellDropped(long now) {
            List<Address> dropped = expiry.dropped();
            dropped.forEach(address -> outbox.send(address, RecordMessages.verdict(local.entry(), now), now));
            return !dropped.isEmpty();
        }

        @Override
        public void tellTethers() {
            tethers.leaving();
        }

        @Override
        public void stop() {
            Peer.this.stop();
        }
    }

    private void stop() {
        if (!stopped) {
            stopped = true;
            detector.stop();
            syncScheduler.stop();
            channels.closeAll();
            intake.close();
            commands.close();
            outbox.close();
            timers.clear();
            port.emit(new PeerEvent.Stopped());
        }
    }

    public boolean ready() {
        return readiness.ready();
    }

    public boolean stopped() {
        return stopped;
    }

    // ---- inputs

    /** Everything in one plain datagram. */
    public void receive(List<Message> heard, Address from, long now) {
        receive(heard, from, null, now);
    }

    /**
     * Everything in one datagram.
     *
     * @param sealer the process that sealed it; null if it was not sealed
     */
    public void receive(List<Message> heard, Address from, @Nullable SenderId sealer, long now) {
        List<Message> messages = intake.ofDatagram(heard, from, now);
        if (!messages.isEmpty()) {
            MemberEntry sender = sealer == null || sealer.equals(SenderId.UNKNOWN) ? view.at(from) : sender(sealer);
            ChangeSource source =
                    new ChangeSource(ChangeSource.Kind.RUMOR, from, sender == null ? null : sender.name());
            outbox.handling(heard, from, sealer != null && !isFrom(sealer, from));
            for (Message message : messages) {
                handle(message, messages, source, from, now);
            }
            rebuttal.flush(from, now);
            outbox.handled();
        }
        flush(now);
    }

    /** The member that sealed a datagram, whatever address it came from; null if it has another generation here. */
    private @Nullable MemberEntry sender(SenderId sealer) {
        MemberEntry entry = view.get(sealer.name());
        return entry != null && entry.record().generation() == sealer.generation() ? entry : null;
    }

    /** Whether the process that sealed a datagram is the member at the address that it came from. */
    private boolean isFrom(SenderId sealer, Address from) {
        MemberEntry entry = view.at(from);
        return entry != null && entry == sender(sealer);
    }

    /** Whether a member is at this address. */
    public boolean isMemberAddress(Address address) {
        return view.at(address) != null;
    }

    /** Whether the member of that name is at this address. */
    public boolean isAddressOf(String name, Address address) {
        MemberEntry entry = view.get(name);
        return entry != null && entry.addresses().contains(address);
    }

    /** The one place where a message of a datagram finds its handler. */
    private void handle(Message message, List<Message> datagram, ChangeSource source, Address from, long now) {
        switch (message.kind()) {
            case PING -> pings.asked((Message.Ping) message, from, now);
            case ACK -> pings.ack((Message.Ack) message, from, now);
            case GONE -> pings.gone((Message.Gone) message, from, now);
            case PING_REQUEST -> relays.requested((Message.PingRequest) message, from, now);
            case RELAYED_ACK -> pings.relayedAck((Message.RelayedAck) message, from, now);
            case NACK -> pings.nack((Message.Nack) message, from, now);
            case EXAMINE -> reachability.asked((Message.Examine) message, from, now);
            case EXAMINED -> consensus.examined((Message.Examined) message, from, now);

            case IDENTIFY -> names.asked((Message.Identify) message, from, now);
            case IDENTIFIED -> names.answered((Message.Identified) message, from, now);
            case TETHER_CHECK -> tethers.checked((Message.TetherCheck) message, from, now);

            case ALIVE -> membership.heard((Message.Alive) message, source, now);
            case VERDICT -> {
                Message.Verdict verdict = (Message.Verdict) message;
                if (!heal.waits(verdict, source, now)) {
                    membership.verdict(verdict, source, now);
                }
            }
            case STATE_DELTA -> stateReceiver.heard((Message.StateDelta) message, source, now);
            case STATE_VERSION -> stateReceiver.announced((Message.StateVersion) message, source, now);

            case SYNC_BUCKETS -> syncResponder.buckets((Message.SyncBuckets) message, from, Codec.size(datagram), now);
            case SYNC_DIGESTS -> syncRequester.digests((Message.SyncDigests) message, from, now);
            case SYNC_TOO_LARGE -> syncRequester.tooLarge((Message.SyncTooLarge) message, from, now);
            case SYNC_REQUEST -> syncResponder.request((Message.SyncRequest) message, from, Codec.size(datagram), now);
            case SYNC_DONE -> syncRequester.done((Message.SyncDone) message, from, now);

            case DISCOVER -> discovery.heard((Message.Discover) message, now);

            case PADDING -> {}
            case STATE_REQUEST,
                    HELLO,
                    REFUSED,
                    BUSY,
                    LOOSE,
                    LEAVING,
                    KEEP_ALIVE,
                    TETHER_PROOF,
                    PROVE,
                    KEYRING,
                    WANTED,
                    GIVEN -> intake.outsideStream();
        }
    }

    /** Another opened a stream; its number is of the same space as those that the {@link Port} gives out. */
    public void channelAccepted(long channel, Address from, long now) {
        if (stopped) {
            port.close(channel);
        } else {
            acceptor.accepted(channel, from, now);
        }
    }

    /** A stream that this peer opened is open. */
    public void channelOpened(long channel, long now) {
        channels.opened(channel, now);
        flush(now);
    }

    /** Messages came in by a channel, in the order in which they were written. */
    public void channelReceived(long channel, List<Message> messages, long now) {
        channels.received(channel, intake.ofStream(messages, now), now);
        flush(now);
    }

    /** A channel is closed, or could not be opened; nothing more comes of it. */
    public void channelClosed(long channel, CloseCause cause, long now) {
        channels.closed(channel, cause, now);
        flush(now);
    }

    /**
     * A seed was looked up.
     *
     * @param error for people, where it could not be
     */
    public void resolved(String seed, List<Address> addresses, @Nullable String error, long now) {
        if (!stopped) {
            joins.seedResolved(seed, addresses, error, now);
            flush(now);
        }
    }

    /**
     * Runs what is due; to be called after all that has come in was handed over, so that a process that did not run for a while hears
     * first what it missed.
     *
     * @param wallMillis wall clock, only to notice that the machine was suspended
     */
    public void tick(long now, long wallMillis) {
        plausibility.wall(wallMillis, now);
        long stallNanos = detector.turn(timers.next(), now, wallMillis);
        if (stallNanos > 0 && !stopped) {
            port.emit(new PeerEvent.Stalled(stallNanos));
        }
        expiry.stalled(stallNanos, now);
        nameGuard.stalled(stallNanos, now);
        timers.run(now);
        flush(now);
    }

    /** When {@link #tick} is next wanted. */
    public long nextDeadline() {
        return timers.next();
    }

    /** Sends and notices what followed from an input; ends each of them. */
    private void flush(long now) {
        if (!stopped) {
            if (readiness.ready()) {
                nameGuard.ready();
            }
            if (keys != null) {
                keys.exchange().flush(now);
            }
            sealAnnouncer.flush(now);
            rumors.flush(now);
            syncScheduler.observe(now);
            agreement.observe(now);
        }
    }

    // ---- commands

    /** Leaves; ends with {@link PeerEvent.Stopped}. */
    public void leave(long now) {
        if (nameGuard.silent()) {
            stop(); // the name may be another process's, whose leave this would look like
        } else {
            leave.leave(now);
            flush(now);
        }
    }

    /** What the program asks of this member. */
    public PeerCommands commands() {
        return commands;
    }

    /** What the program does with the keys of the cluster; null if this member has none. */
    public @Nullable KeyCommands keys() {
        return keys;
    }

    /** The keys of this member were changed beside it, perhaps its first ones given. */
    public void keysGiven(long now) {
        if (keys == null) {
            keys = keyring.get();
            if (keys != null) {
                keys.exchange().start(now);
            }
        }
        flush(now);
    }

    // ---- questions

    public MemberRecord self() {
        return local.record();
    }

    /** What this member knows of all members and their services, now. */
    public PeerQuestions questions() {
        return questions;
    }

    public ProtocolStats stats() {
        return figures.stats();
    }
}
