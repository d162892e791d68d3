package dev.grapevine.sim.invariant;

import dev.grapevine.core.Peer;
import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Seal;
import dev.grapevine.model.Address;
import dev.grapevine.model.DropReason;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ProtocolStats;
import dev.grapevine.model.Status;
import dev.grapevine.sim.attack.Intruder;
import dev.grapevine.sim.member.Members;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.member.SealedWire;
import dev.grapevine.sim.member.Sealings;
import dev.grapevine.sim.member.SimulatedMember;
import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Packet;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Checks the guarantees that hold at every step, whatever the faults. What each member believes is followed through its events,
 * at O(1) for each change, and compared with its whole view from time to time. The order of records is written a second time
 * here, on purpose: a peer whose order is broken must not be measured by that order.
 */
public final class Invariants implements Observer {

    /** How many records one sweep compares, so that it costs the same in a cluster of any size. */
    private static final int RECORDS_IN_A_SWEEP = 2_500;

    /** PROTOCOL.md, section 3. */
    private static final int MAX_RECORD_BYTES = 300;

    private final long seed;
    private final Scenario scenario;
    private final World world;
    private final Members members;
    private final OwnershipCheck ownership = new OwnershipCheck();
    private final ReportedViews reported;
    private final long[] checks = new long[Invariant.values().length];
    private final TrafficCheck traffic = new TrafficCheck();
    private final SealCheck seals = new SealCheck();
    private final long longestPacket;
    /** Whether strangers forged facts, so that members may hold what no owner wrote. */
    private boolean forged;
    /** What a member had refused before it handled the input that only answers; -1 while it handles none. */
    private long refusedBefore = -1;

    private int swept;

    /** @param sealOverhead what sealing adds to a packet in this world, in bytes */
    public Invariants(long seed, Scenario scenario, World world, Members members, int sealOverhead) {
        this.seed = seed;
        this.scenario = scenario;
        this.world = world;
        this.members = members;
        this.reported = new ReportedViews();
        this.longestPacket = scenario.settings().get(ProtocolSetting.PACKET_SIZE) - (Seal.MAX_OVERHEAD - sealOverhead);
    }

    public InvariantViolation violation(Invariant invariant, String detail) {
        return violation(invariant, detail, null);
    }

    public InvariantViolation violation(Invariant invariant, String detail, @Nullable Throwable cause) {
        return new InvariantViolation(invariant, detail, seed, world.now(), scenario, cause);
    }

    /** Counts that a guarantee was checked. */
    public void count(Invariant invariant) {
        checks[invariant.ordinal()]++;
    }

    /** How often each guarantee was checked, by name. */
    public Map<String, Long> checkCounts() {
        Map<String, Long> byName = new TreeMap<>();
        for (Invariant invariant : Invariant.values()) {
            if (invariant != Invariant.SEALED && invariant != Invariant.KEYS || scenario.sealed()) {
                byName.put(invariant.name(), checks[invariant.ordinal()]);
            }
        }
        return byName;
    }

    // ---- every step

    @Override
    public void sent(Process process, Address to, List<Message> messages, int bytes) {
        count(Invariant.BOUNDS);
        if (bytes > longestPacket) {
            throw violation(
                    Invariant.BOUNDS,
                    process.host() + " sent a packet of " + bytes + " bytes, more than " + longestPacket + ": "
                            + messages);
        }
        count(Invariant.TRAFFIC);
        TrafficCheck.Excess excess =
                traffic.sent(process, to, bytes, members.all().size() + (forged ? Attack.FAKE_NAMES : 0));
        if (excess != null) {
            throw violation(excess.invariant(), excess.text());
        }
    }

    @Override
    public void intruded(Process process, Address to, List<Message> messages, int bytes) {
        count(Invariant.AMPLIFICATION);
        forged |= !scenario.sealed() && forges(process);
        traffic.intruded(process, bytes, !forges(process));
    }

    private static boolean forges(Process stranger) {
        Attack attack = Intruder.attackOf(stranger);
        return attack != null && attack.kind().forges();
    }

