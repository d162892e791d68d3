package dev.grapevine.core.view;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.wire.IdentityHash;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Members compare these numbers, so they are part of the protocol; the expected ones were computed independently. */
class HashesTest {

    private static final long GENERATION = 0x018b_cfe5_6800_1234L;

    @Test
    void the_mixer_has_these_values() {
        assertThat(Hashes.mix(0)).isEqualTo(0xe220_a839_7b1d_cdafL);
        assertThat(Hashes.mix(1)).isEqualTo(0x910a_2dec_8902_5cc1L);
    }

    @Test
    void names_have_these_hashes() {
        assertThat(Hashes.name("")).isEqualTo(0xc381_7c01_6ba4_ff30L);
        assertThat(Hashes.name("node4")).isEqualTo(0x1016_0eee_2a6e_8718L);
    }

    @Test
    void checks_are_parts_of_them() {
        assertThat(IdentityHash.generation("node4", GENERATION)).isEqualTo(0xa1b1_5a85);
        assertThat(IdentityHash.name("node4")).isEqualTo(0x1016_0eee);
        assertThat(IdentityHash.generation("node4", GENERATION + 1))
                .isNotEqualTo(IdentityHash.generation("node4", GENERATION));
    }

    @Test
    void names_that_differ_in_a_digit_are_spread_over_the_whole_range() {
        long[] buckets = new long[16];
        IntStream.range(0, 16_000).forEach(i -> buckets[(int) (Hashes.name("node" + i) >>> 60)]++);

        assertThat(Arrays.stream(buckets)).allMatch(count -> count > 850 && count < 1_150);
        assertThat(IntStream.range(0, 16_000)
                        .mapToLong(i -> Hashes.name("node" + i))
                        .distinct())
                .hasSize(16_000);
    }
}
