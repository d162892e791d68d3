package dev.grapevine.bench.soak;

import dev.grapevine.bench.soak.Timeline.Deed;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * What happens to the members that are not steady: they are killed, leave, hang and come back, lose their address to a
 * member of another name, or change addresses with each other. Belongs to one thread.
 */
final class Churn implements Runnable {

    private enum Disturbance {
        KILL_FOR_A_WHILE,
        KILL_AND_RESTART,
        LEAVE,
        HANG_SHORTLY,
        HANG_LONG,
        REUSE_ADDRESS,
        SWAP_ADDRESSES
    }

    private static final long PAUSE_MILLIS = 6_000;

    private final SoakCluster cluster;
    private final Registrations registrations;
    private final Timeline timeline;
    private final Notes notes;
    private final RandomGenerator random;

    /** What comes next: each in turn, in an order that differs. */
    private final List<Disturbance> next = new ArrayList<>();

    private volatile boolean ended;
    private int named = SoakCluster.SIZE;

    Churn(SoakCluster cluster, Registrations registrations, Timeline timeline, Notes notes, RandomGenerator random) {
        this.cluster = cluster;
        this.registrations = registrations;
        this.timeline = timeline;
        this.notes = notes;
        this.random = random;
    }

    /** The deed that has begun is the last. */
    void end() {
        ended = true;
    }

    @Override
    public void run() {
        while (!ended) {
            try {
                disturb(draw(), SoakCluster.STEADY + random.nextInt(SoakCluster.SIZE - SoakCluster.STEADY));
                rest(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Disturbance draw() {
        if (next.isEmpty()) {
            for (Disturbance disturbance : Disturbance.values()) {
                next.add(random.nextInt(next.size() + 1), disturbance);
            }
        }
        return next.remove(next.size() - 1);
    }

    private void disturb(Disturbance disturbance, int place) throws InterruptedException {
        try {
            perform(disturbance, place);
        } catch (IOException | IllegalStateException e) {
            notes.failed("churn", e);
        }
    }

    private void perform(Disturbance disturbance, int place) throws IOException, InterruptedException {
        SoakAgent agent = cluster.at(place);
        if (agent == null || agent.endedByItself() || agent.hangs(timeline.seconds())) {
            return;
        }
        switch (disturbance) {
            case KILL_FOR_A_WHILE -> {
                kill(agent);
                rest(2_000);
                restart(place, agent.name());
            }
            case KILL_AND_RESTART -> {
                kill(agent);
                restart(place, agent.name());
            }
            case LEAVE -> {
                timeline.mark(Deed.LEAVE, agent.name());
                if (!agent.leave()) {
                    notes.fault(agent.name() + " did not end well after SIGTERM, see " + agent.log());
                }
                rest(2_000);
                restart(place, agent.name());
            }
            case HANG_SHORTLY -> hang(agent, Duration.ofMillis(1_500 + random.nextInt(2_000)));
            case HANG_LONG -> hang(agent, Duration.ofMillis(14_000 + random.nextInt(4_000)));
            case REUSE_ADDRESS -> {
                timeline.mark(Deed.REUSE, agent.name());
                agent.kill();
                registrations.forget(agent.name());
                restart(place, "m" + ++named);
            }
            case SWAP_ADDRESSES -> swap(place);
        }
    }

    private void kill(SoakAgent agent) throws InterruptedException {
        timeline.mark(Deed.KILL, agent.name());
        agent.kill();
    }

    private void hang(SoakAgent agent, Duration duration) throws IOException, InterruptedException {
        timeline.mark(Deed.HANG, agent.name(), duration);
        agent.hang(duration, timeline.seconds());
        rest(duration.toMillis() + 500);
    }

    /** Two members come back, each at the address of the other. */
    private void swap(int place) throws IOException, InterruptedException {
        int other = place + 1 < SoakCluster.SIZE ? place + 1 : SoakCluster.STEADY;
        SoakAgent first = cluster.at(place);
        SoakAgent second = cluster.at(other);
        if (first == null || second == null || second.endedByItself()) {
            return;
        }
        timeline.mark(Deed.SWAP, first.name());
        timeline.mark(Deed.SWAP, second.name());
        first.kill();
        second.kill();
        restart(place, second.name());
        restart(other, first.name());
    }

    private void restart(int place, String name) throws IOException, InterruptedException {
        cluster.start(place, name);
        registrations.expect(name);
        // A JVM that starts is not yet a member; what is done to it next should hit one.
        rest(3_000);
    }

    private static void rest(long millis) throws InterruptedException {
        Thread.sleep(millis);
    }
}
