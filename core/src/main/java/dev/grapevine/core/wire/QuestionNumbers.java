package dev.grapevine.core.wire;

import dev.grapevine.core.view.Hashes;

/**
 * The numbers of questions: each of the 65,536 once before any comes again, in an order that others cannot foresee. So a
 * process that does not see a question has to guess its number to forge an answer.
 *
 * <p>A counter goes through a permutation, a Feistel network of four rounds (M. Luby, C. Rackoff, "How to Construct
 * Pseudorandom Permutations", 1988).
 */
public final class QuestionNumbers {

    private static final int ROUNDS = 4;
    private static final int HALF = 0xff;

    private final long secret;
    private int count;

    public QuestionNumbers(long secret) {
        this.secret = secret;
    }

    /** The next number, 0 to 65,535. */
    public int next() {
        int left = count >>> 8 & HALF;
        int right = count & HALF;
        count++;
        for (int round = 0; round < ROUNDS; round++) {
            int mixed = (int) Hashes.mix(secret ^ Hashes.mix((long) round << 8 | right)) & HALF;
            int swapped = left ^ mixed;
            left = right;
            right = swapped;
        }
        return left << 8 | right;
    }
}
