package dev.grapevine.sim.figures;

import java.util.List;

/**
 * The state of each member over time: what most others believed of it, and how it really was. Immutable.
 *
 * @param interval nanoseconds from one sample to the next
 * @param rows in the order in which members were added
 */
public record StateMap(long interval, List<Row> rows) {

    /** Unknown to the others, or there are no others. */
    public static final char UNKNOWN = '.';

    public static final char ALIVE = 'A';
    public static final char SUSPECT = 'S';
    public static final char DEAD = 'D';
    public static final char LEFT = 'L';

    /**
     * One member. Each text has a letter for each sample.
     *
     * @param believed {@code A} alive, {@code S} suspect, {@code D} dead, {@code L} left, {@code .} unknown: what most of
     *     the running members believe
     * @param real {@code h} healthy, {@code s} slow, {@code p} partitioned, {@code x} hung, {@code .} down
     */
    public record Row(String member, String believed, String real) {}

    public StateMap {
        rows = List.copyOf(rows);
    }
}
