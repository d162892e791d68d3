package dev.grapevine.sim.measure;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import dev.grapevine.sim.figures.Fault;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.figures.PassedCheck;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Observer;
import dev.grapevine.sim.world.Process;
import dev.grapevine.sim.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Measures a run while it goes on. It observes the world, is told what operations do to members (the world does not show
 * whether a process was killed or left), and takes a sample of the whole cluster at every {@link #interval}. Its memory does
 * not grow with the number of things that happen.
 *
 * <p>Not thread-safe; one for each run.
 */
public final class Recorder implements Observer {

    private final ClusterState cluster;
    private final TimelineBuilder timeline = new TimelineBuilder();
    private final BeliefMatrix beliefs = new BeliefMatrix();
    private final FaultTracker faults = new FaultTracker();
    private final VerdictTracker verdicts;
    private final NewsStatistics news = new NewsStatistics();
    private final NewsTracker newsTracker;
    private final LoadMeter load = new LoadMeter();
    private final Sampler sampler;
    private final List<PassedCheck> checks = new ArrayList<>();
    private List<MemberRecord> settledRecords = List.of();
    /** The indices of their members. */
    private int[] settledIndices = {};

    /**
     * A recorder, which is also to be registered as an observer of the world.
     *
     * @param duration how long the run will be, at most
     * @param grace how long a member still counts as slow after it was slowed down: the longest window of a suspicion
     */
    public Recorder(World world, long duration, long grace) {
        this.cluster = new ClusterState(world, grace);
        this.verdicts = new VerdictTracker(cluster, faults, beliefs);
        this.newsTracker = new NewsTracker(cluster, news);
        this.sampler = new Sampler(duration);
    }

    // ---- what operations do

    /** An operation was performed, which prints as this text. */
    public void performed(String operation) {
        timeline.add(cluster.now(), operation);
    }

    /** A process was started. */
    public void started(Process process) {
        TrackedMember member = cluster.member(process.host());
        member.process = process;
        member.startedAt = cluster.now();
        member.leaving = false;
        member.hung = false;
        setAnswering(member, true);
    }

    /**
     * A process starts with these records in its view, for which it emits no events.
     *
     * @param records of members that are alive; the same list for all that start settled
     */
    public void settled(Process process, List<MemberRecord> records) {
        if (records != settledRecords) {
            cluster.trackAll();
            records.forEach(record -> cluster.member(record.name()).markKnown(record.generation()));
            settledIndices = records.stream()
                    .mapToInt(record -> cluster.member(record.name()).index)
                    .toArray();
            settledRecords = records;
        }
        int observer = cluster.member(process.host()).index;
        for (int about : settledIndices) {
            beliefs.set(observer, about, Status.ALIVE);
        }
    }

    /** To be called before a process is killed or hangs, or its host is lost. */
    public void stops(Host host, Fault.Kind kind) {
        TrackedMember member = cluster.member(host);
        MemberRecord own = member.own;
        if (own != null && member.staying() && !member.hung) {
            SpreadTracker spread = cluster.trackSpread(member, cluster.now());
            // a member that has not met it yet, or dropped its view, has nothing to detect
            for (TrackedMember other : cluster.members) {
                if (!beliefs.live(other.index, member.index)) {
                    spread.excuse(other);
                }
            }
            faults.begin(new OpenFault(cluster.now(), member, own.generation(), kind, spread));
        }
        setAnswering(member, false);
        member.hung = kind == Fault.Kind.HANG;
    }

    /** A member is told to leave. */
    public void leaves(Host host) {
        TrackedMember member = cluster.member(host);
        setAnswering(member, false);
        member.leaving = true;
    }

    /** A process is stopped for a while. */
    public void pauses(Host host) {
        TrackedMember member = cluster.member(host);
        setAnswering(member, false);
        member.impair(Impairment.PAUSE, true, cluster.now());
    }

    /** A process that hung or paused runs on. */
    public void resumes(Host host) {
        TrackedMember member = cluster.member(host);
        if (member.hung) {
            member.hung = false;
            member.fault = null;
            member.impair(Impairment.PAUSE, true, cluster.now());
        }
        if (member.has(Impairment.PAUSE)) {
            member.impair(Impairment.PAUSE, false, cluster.now());
            setAnswering(member, member.staying());
        }
    }

    /** Something begins to slow a member down, or ends. */
    public void impaired(Host host, Impairment impairment, boolean begins) {
        cluster.member(host).impair(impairment, begins, cluster.now());
    }

    /** Every partition and every change to the links ends. */
    public void healed() {
        cluster.partitioned = false;
        cluster.members.forEach(member -> member.impair(Impairment.LINKS, false, cluster.now()));
    }

    /** The cluster is partitioned from now until it is healed. */
    public void partitioned() {
        cluster.partitioned = true;
    }

    /** A check that began at that time passed now. */
    public void passed(long began) {
        checks.add(new PassedCheck(began, cluster.now() - began));
    }

    private void setAnswering(TrackedMember member, boolean answers) {
        boolean did = member.answeringSince >= 0;
        if (answers && !did) {
            cluster.answering++;
            member.answeringSince = cluster.now();
        } else if (!answers && did) {
            faults.stops(member);
            for (TrackedMember other : cluster.members) {
                other.news.forEach(told -> told.spread.stops(member));
            }
            cluster.answering--;
            member.answeringSince = -1;
        }
    }

    // ---- what happens in the world

    @Override
    public void sent(Process process, Address to, List<Message> messages, int bytes) {
        load.datagram(cluster.member(process.host()), first(messages), bytes);
        newsTracker.sent(messages);
    }

    @Override
    public void wrote(Process process, List<Message> messages, int bytes, boolean opening) {
        load.frame(cluster.member(process.host()), first(messages), bytes, opening);
    }

    private static @Nullable Message first(List<Message> messages) {
        return messages.isEmpty() ? null : messages.get(0);
    }

    @Override
    public void stepping(Process process, @Nullable Host from) {
        cluster.sender = from == null ? null : cluster.member(from);
    }

    @Override
    public void stepped(Process process) {
        TrackedMember member = cluster.member(process.host());
        MemberRecord self = PeerProgram.peerOf(process).self();
        if (self != member.own) {
            member.own = self;
            member.ownSince = cluster.now();
        }
    }

    @Override
    public void emitted(Process process, PeerEvent event) {
        TrackedMember observer = cluster.member(process.host());
        if (event instanceof PeerEvent.Membership membership && observer.staying()) {
            TrackedMember about = cluster.find(membership.member().name());
            if (about != null && observer != about) {
                verdicts.changed(observer, about, membership);
            }
        }
        newsTracker.emitted(observer, event);
    }

    @Override
    public void ended(Process process) {
        TrackedMember member = cluster.member(process.host());
        setAnswering(member, false);
        member.process = null;
        member.nanosUp += cluster.now() - member.startedAt;
        beliefs.drop(member.index);
    }

    // ---- the cluster as a whole

    /** The nanoseconds of virtual time from one call of {@link #sample} to the next. */
    public long interval() {
        return sampler.interval();
    }

    /** Takes a sample of all members. */
    public void sample() {
        cluster.trackAll();
        load.sample(interval() / 1e9, sampler.sample(cluster, beliefs));
    }

    /** What was measured until now. The recorder cannot be used afterwards. */
    public Figures figures() {
        for (TrackedMember member : cluster.members) {
            member.nanosUp += member.process == null ? 0 : cluster.now() - member.startedAt;
        }
        news.close(cluster.members);
        return new Figures(
                cluster.now(),
                cluster.members.size(),
                timeline.entries(),
                faults.faults(),
                faults.detections(),
                verdicts.accuracy(),
                news.spreads(),
                news.dissemination(),
                load.load(cluster.members, interval()),
                sampler.agreement(),
                sampler.states(cluster.members),
                checks,
                new TreeMap<>());
    }
}
