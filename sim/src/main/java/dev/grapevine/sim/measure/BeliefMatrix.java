package dev.grapevine.sim.measure;

import dev.grapevine.model.Status;
import dev.grapevine.sim.figures.StateMap;
import java.util.Arrays;

/** What each running member believes of every other: one byte a pair, and the votes for each status, counted as they change. */
final class BeliefMatrix {

    private static final Status[] STATUSES = Status.values();

    /** For each observer and subject: the ordinal of the status, plus one; 0 for unknown. */
    private byte[][] held = new byte[16][];

    /** For each status and subject: how many observers hold it. */
    private final int[][] votes = new int[STATUSES.length][16];

    /** An observer holds this status of a subject now. What it holds of itself does not count. */
    void set(int observer, int subject, Status status) {
        put(observer, subject, (byte) (status.ordinal() + 1));
    }

    void forget(int observer, int subject) {
        put(observer, subject, (byte) 0);
    }

    /** Whether an observer holds a subject live. */
    boolean live(int observer, int subject) {
        byte[] row = observer < held.length ? held[observer] : null;
        return row != null && subject < row.length && row[subject] > 0 && STATUSES[row[subject] - 1].live();
    }

    private void put(int observer, int subject, byte belief) {
        if (observer == subject) {
            return;
        }
        byte[] row = row(observer, subject);
        count(subject, row[subject], -1);
        row[subject] = belief;
        count(subject, belief, 1);
    }

    private byte[] row(int observer, int subject) {
        if (observer >= held.length) {
            held = Arrays.copyOf(held, Math.max(observer + 1, held.length * 2));
        }
        byte[] row = held[observer];
        if (row == null || subject >= row.length) {
            row = row == null ? new byte[subject + 1] : Arrays.copyOf(row, subject + subject / 4 + 1);
            held[observer] = row;
        }
        return row;
    }

    private void count(int subject, byte belief, int change) {
        if (belief > 0) {
            int[] of = votes[belief - 1];
            if (subject >= of.length) {
                of = Arrays.copyOf(of, Math.max(subject + 1, of.length * 2));
                votes[belief - 1] = of;
            }
            of[subject] += change;
        }
    }

    /** The observer's process has ended, and its beliefs with it. */
    void drop(int observer) {
        byte[] row = observer < held.length ? held[observer] : null;
        if (row != null) {
            for (int subject = 0; subject < row.length; subject++) {
                count(subject, row[subject], -1);
            }
            Arrays.fill(row, (byte) 0);
        }
    }

    /**
     * The letter of {@link StateMap} for what most observers believe of a subject.
     *
     * @param observers how many observers there are
     */
    char majority(int subject, int observers) {
        int unknown = observers;
        int most = 0;
        char letter = StateMap.UNKNOWN;
        for (Status status : STATUSES) {
            int[] of = votes[status.ordinal()];
            int count = subject < of.length ? of[subject] : 0;
            unknown -= count;
            if (count > most) {
                most = count;
                letter = letter(status);
            }
        }
        return unknown > most ? StateMap.UNKNOWN : letter;
    }

    private static char letter(Status status) {
        return switch (status) {
            case ALIVE -> StateMap.ALIVE;
            case SUSPECT -> StateMap.SUSPECT;
            case DEAD -> StateMap.DEAD;
            case LEFT -> StateMap.LEFT;
        };
    }
}
