package dev.grapevine.core;

import dev.grapevine.core.bootstrap.Bootstrap;
import dev.grapevine.core.bootstrap.Contacts;
import dev.grapevine.core.bootstrap.Discovery;
import dev.grapevine.core.bootstrap.Joins;
import dev.grapevine.core.bootstrap.Leave;
import dev.grapevine.core.bootstrap.NameGuard;
import dev.grapevine.core.bootstrap.NameQuestions;
import dev.grapevine.core.bootstrap.Readiness;
import dev.grapevine.core.bootstrap.Reconnector;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Handshake;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.env.Port;
import dev.grapevine.core.env.RareNotice;
import dev.grapevine.core.env.StreamServer;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.failure.AccusationNotices;
import dev.grapevine.core.failure.DegradedMembers;
import dev.grapevine.core.failure.DetectionQuality;
import dev.grapevine.core.failure.FailureDetector;
import dev.grapevine.core.failure.FlapDamping;
import dev.grapevine.core.failure.ProbeTargets;
import dev.grapevine.core.failure.Prober;
import dev.grapevine.core.failure.Reachability;
import dev.grapevine.core.failure.ReachabilityCheck;
import dev.grapevine.core.failure.RefusalConsensus;
import dev.grapevine.core.failure.StallGuard;
import dev.grapevine.core.failure.Suspicions;
import dev.grapevine.core.failure.Tethers;
import dev.grapevine.core.failure.TriggeredProbes;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.EventEmitter;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.ProbePeriodCheck;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.ping.PingStreams;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Relays;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.rumor.RumorPackets;
import dev.grapevine.core.rumor.RumorPolicy;
import dev.grapevine.core.rumor.Rumors;
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
import dev.grapevine.core.wire.MessageCounter;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ProtocolStats;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import dev.grapevine.model.SyncOutcome;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One member's whole protocol, without a socket, a thread or a clock. Inputs are calls that carry the time at which they came; effects go out
 * through a {@link Port}. Single-threaded.
 *
 * <h2>The way of a datagram</h2>
 *
 * {@link #receive} passes each message to the handler of its kind, in one switch. What a message says of a member is merged into the
 * {@link View} by {@link Membership}, which then tells the listeners of changes, in the order that {@link #listeners} fixes. They raise events,
 * suspicions and rumors; what is to be sent leaves through the {@link Outbox}, at the latest when {@link #flush} ends the input.
 */
public final class Peer {

    private final Port port;
    private final Timers timers;
    private final Plausibility plausibility;
    private final RareNotice implausible;
    private final View view;
    private final LocalMember local;
    private final Membership membership;
    private final Handshake handshake;
    private final Channels channels;
    private final Outbox outbox;
    private final Rumors rumors;
    private final PeerSelector selector;
    private final StateReceiver stateReceiver;
    private final StateResponder stateResponder;
    private final StatePublisher publisher;
    private final Agreement agreement;
    private final Heal heal;
    private final SyncRequester syncRequester;
    private final SyncResponder syncResponder;
    private final SyncScheduler syncScheduler;
    private final Pings pings;
    private final Relays relays;
    private final PingStreams pingStreams;
    private final StallGuard stalls;
    private final FlapDamping flaps;
    private final Tethers tethers;
    private final Reachability reachability;
    private final RefusalConsensus consensus;
    private final DegradedMembers degraded;
    private final Prober prober;
    private final TriggeredProbes triggeredProbes;
    private final Suspicions suspicions;
    private final FailureDetector detector;
    private final Contacts contacts;
    private final Joins joins;
    private final Discovery discovery;
    private final Bootstrap bootstrap;
    private final Reconnector reconnector;
    private final Readiness readiness;
    private final NameQuestions names;
    private final NameGuard nameGuard;
    private final Expiry expiry;
    private final Leave leave;
    private final StreamAcceptor acceptor;
    private final DetectionQuality quality = new DetectionQuality();
    private final PeerQuestions questions;
    private final MessageCounter received = new MessageCounter();
    private long outsideStream;
    private long afterFirst;
    private long afterStop;
    private long fromSelf;
    private boolean rebuttalDue;
    private boolean stopped;

    public Peer(PeerConfig config, RandomGenerator random, Port port, long now) {
        this(config, PeerStrategies.STANDARD, random, port, now);
    }

    /** For tests and simulations. */
    public Peer(PeerConfig config, PeerStrategies strategies, RandomGenerator random, Port port, long now) {
        Settings settings = config.settings();
        this.port = port;
        timers = new Timers(port::earlier);
        plausibility = new Plausibility(config.generation(), now);
        implausible = new RareNotice(port);

        view = new View(settings.count(ProtocolSetting.RINGS), strategies.order());
        local = new LocalMember(view, config.firstRecord(), strategies.refutation(), port::keepGeneration, now);
        Tombstones tombstones = new Tombstones(
                view,
                settings.get(ProtocolSetting.TOMBSTONE_TIME),
                settings.count(ProtocolSetting.TOMBSTONE_LIMIT),
                now);
        outbox = new Outbox(port, view, settings.count(ProtocolSetting.PACKET_SIZE) - Seal.MAX_OVERHEAD);
        membership =
                new Membership(view, local, tombstones, settings.count(ProtocolSetting.MEMBER_LIMIT), this::rebutLater);

        handshake = new Handshake(config.cluster(), local::record, plausibility::lastClock);
        channels = new Channels(port, handshake);
        selector = new PeerSelector(settings, view, local.entry(), random);

        ServiceIndex services = new ServiceIndex(port);
        StateStore states = new StateStore(membership, services, settings.count(ProtocolSetting.STATE_PUSH));
        RumorPackets packets = new RumorPackets(settings, local.entry(), states, outbox);
        rumors = strategies.rumors().create(settings, packets, selector, timers, random);
        PiggybackSender sender = new PiggybackSender(settings, outbox, rumors);
        stateReceiver = new StateReceiver(membership, states, rumors, channels, timers, random);
        stateResponder = new StateResponder(states, channels, timers);
        publisher = new StatePublisher(settings, states, membership, rumors, timers, now);
        states.follow(publisher::metForeignVersion);

        agreement = new Agreement(view);
        heal = new Heal(settings, membership, outbox, timers, port);
        SyncFacts facts = new SyncFacts(settings, membership, states, stateReceiver, heal);
        syncRequester = new SyncRequester(settings, facts, channels, outbox, timers, random);
        syncResponder = new SyncResponder(settings, facts, channels, outbox, selector, timers);
        syncScheduler = new SyncScheduler(settings, view, syncRequester, selector, timers, random);

        pings = new Pings(settings, membership, channels, sender, timers, random);
        outbox.follow(pings::poll);
        pings.follow(List.of(agreement, syncScheduler, new AccusationNotices(pings, sender)));
        relays = new Relays(view, pings, sender, timers);
        EvidenceHistory evidence = new EvidenceHistory(local.name());

        // Failure detection: tethers, the verdict by silence, the quick verdict, and the probes.
        stalls = new StallGuard(settings.get(ProtocolSetting.STALL));
        flaps = new FlapDamping(settings);
        tethers = new Tethers(settings, membership, channels, timers, random, evidence);
        suspicions = new Suspicions(settings, membership, pings.answers(), sender, flaps, timers);
        suspicions.onPartition((seen, lost) -> port.emit(new PeerEvent.Partitioned(seen, lost)));
        suspicions.follow(evidence);
        ReachabilityCheck check = new ReachabilityCheck(channels, pings, outbox, timers);
        reachability = new Reachability(settings, membership, check, sender, selector, tethers);
        consensus = new RefusalConsensus(settings, membership, reachability, suspicions, timers, evidence);
        prober = new Prober(
                settings,
                membership,
                pings,
                new ProbeTargets(settings, view, local.entry(), selector, random),
                timers,
                evidence);
        degraded = new DegradedMembers(port, evidence, prober);
        triggeredProbes = new TriggeredProbes(settings, membership, prober, consensus, timers, tethers);
        detector = new FailureDetector(stalls, prober, suspicions, consensus, tethers, sender);
        tethers.follow(detector);
        prober.follow(List.of(degraded, detector));

        contacts = new Contacts(membership, config.seeds(), config.remembered(), port);
        joins = new Joins(settings, syncRequester, contacts, timers, random, this::joined);
        discovery = new Discovery(settings, membership, outbox, timers, random, joins::join);
        bootstrap = new Bootstrap(contacts, joins, discovery, config.discover(), timers, port);
        reconnector = new Reconnector(settings, contacts, joins, pings, timers, random);
        readiness = new Readiness(settings, config.expect(), view, contacts, port, timers);
        names = new NameQuestions(membership, outbox, selector, random);
        nameGuard = new NameGuard(settings, membership, names, timers, port, new NameDecision());
        expiry = new Expiry(membership, contacts, timers, settings.get(ProtocolSetting.TOMBSTONE_TIME), now);
        leave = new Leave(settings, membership, rumors, pings, timers, new LeaveEffects());
        pingStreams = new PingStreams(channels, pings, timers);
        acceptor = new StreamAcceptor(channels, handshake, this::serverOf, timers, port);
        questions = new PeerQuestions(membership, states, services, evidence, flaps);

        RumorPolicy rumorPolicy = new RumorPolicy(rumors, local, flaps::unstable);
        membership.follow(listeners(states, evidence, rumorPolicy));
        if (strategies.initialView().fill(view, now)) {
            readiness.synced();
            nameGuard.announced();
            syncScheduler.settled();
        }
    }

    /** The listeners of changes, in the order in which they are told, with the reason of each place. */
    private List<ViewListener> listeners(StateStore states, EvidenceHistory evidence, RumorPolicy rumorPolicy) {
        return List.of(
                // Notes who came back from the dead, before anybody acts on it.
                heal,
                // The program hears of the change before it hears of services that come and go with it.
                new EventEmitter(port),
                quality,
                states,
                // Rumors carry state that the store has by now.
                rumorPolicy,
                stateReceiver,
                evidence,
                new ProbePeriodCheck(local.entry(), port),
                contacts,
                nameGuard,
                // Listeners that give verdicts of their own come last: all others have heard of a change before the
                // next.
                flaps,
                degraded,
                prober,
                tethers,
                triggeredProbes,
                suspicions);
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
    }

    /** A join went through. */
    private void joined(long now) {
        readiness.synced();
        if (!nameGuard.asking()) {
            announce(now);
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
        flush(now);
    }

    private final class NameDecision implements NameGuard.Decision {
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

    /** Everything in one datagram. */
    public void receive(List<Message> heard, Address from, long now) {
        if (stopped) {
            afterStop++;
            return;
        }
        if (view.isOwn(from)) {
            ownEcho(heard);
            return;
        }
        expiry.heard(now);
        List<Message> messages = believed(heard, from, now);
        if (!messages.isEmpty()) {
            received.add(messages);
            MemberEntry sender = view.at(from);
            ChangeSource source =
                    new ChangeSource(ChangeSource.Kind.RUMOR, from, sender == null ? null : sender.name());
            outbox.handling(heard, from);
            boolean spoken = false;
            for (Message message : messages) {
                if (isNews(message.kind())) {
                    handle(message, messages, sender, source, from, now);
                } else if (!spoken) {
                    spoken = true;
                    handle(message, messages, sender, source, from, now);
                } else {
                    afterFirst++;
                }
            }
            rebut(from, now);
            outbox.handled();
        }
        flush(now);
    }

    /** Keeps numbers that no member has from all handlers. */
    private List<Message> believed(List<Message> heard, @Nullable Address from, long now) {
        List<Message> believed = plausibility.believed(heard, now);
        if (believed != heard) {
            implausible.report(
                    from,
                    times -> "refused numbers that no member has in " + times + " packets since the last such notice: "
                            + "a generation more than a day ahead of every clock known here, or an incarnation, version "
                            + "or age out of bounds; compare the clocks, or look for who sends them",
                    now);
        }
        return believed;
    }

    /** A datagram from an address of this process: its own broadcast, or one with a forged sender. */
    private void ownEcho(List<Message> messages) {
        for (Message message : messages) {
            if (!(message instanceof Message.Discover call
                    && local.is(call.self().name()))) {
                fromSelf++;
            }
        }
    }

    /**
     * Whether any number of messages of this kind may be in a datagram. Of all others it has one: what the datagram is sent
     * for. So one datagram provokes no more than one answer, and is one attempt to guess a number.
     */
    private static boolean isNews(MessageKind kind) {
        return switch (kind) {
            case ALIVE, VERDICT, STATE_DELTA, STATE_VERSION, PADDING -> true;
            default -> false;
        };
    }

    private void rebutLater(Address accuser, long now) {
        rebuttalDue = true;
    }

    /** Tells a member that accused this one how this one is; once, however often a datagram says so. */
    private void rebut(Address accuser, long now) {
        if (rebuttalDue) {
            rebuttalDue = false;
            Message own = RecordMessages.of(local.entry(), now);
            if (outbox.answerRoom(accuser) < Codec.size(own) && view.at(accuser) != null) {
                outbox.send(accuser, own, now);
            } else {
                outbox.answer(accuser, List.of(own), now);
            }
        }
    }

    /** The one place where a message of a datagram finds its handler. */
    private void handle(
            Message message,
            List<Message> datagram,
            @Nullable MemberEntry sender,
            ChangeSource source,
            Address from,
            long now) {
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

            case ALIVE -> membership.heard(((Message.Alive) message).record(), source, now);
            case VERDICT -> {
                Message.Verdict verdict = (Message.Verdict) message;
                if (!heal.waits(verdict, sender, now)) {
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
            case STATE_REQUEST, HELLO, REFUSED, BUSY, LOOSE, LEAVING, KEEP_ALIVE, TETHER_PROOF -> outsideStream++;
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

    /** The one place where a stream finds its server. */
    private StreamServer serverOf(Message.Purpose purpose) {
        return switch (purpose) {
            case JOIN, SYNC -> syncResponder;
            case STATE -> stateResponder;
            case PROBE -> pingStreams;
            case TETHER -> tethers::accepted;
        };
    }

    /** A stream that this peer opened is open. */
    public void channelOpened(long channel, long now) {
        channels.opened(channel, now);
        flush(now);
    }

    /** Messages came in by a channel, in the order in which they were written. */
    public void channelReceived(long channel, List<Message> messages, long now) {
        meetClock(messages, now);
        channels.received(channel, believed(messages, null, now), now);
        flush(now);
    }

    /** While this member knows nobody, it takes over the clock of the member that it joins, or that joins it. */
    private void meetClock(List<Message> messages, long now) {
        if (view.live() == 1
                && !messages.isEmpty()
                && messages.get(0) instanceof Message.Hello hello
                && hello.purpose() == Message.Purpose.JOIN
                && handshake.objectionTo(hello).isEmpty()) {
            plausibility.met(hello.clockMillis(), now);
        }
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
            rumors.flush(now);
            syncScheduler.observe(now);
            agreement.observe(now);
        }
    }

    // ---- commands

    /** Contacts these seeds now, and keeps them. */
    public void join(List<String> seeds, long now) {
        seeds.forEach(contacts::addSeed);
        flush(now);
    }

    /** Leaves; ends with {@link PeerEvent.Stopped}. */
    public void leave(long now) {
        if (nameGuard.silent()) {
            stop(); // the name may be another process's, whose leave this would look like
        } else {
            leave.leave(now);
            flush(now);
        }
    }

    /**
     * Others reach this member elsewhere from now on; without a change nothing happens.
     *
     * @param addresses best first
     * @throws IllegalArgumentException if they are none, or more than {@link MemberRecord#MAX_ADDRESSES}
     */
    public void readdress(List<Address> addresses, long now) {
        if (stopped) {
            return;
        }
        if (addresses.isEmpty() || addresses.size() > MemberRecord.MAX_ADDRESSES) {
            throw new IllegalArgumentException(
                    "a member has 1 to " + MemberRecord.MAX_ADDRESSES + " addresses, not " + addresses.size());
        }
        if (!addresses.equals(local.record().addresses())) {
            membership.readdress(addresses, now);
            contacts.readdressed();
        }
        flush(now);
    }

    /**
     * Has a dead or left member forgotten, here and by all others: it is shown nowhere any more. A newer generation of it, or its own refutation, joins
     * like any member.
     *
     * @return false if it is unknown, or forgotten already
     * @throws IllegalArgumentException if it is this member itself, or live
     */
    public boolean forget(String name, long now) {
        if (local.is(name)) {
            throw new IllegalArgumentException(name + " is this member itself; let it leave instead");
        }
        MemberEntry entry = view.get(name);
        if (entry == null || entry.forgotten()) {
            return false;
        }
        if (entry.live()) {
            throw new IllegalArgumentException(
                    name + " is " + entry.status() + "; only a dead or left member can be forgotten, so stop it first");
        }
        membership.markForgotten(entry, now);
        flush(now);
        return true;
    }

    /**
     * Publishes a service instance, or replaces the one of the same service and id.
     *
     * @throws IllegalArgumentException if it breaks a rule for names, ports and the like
     * @throws LimitExceededException if this member would own too much
     */
    public void register(ServiceInstance instance, long now) {
        publisher.register(instance, now);
    }

    /**
     * Withdraws a service instance.
     *
     * @return false if there is none
     */
    public boolean deregister(String service, String id, long now) {
        return publisher.deregister(service, id, now);
    }

    /** Replaces this member's tags. */
    public void setTags(Set<String> tags, long now) {
        publisher.setTags(tags, now);
    }

    /** Replaces this member's metadata. */
    public void setMetadata(Map<String, String> metadata, long now) {
        publisher.setMetadata(metadata, now);
    }

    /** Pings that many random members, so that agreement is known soon. */
    public void pollAgreement(int sample, long now) {
        for (MemberEntry entry : selector.random(sample, candidate -> true)) {
            Address address = entry.address();
            if (address != null) {
                pings.poll(entry, address, now);
            }
        }
    }

    // ---- questions

    public MemberRecord self() {
        return local.record();
    }

    /** What this member knows of all members and their services, now. */
    public PeerQuestions questions() {
        return questions;
    }

    private Map<SyncOutcome, Long> syncCounts() {
        Map<SyncOutcome, Long> counts = new EnumMap<>(SyncOutcome.class);
        counts.putAll(syncRequester.counts());
        syncResponder.counts().forEach((outcome, count) -> counts.merge(outcome, count, Long::sum));
        return counts;
    }

    private Map<DropReason, Long> dropped() {
        return Map.of(
                DropReason.LIMIT,
                membership.refusedMembers()
                        + outbox.overBudget()
                        + pings.refused()
                        + relays.refused()
                        + discovery.refused()
                        + joins.refused()
                        + reachability.refused()
                        + consensus.refused()
                        + stateReceiver.tooMuch()
                        + stateReceiver.keptInput().refused(),
                DropReason.UNEXPECTED,
                unexpected(),
                DropReason.IMPLAUSIBLE,
                plausibility.refused(),
                DropReason.STOPPED,
                afterStop);
    }

    private long unexpected() {
        return outsideStream
                + fromSelf
                + afterFirst
                + relays.strangers()
                + discovery.unexpected()
                + reachability.strangers()
                + pings.unexpected()
                + names.unexpected()
                + consensus.unexpected()
                + syncRequester.unexpected()
                + syncResponder.unexpected()
                + stateReceiver.unexpected()
                + stateResponder.unexpected();
    }

    public ProtocolStats stats() {
        return new ProtocolStats(
                view.count(Status.ALIVE),
                view.count(Status.SUSPECT),
                view.count(Status.DEAD) - view.forgotten(Status.DEAD),
                view.count(Status.LEFT) - view.forgotten(Status.LEFT),
                view.hash(),
                agreement.agreeing(),
                agreement.compared(),
                prober.healthScore(),
                rumors.pending(),
                questions.registry().size(),
                prober.sent(),
                prober.acked(),
                prober.failed(),
                suspicions.raised(),
                membership.refutations(),
                quality.falseDeaths().count(),
                syncCounts(),
                outbox.sent(),
                received.byKind(),
                dropped(),
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