    @Override
    public void stepping(Process process, @Nullable Host sender) {
        Attack attack = sender == null ? null : Intruder.attackOf(sender.process());
        forged |= attack != null && attack.kind().forges() && takesPlain(process);
        refusedBefore = attack != null && attack.kind() == Attack.Kind.ANSWERS ? refused(process) : -1;
    }

    private static boolean takesPlain(Process process) {
        SealedWire wire = Sealings.of(process);
        return wire == null || wire.sealing().mode().takesPlain();
    }

    private static long refused(Process process) {
        SealedWire wire = Sealings.of(process);
        return sum(PeerProgram.peerOf(process).stats().dropped()) + (wire == null ? 0 : sum(wire.dropped()));
    }

    private static long sum(Map<DropReason, Long> dropped) {
        return dropped.values().stream().mapToLong(Long::longValue).sum();
    }

    @Override
    public void arrived(Process process, Packet packet) {
        checkReadable(packet);
    }

    private void checkReadable(Packet packet) {
        Sealings sealings = members.sealings();
        String leak = sealings == null || packet.sender() == null
                ? null
                : KeyCheck.leak(sealings.rings().secrets(), packet);
        if (leak != null) {
            throw violation(Invariant.KEYS, leak);
        }
    }

    @Override
    public void took(Process process, Packet packet) {
        checkReadable(packet);
        if (!takesPlain(process)) {
            count(Invariant.SEALED);
            String wrong = seals.took(process, packet);
            if (wrong != null) {
                throw violation(Invariant.SEALED, wrong);
            }
        }
    }

    @Override
    public void stepped(Process process) {
        count(Invariant.NO_EXCEPTION);
        if (refusedBefore >= 0) {
            count(Invariant.REFUSALS);
            if (refused(process) == refusedBefore) {
                throw violation(Invariant.REFUSALS, process.host() + " took answers that it had not asked for");
            }
            refusedBefore = -1;
        }
        MemberRecord self = PeerProgram.peerOf(process).self();
        if (reported.ownChanged(process, self)) {
            count(Invariant.OWNERSHIP);
            String wrong = ownership.checkOwn(self, process);
            if (wrong != null) {
                throw violation(Invariant.OWNERSHIP, wrong);
            }
            checkTellable(self);
        }
    }

    /** Whatever it heard, a member can tell of itself, and begin its next generation. */
    private void checkTellable(MemberRecord self) {
        count(Invariant.OWN_RECORD);
        boolean tellable;
        try {
            tellable = Codec.size(new Message.Alive(self.withStatus(Status.ALIVE))) <= MAX_RECORD_BYTES;
        } catch (IllegalArgumentException e) {
            tellable = false;
        }
        if (!tellable || self.incarnation() < 0 || self.generation() + 1 == 0) {
            throw violation(Invariant.OWN_RECORD, "cannot tell or outgrow " + AgreementCheck.describe(self));
        }
    }

    @Override
    public void emitted(Process process, PeerEvent event) {
        if (event instanceof PeerEvent.Membership membership) {
            if (event instanceof PeerEvent.Forgotten) {
                reported.forget(process, membership.member().name());
            } else {
                believe(process, membership.member());
            }
            count(Invariant.ACCURACY);
            if (event instanceof PeerEvent.Failed && scenario.bounded() && runs(membership.member())) {
                throw violation(
                        Invariant.ACCURACY,
                        process.host() + " declared " + AgreementCheck.describe(membership.member()) + ", which runs: "
                                + event);
            }
        }
    }

    /** A process starts with these records in its view, for which it emits no events. */
    public void settled(Process process, List<MemberRecord> records) {
        reported.start(process, records);
    }

    @Override
    public void ended(Process process) {
        reported.drop(process);
    }

    private boolean runs(MemberRecord record) {
        SimulatedMember member = members.get(record.name());
        return member.running() && member.peer().self().generation() == record.generation();
    }

