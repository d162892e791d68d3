package dev.grapevine.core.seal;

import dev.grapevine.core.wire.Message;
import java.nio.ByteBuffer;

/** Draws the random numbers of questions whose answers prove that a process lives. */
final class ProofNumbers {

    private static final long MASK = (1L << 8 * Message.Prove.NUMBER_BYTES) - 1;

    private final Cryptography cryptography;
    private final byte[] random = new byte[Long.BYTES];

    ProofNumbers(Cryptography cryptography) {
        this.cryptography = cryptography;
    }

    /** A number that nobody can foresee, and that is not 0. */
    long next() {
        long number;
        do {
            cryptography.random(random);
            number = ByteBuffer.wrap(random).getLong() & MASK;
        } while (number == 0);
        return number;
    }
}
