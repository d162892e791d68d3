package dev.grapevine.core.rumor;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SendAllowanceTest {

    private static final long SECOND = 1_000_000_000L;
    private static final SendAllowance.Rate RATE = new SendAllowance.Rate(4, 1_000, 2, 100);

    /** Monotonic time may begin anywhere, and run over the end of its range. */
    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND})
    void packets_are_taken_at_once_up_to_the_limit_and_regained_at_the_rate(long start) {
        SendAllowance allowance = new SendAllowance(RATE, start);
        for (int i = 0; i < 4; i++) {
            assertThat(allowance.take(10, start)).isTrue();
        }
        assertThat(allowance.take(0, start)).isFalse();
        assertThat(allowance.room(start)).isZero();
        assertThat(allowance.packetsMissing(start)).isEqualTo(4);

        assertThat(allowance.take(10, start + SECOND / 2 - 1)).isFalse();
        assertThat(allowance.take(10, start + SECOND / 2)).isTrue();
        assertThat(allowance.take(10, start + SECOND / 2)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND})
    void bytes_are_taken_at_once_up_to_the_limit_and_regained_at_the_rate(long start) {
        SendAllowance allowance = new SendAllowance(RATE, start);
        assertThat(allowance.take(1_001, start)).isFalse();
        assertThat(allowance.take(900, start)).isTrue();
        assertThat(allowance.room(start)).isEqualTo(100);
        assertThat(allowance.take(101, start)).isFalse();
        assertThat(allowance.take(100, start)).isTrue();
        assertThat(allowance.room(start + SECOND)).isEqualTo(100);
        assertThat(allowance.room(start + 60 * SECOND)).isEqualTo(1_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -5 * SECOND, Long.MAX_VALUE - SECOND})
    void it_is_full_again_when_all_is_regained(long start) {
        SendAllowance allowance = new SendAllowance(RATE, start);
        assertThat(allowance.full(start)).isTrue();
        allowance.take(200, start);
        assertThat(allowance.full(start + 2 * SECOND - 1)).isFalse();
        assertThat(allowance.full(start + 2 * SECOND)).isTrue();
    }
}