    private void believe(Process process, MemberRecord record) {
        count(Invariant.OWNERSHIP);
        count(Invariant.MONOTONY);
        count(Invariant.NO_RESURRECTION);
        String wrong = forged ? null : ownership.checkHeld(record);
        if (wrong != null) {
            throw violation(Invariant.OWNERSHIP, process.host() + " holds " + wrong);
        }
        MemberRecord before = reported.replace(process, record);
        if (before != null && compare(record, before) < 0) {
            boolean raised = before.generation() == record.generation()
                    && !before.status().live()
                    && record.status().live();
            throw violation(
                    raised ? Invariant.NO_RESURRECTION : Invariant.MONOTONY,
                    process.host() + " held " + AgreementCheck.describe(before) + ", now "
                            + AgreementCheck.describe(record));
        }
    }

    /** The order of records: generation, LEFT, incarnation, status. */
    private static int compare(MemberRecord a, MemberRecord b) {
        int order = Long.compareUnsigned(a.generation(), b.generation());
        if (order == 0) {
            order = Boolean.compare(a.status() == Status.LEFT, b.status() == Status.LEFT);
        }
        if (order == 0) {
            order = Long.compare(a.incarnation(), b.incarnation());
        }
        return order != 0
                ? order
                : Integer.compare(a.status().ordinal(), b.status().ordinal());
    }

    // ---- from time to time

    /** Compares the whole views of some running members with what they reported; of all of them in small clusters, else in turns. */
    public void sweep() {
        List<SimulatedMember> all = List.copyOf(members.all());
        int records = 0;
        for (int i = 0; i < all.size() && records < RECORDS_IN_A_SWEEP; i++) {
            swept = (swept + 1) % all.size();
            Process process = all.get(swept).host().process();
            if (process != null) {
                sweep(process, PeerProgram.peerOf(process));
                records += all.size();
            }
        }
    }

    private void sweep(Process process, Peer peer) {
        count(Invariant.KEYS);
        String wrongKey = KeyCheck.sealing(process);
        if (wrongKey != null) {
            throw violation(Invariant.KEYS, wrongKey);
        }
        List<MemberRecord> view = peer.questions().members();
        for (MemberRecord record : view) {
            count(Invariant.EVENTS);
            MemberRecord last = reported.get(process, record.name());
            // the tombstone of a member that was not live here before is not reported
            boolean silent = record.name().equals(peer.self().name())
                    || (!record.status().live()
                            && (last == null || !last.status().live()));
            if (!silent
                    && (last == null || last.generation() != record.generation() || last.status() != record.status())) {
                throw violation(
                        Invariant.EVENTS,
                        process.host() + " holds " + AgreementCheck.describe(record) + " and reported "
                                + (last == null ? "nothing" : AgreementCheck.describe(last)));
            }
            believe(process, record);
        }
        if (reported.count(process) != view.size()) {
            throw violation(
                    Invariant.EVENTS,
                    process.host() + " reported " + reported.names(process) + " and holds " + view.size());
        }
        bounds(process, peer, view.size());
    }

    private void bounds(Process process, Peer peer, int known) {
        count(Invariant.BOUNDS);
        ProtocolStats stats = peer.stats();
        bound(process, "members", stats.alive() + stats.suspect(), ProtocolSetting.MEMBER_LIMIT);
        bound(process, "tombstones", stats.dead() + stats.left(), ProtocolSetting.TOMBSTONE_LIMIT);
        // newer rumors replace older ones: at most one about each member, and one about its state
        if (stats.rumors() > 2 * known) {
            throw violation(
                    Invariant.BOUNDS,
                    process.host() + " holds " + stats.rumors() + " rumors about " + known + " members");
        }
    }

    private void bound(Process process, String what, int count, ProtocolSetting limit) {
        if (count > scenario.settings().get(limit)) {
            throw violation(
                    Invariant.BOUNDS,
                    process.host() + " holds " + count + " " + what + ", more than "
                            + scenario.settings().get(limit));
        }
    }
}
