package dev.grapevine.sim.member;

import dev.grapevine.core.seal.Aead;
import dev.grapevine.core.seal.Cryptography;
import dev.grapevine.core.seal.KeyAgreement;
import dev.grapevine.core.view.Hashes;
import java.nio.ByteBuffer;
import java.util.random.RandomGenerator;

/**
 * Cheap stand-ins for the functions that sealing rests on. They protect nothing from an attacker who computes; they do tell apart whatever differs in
 * a bit, as the real ones do, and draw all that is random from the seed of the run.
 */
public final class MixCryptography implements Cryptography {

    private static final int HASH = 32;

    private final RandomGenerator random;

    public MixCryptography(RandomGenerator random) {
        this.random = random;
    }

    @Override
    public void random(byte[] bytes) {
        random.nextBytes(bytes);
    }

    @Override
    public byte[] hmac(byte[] key, byte[]... parts) {
        return spread(mix(MixAead.mix(1, key, 0, key.length), parts));
    }

    @Override
    public byte[] hash(byte[]... parts) {
        return spread(mix(2, parts));
    }

    /** As the real functions, it does not tell one part from the same bytes in two. */
    private static long mix(long state, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        ByteBuffer joined = ByteBuffer.allocate(length);
        for (byte[] part : parts) {
            joined.put(part);
        }
        return MixAead.mix(state, joined.array(), 0, length);
    }

    private static byte[] spread(long mixed) {
        ByteBuffer out = ByteBuffer.allocate(HASH);
        for (long state = mixed; out.hasRemaining(); ) {
            state = Hashes.mix(state + 1);
            out.putLong(state);
        }
        return out.array();
    }

    @Override
    public Aead aead() {
        return new MixAead();
    }

    @Override
    public KeyAgreement agreement() {
        byte[] own = new byte[KeyAgreement.LENGTH];
        random(own);
        return new Agreement(own);
    }

    /** Both sides mix both public keys, in whichever order. */
    private record Agreement(byte[] publicKey) implements KeyAgreement {
        @Override
        public byte[] secret(byte[] other) {
            if (other.length != LENGTH) {
                throw new IllegalArgumentException("a public key has " + LENGTH + " bytes, not " + other.length);
            }
            byte[] both = new byte[LENGTH];
            for (int i = 0; i < LENGTH; i++) {
                both[i] = (byte) (publicKey[i] ^ other[i]);
            }
            return spread(mix(3, both));
        }
    }
}
