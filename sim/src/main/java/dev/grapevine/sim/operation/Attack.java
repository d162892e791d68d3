package dev.grapevine.sim.operation;

import java.util.Locale;

/**
 * A stranger, which is no member but knows the name of the cluster, sends hostile input to a member for a while.
 *
 * @param kind what it sends
 * @param count how many datagrams it sends, or streams it opens
 * @param duration over which they are spread evenly, in nanoseconds
 */
public record Attack(String member, Kind kind, int count, long duration) implements MemberOperation {

    /** How many names strangers make up. */
    public static final int FAKE_NAMES = 20;

    /** What a stranger sends. Its numbers are often at the ends of their ranges. */
    public enum Kind {
        /** Whatever asks for an answer, or for questions to others. It never answers itself. */
        QUESTIONS,
        /** Answers to questions that were not asked. */
        ANSWERS,
        /** Forged records, verdicts and state, of members and of names that nobody has. */
        FACTS,
        /** Messages of every kind; and it acknowledges every ping, so that the names that it makes up seem to be alive. */
        EVERYTHING,
        /** Streams for every purpose, with messages of every kind on them. */
        STREAMS,
        /** What it overheard of a sealed cluster: as it was, damaged, to others than it was for, from addresses that are not its own. */
        REPLAYS;

        /** Whether members may come to hold what no member said. */
        public boolean forges() {
            return this != QUESTIONS && this != ANSWERS && this != REPLAYS;
        }
    }

    @Override
    public void perform(OperationTarget cluster) {
        cluster.attack(this);
    }

    @Override
    public String toString() {
        return "attack " + member + " " + kind.name().toLowerCase(Locale.ROOT) + " " + count + " "
                + DurationFormat.format(duration);
    }
}
