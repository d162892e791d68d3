package dev.grapevine.sim.figures;

import java.util.List;

/**
 * What became of each member over time: what most others believed of it, and how it really was. Immutable.
 *
 * @param interval nanoseconds from one look to the next
 * @param rows in the order in which members were added
 */
public record StateMap(long interval, List<Row> rows) {

    /** Not known to the others, or nobody is there to know. */
    public static final char UNKNOWN = '.';

    public static final char ALIVE = 'A';
    public static final char SUSPECT = 'S';
    public static final char DEAD = 'D';
    public static final char LEFT = 'L';

    /**
     * One member. Each text holds a letter for each look.
     *
     * @param believed {@code A} alive, {@code S} suspect, {@code D} dead, {@code L} left, {@code .} unknown: the opinion most of
     *     the running members hold
     * @param real {@code h} healthy, {@code s} slow, {@code p} parted, {@code x} hung, {@code .} down
     */
    public record Row(String member, String believed, String real) {}

    public StateMap {
        rows = List.copyOf(rows);
    }
}
