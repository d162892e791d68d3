package dev.grapevine.sim.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.seal.Aead;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The stand-in for a cipher finds all that a cipher finds. */
class MixAeadTest {

    private static final int HEADER = 16;
    private static final int LENGTH = 37;

    private final byte[] key = bytes(1, Aead.KEY);
    private final byte[] nonce = bytes(2, Aead.NONCE);
    private final byte[] prefix = {1, 0};
    private final byte[] sealed = bytes(3, HEADER + LENGTH + Aead.TAG);
    private final byte[] plain = Arrays.copyOfRange(sealed, HEADER, HEADER + LENGTH);

    MixAeadTest() {
        keyed(key).seal(nonce, prefix, sealed, 0, HEADER, LENGTH);
    }

    private static byte[] bytes(int seed, int count) {
        byte[] bytes = new byte[count];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static MixAead keyed(byte[] key) {
        MixAead aead = new MixAead();
        aead.key(key);
        return aead;
    }

    private static boolean opens(byte[] key, byte[] nonce, byte[] prefix, byte[] sealed) {
        return keyed(key).open(nonce, prefix, sealed, 0, HEADER, LENGTH + Aead.TAG, new byte[LENGTH]);
    }

    @Test
    void what_was_sealed_is_opened() {
        byte[] opened = new byte[LENGTH];
        assertThat(keyed(key).open(nonce, prefix, sealed, 0, HEADER, LENGTH + Aead.TAG, opened))
                .isTrue();
        assertThat(opened).isEqualTo(plain);
    }

    @Test
    void nothing_of_the_body_shows() {
        byte[] body = Arrays.copyOfRange(sealed, HEADER, HEADER + LENGTH);
        for (int i = 0; i + 4 <= LENGTH; i++) {
            assertThat(Arrays.copyOfRange(body, i, i + 4)).isNotEqualTo(Arrays.copyOfRange(plain, i, i + 4));
        }
    }

    @Test
    void every_changed_bit_of_all_that_is_authenticated_is_found() {
        for (byte[] part : new byte[][] {key, nonce, prefix, sealed}) {
            for (int bit = 0; bit < 8 * part.length; bit++) {
                part[bit / 8] ^= (byte) (1 << bit % 8);
                assertThat(opens(key, nonce, prefix, sealed)).isFalse();
                part[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
        assertThat(opens(key, nonce, prefix, sealed)).isTrue();
    }

    @Test
    void a_body_that_is_cut_or_whose_border_moved_is_found() {
        for (int length = 0; length < LENGTH + Aead.TAG; length++) {
            assertThat(keyed(key).open(nonce, prefix, sealed, 0, HEADER, length, new byte[LENGTH]))
                    .isFalse();
        }
        assertThat(keyed(key).open(nonce, prefix, sealed, 0, HEADER - 1, LENGTH + 1 + Aead.TAG, new byte[LENGTH + 1]))
                .isFalse();
    }
}
