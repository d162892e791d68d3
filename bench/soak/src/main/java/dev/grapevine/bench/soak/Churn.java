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

    private static final long PAUSE_MILLIS = 6_000;

    private final SoakCluster cluster;
    private final Registrations registrations;
    private final Timeline timeline;
    private final Notes notes;
    private final RandomGenerator random;
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
        List<Integer> order = new ArrayList<>();
        while (!ended) {
            // Each deed in turn, in an order that differs.
            if (order.isEmpty()) {
                for (int deed = 0; deed < 7; deed++) {
                    order.add(random.nextInt(order.size() + 1), deed);
                }
            }
            try {
                disturb(order.remove(0), SoakCluster.STEADY + random.nextInt(SoakCluster.SIZE - SoakCluster.STEADY));
                rest(PAUSE_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void disturb(int deed, int place) throws InterruptedException {
        try {
            perform(deed, place);
        } catch (IOException | IllegalStateException e) {
            notes.failed("churn", e);
        }
    }

    private void perform(int deed, int place) throws IOException, InterruptedException {
        SoakAgent agent = cluster.at(place);
        if (agent == null || agent.endedByItself() || agent.hangs(timeline.seconds())) {
            return;
        }
        switch (deed) {
            case 0 -> {
                kill(agent);
                rest(2_000);
                restart(place, agent.name());
            }
            case 1 -> {
                kill(agent);
                restart(place, agent.name());
            }
            case 2 -> {
                timeline.mark(Deed.LEAVE, agent.name());
                if (!agent.leave()) {
                    notes.fault(agent.name() + " did not end well after SIGTERM, see " + agent.log());
                }
                rest(2_000);
                restart(place, agent.name());
            }
            case 3 -> hang(agent, Duration.ofMillis(1_500 + random.nextInt(2_000)));
            case 4 -> hang(agent, Duration.ofMillis(14_000 + random.nextInt(4_000)));
            case 5 -> {
                timeline.mark(Deed.REUSE, agent.name());
                agent.kill();
                registrations.forget(agent.name());
                restart(place, "m" + ++named);
            }
            default -> swap(place);
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
