package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.Series;
import dev.grapevine.sim.figures.StateMap;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Samples the whole cluster at equal intervals: how many agree, what is believed of each member, and its real condition. */
final class Sampler {

    /** The possible intervals. */
    private static final long[] MILLIS = {10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000};

    private static final int MOST_SAMPLES = 600;

    private final long interval;
    private final List<Double> agreement = new ArrayList<>();

    Sampler(long duration) {
        interval = interval(duration);
    }

    /** The shortest interval that does not need too many samples; the longest, if all do. */
    static long interval(long duration) {
        for (long millis : MILLIS) {
            if (duration / (millis * 1_000_000) <= MOST_SAMPLES) {
                return millis * 1_000_000;
            }
        }
        return MILLIS[MILLIS.length - 1] * 1_000_000;
    }

    long interval() {
        return interval;
    }

    /**
     * Takes a sample.
     *
     * @return how many processes run
     */
    int sample(ClusterState cluster, BeliefMatrix beliefs) {
        ViewCount views = new ViewCount();
        int running = 0;
        for (TrackedMember member : cluster.members) {
            Process process = member.process;
            running += member.staying() ? 1 : 0;
            if (process != null && member.answeringSince >= 0) {
                views.add(PeerProgram.peerOf(process).questions().viewHash());
            }
        }
        agreement.add(views.agreement());
        int taken = agreement.size();
        for (TrackedMember member : cluster.members) {
            pad(member.believed, taken - 1);
            pad(member.real, taken - 1);
            int observers = running - (member.staying() ? 1 : 0);
            member.believed.append(beliefs.majority(member.index, observers));
            member.real.append(letter(cluster.condition(member)));
        }
        return running;
    }

    /** Counts how many hold each view. */
    private static final class ViewCount {
        private final Map<Long, Integer> others = new HashMap<>();
        private long first;
        private int holdFirst;
        private int all;

        void add(long hash) {
            first = all == 0 ? hash : first;
            all++;
            if (hash == first) {
                holdFirst++; // nearly always, all members do
            } else {
                others.merge(hash, 1, Integer::sum);
            }
        }

        double agreement() {
            int most = holdFirst;
            for (int count : others.values()) {
                most = Math.max(most, count);
            }
            return all == 0 ? 1 : (double) most / all;
        }
    }

    /** For a member that was added later: it was unknown before. */
    private static void pad(StringBuilder row, int length) {
        while (row.length() < length) {
            row.append(StateMap.UNKNOWN);
        }
    }

    private static char letter(Condition condition) {
        return switch (condition) {
            case DOWN -> '.';
            case HUNG -> 'x';
            case SLOW -> 's';
            case PARTITIONED -> 'p';
            case HEALTHY -> 'h';
        };
    }

    Series agreement() {
        return new Series(interval, agreement);
    }

    StateMap states(List<TrackedMember> members) {
        return new StateMap(
                interval,
                members.stream()
                        .map(member ->
                                new StateMap.Row(member.name, member.believed.toString(), member.real.toString()))
                        .toList());
    }
}
