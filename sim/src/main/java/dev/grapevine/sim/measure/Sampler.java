package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.Series;
import dev.grapevine.sim.figures.StateMap;
import dev.grapevine.sim.member.PeerProgram;
import dev.grapevine.sim.world.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Looks at the whole cluster at equal intervals: who agrees, what is believed of each member, and how it really is. */
final class Sampler {

    /** What intervals may be, in milliseconds. */
    private static final long[] MILLIS = {10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000};

    private static final int MOST_LOOKS = 600;

    private final long interval;
    private final List<Double> agreement = new ArrayList<>();

    Sampler(long duration) {
        interval = interval(duration);
    }

    /** The shortest of the intervals that does not need too many looks; one minute, if all do. */
    static long interval(long duration) {
        for (long millis : MILLIS) {
            if (duration / (millis * 1_000_000) <= MOST_LOOKS) {
                return millis * 1_000_000;
            }
        }
        return MILLIS[MILLIS.length - 1] * 1_000_000;
    }

    long interval() {
        return interval;
    }

    /**
     * Looks.
     *
     * @return how many processes run
     */
    int look(ClusterState scene, BeliefMatrix opinions) {
        Views views = new Views();
        int running = 0;
        for (TrackedMember subject : scene.subjects) {
            Process process = subject.process;
            running += subject.staying() ? 1 : 0;
            if (process != null && subject.answeringSince >= 0) {
                views.add(PeerProgram.peerOf(process).viewHash());
            }
        }
        agreement.add(views.agreement());
        int looks = agreement.size();
        for (TrackedMember subject : scene.subjects) {
            pad(subject.believed, looks - 1);
            pad(subject.real, looks - 1);
            int observers = running - (subject.staying() ? 1 : 0);
            subject.believed.append(opinions.majority(subject.index, observers));
            subject.real.append(letter(scene.condition(subject)));
        }
        return running;
    }

    /** Counts how many hold each view. */
    private static final class Views {
        private final Map<Long, Integer> others = new HashMap<>();
        private long first;
        private int holdFirst;
        private int all;

        void add(long hash) {
            first = all == 0 ? hash : first;
            all++;
            if (hash == first) {
                holdFirst++; // nearly always all do
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

    /** A member that was added later was not there before. */
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
            case PARTED -> 'p';
            case HEALTHY -> 'h';
        };
    }

    Series agreement() {
        return new Series(interval, agreement);
    }

    StateMap states(List<TrackedMember> subjects) {
        return new StateMap(
                interval,
                subjects.stream()
                        .map(subject ->
                                new StateMap.Row(subject.name, subject.believed.toString(), subject.real.toString()))
                        .toList());
    }
}
