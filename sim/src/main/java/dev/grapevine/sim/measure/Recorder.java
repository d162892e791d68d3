package dev.grapevine.sim.measure;

import dev.grapevine.core.env.Event;
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
 * Measures a run while it goes on. It watches the world, is told what is done to members (it cannot see whether a process that
 * went was killed or had left), and is called at every {@link #interval} to look at the cluster as a whole. What it keeps
 * does not grow with the number of things that happen.
 *
 * <p>Not thread-safe; one for each run.
 */
public final class Recorder implements Observer {

    private final ClusterState scene;
    private final TimelineBuilder timeline = new TimelineBuilder();
    private final BeliefMatrix opinions = new BeliefMatrix();
    private final FaultTracker faults = new FaultTracker();
    private final VerdictTracker verdicts;
    private final NewsStatistics news = new NewsStatistics();
    private final NewsTracker newsWatch;
    private final LoadMeter load = new LoadMeter();
    private final Sampler lookout;
    private final List<PassedCheck> checks = new ArrayList<>();
    private List<MemberRecord> settlement = List.of();
    /** Indices of the members that settled. */
    private int[] settled = {};

    /**
     * Watches from now on.
     *
     * @param duration how long the run will be, at most
     * @param grace how long after it was slowed down a member still counts as slow: the longest window of a suspicion
     */
    public Recorder(World world, long duration, long grace) {
        this.scene = new ClusterState(world, grace);
        this.verdicts = new VerdictTracker(scene, faults, opinions);
        this.newsWatch = new NewsTracker(scene, news);
        this.lookout = new Sampler(duration);
    }

    // ---- what is done

    /** An operation was performed, in the text that says so. */
    public void performed(String operation) {
        timeline.add(scene.now(), operation);
    }

    /** A process was started. */
    public void started(Process process) {
        TrackedMember subject = scene.subject(process.host());
        subject.process = process;
        subject.startedAt = scene.now();
        subject.leaving = false;
        subject.hung = false;
        answers(subject, true);
    }

    /**
     * A process begins with these records in its view, of which it will not tell.
     *
     * @param records of members that are alive; the same list for all that settle together
     */
    public void settled(Process process, List<MemberRecord> records) {
        if (records != settlement) {
            scene.meetAll();
            records.forEach(record -> scene.subject(record.name()).knownSince(record.generation()));
            settled = records.stream()
                    .mapToInt(record -> scene.subject(record.name()).index)
                    .toArray();
            settlement = records;
        }
        int observer = scene.subject(process.host()).index;
        for (int about : settled) {
            opinions.set(observer, about, Status.ALIVE);
        }
    }

    /** Its process will be killed, or its machine vanish, or its process stand still for good; to be told before. */
    public void stops(Host host, Fault.Kind kind) {
        TrackedMember subject = scene.subject(host);
        MemberRecord own = subject.own;
        if (own != null && subject.staying() && !subject.hung) {
            SpreadTracker hearing = scene.hearing(subject, scene.now());
            // Who has not met it yet, or dropped all it knew, has nothing to notice.
            for (TrackedMember other : scene.subjects) {
                if (!opinions.live(other.index, subject.index)) {
                    hearing.spares(other);
                }
            }
            faults.begin(new OpenFault(scene.now(), subject, own.generation(), kind, hearing));
        }
        answers(subject, false);
        subject.hung = kind == Fault.Kind.HANG;
    }

    /** It is told to leave. */
    public void leaves(Host host) {
        TrackedMember subject = scene.subject(host);
        answers(subject, false);
        subject.leaving = true;
    }

    /** Its process stands still for a while. */
    public void pauses(Host host) {
        TrackedMember subject = scene.subject(host);
        answers(subject, false);
        subject.burden(Impairment.PAUSE, true, scene.now());
    }

    /** A process that hung or paused runs on. */
    public void resumes(Host host) {
        TrackedMember subject = scene.subject(host);
        if (subject.hung) {
            subject.hung = false;
            subject.fault = null;
            subject.burden(Impairment.PAUSE, true, scene.now());
        }
        if (subject.bears(Impairment.PAUSE)) {
            subject.burden(Impairment.PAUSE, false, scene.now());
            answers(subject, subject.staying());
        }
    }

    /** Something slows a member down from now on, or no longer. */
    public void burdened(Host host, Impairment burden, boolean begins) {
        scene.subject(host).burden(burden, begins, scene.now());
    }

    /** All links are as they were. */
    public void healed() {
        scene.parted = false;
        scene.subjects.forEach(subject -> subject.burden(Impairment.LINKS, false, scene.now()));
    }

    /** The cluster is partitioned from now until it is healed. */
    public void partitioned() {
        scene.parted = true;
    }

    /** A check that began then was passed now. */
    public void passed(long began) {
        checks.add(new PassedCheck(began, scene.now() - began));
    }

    private void answers(TrackedMember subject, boolean yes) {
        boolean did = subject.answeringSince >= 0;
        if (yes && !did) {
            scene.answering++;
            subject.answeringSince = scene.now();
        } else if (!yes && did) {
            faults.stops(subject);
            for (TrackedMember other : scene.subjects) {
                other.news.forEach(told -> told.hearing.stops(subject));
            }
            scene.answering--;
            subject.answeringSince = -1;
        }
    }

    // ---- what happens

    @Override
    public void sent(Process process, Address to, List<Message> messages, int bytes) {
        load.datagram(scene.subject(process.host()), messages.get(0), bytes);
        newsWatch.sent(messages);
    }

    @Override
    public void wrote(Process process, List<Message> messages, int bytes, boolean opening) {
        load.frame(scene.subject(process.host()), messages.get(0), bytes, opening);
    }

    @Override
    public void stepping(Process process, @Nullable Host from) {
        scene.sender = from == null ? null : scene.subject(from);
    }

    @Override
    public void stepped(Process process) {
        TrackedMember subject = scene.subject(process.host());
        MemberRecord self = PeerProgram.peerOf(process).self();
        if (self != subject.own) {
            subject.own = self;
            subject.ownSince = scene.now();
        }
    }

    @Override
    public void emitted(Process process, Event event) {
        TrackedMember observer = scene.subject(process.host());
        if (event instanceof Event.Membership membership && observer.staying()) {
            TrackedMember about = scene.subject(membership.member().name());
            if (observer != about) {
                verdicts.take(observer, about, membership);
            }
        }
        newsWatch.emitted(observer, event);
    }

    @Override
    public void ended(Process process) {
        TrackedMember subject = scene.subject(process.host());
        answers(subject, false);
        subject.process = null;
        subject.nanosUp += scene.now() - subject.startedAt;
        opinions.drop(subject.index);
    }

    // ---- the cluster as a whole

    /** Nanoseconds after which {@link #sample} is to be called, again and again from the beginning on. */
    public long interval() {
        return lookout.interval();
    }

    /** Looks at all members. */
    public void sample() {
        scene.meetAll();
        load.look(interval() / 1e9, lookout.look(scene, opinions));
    }

    /** What was measured until now; the recorder is of no use afterwards. */
    public Figures figures() {
        for (TrackedMember subject : scene.subjects) {
            subject.nanosUp += subject.process == null ? 0 : scene.now() - subject.startedAt;
        }
        news.close(scene.subjects);
        return new Figures(
                scene.now(),
                scene.subjects.size(),
                timeline.marks(),
                faults.faults(),
                faults.detections(),
                verdicts.accuracy(),
                news.spreads(),
                news.dissemination(),
                load.load(scene.subjects, interval()),
                lookout.agreement(),
                lookout.states(scene.subjects),
                checks,
                new TreeMap<>());
    }
}
