package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ContradictionTest {

    private static final Settings LAN = Settings.of(Profile.LAN);

    @ParameterizedTest
    @EnumSource(Profile.class)
    void there_is_none_in_a_profile(Profile profile) {
        assertThat(Contradiction.in(Settings.of(profile))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "PROBE_TIMEOUT_MIN, 500, 501, must not be more than protocol.probe.timeout-max",
        "PROBE_TIMEOUT_MAX, 1000, 1001, must not be more than protocol.probe.period",
        "WINDOW_MIN, 11200, 11201, must not be more than protocol.suspicion.window-max",
        "WINDOW_MAX, 11200, 11201, must not be more than twice protocol.suspicion.window-min",
        "PUSH_WINDOW_MIN, 40, 41, must not be more than protocol.rumor.window-max",
        "SYNC_PAUSE_MIN, 10000, 10001, must not be more than protocol.sync.pause-max",
        "CONTACT_FIRST, 2000, 2001, must not be more than protocol.bootstrap.contact-interval"
    })
    void a_number_that_is_more_than_another_allows_is_one(ProtocolSetting knob, long most, long more, String rule) {
        assertThat(Contradiction.in(LAN.with(knob, Duration.ofMillis(most)))).isEmpty();
        assertThat(Contradiction.in(LAN.with(knob, Duration.ofMillis(more))))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.one()).isEqualTo(knob);
                    assertThat(found.rule()).isEqualTo(rule);
                });
    }

    @Test
    void all_are_found() {
        Settings settings = LAN.with(ProtocolSetting.PROBE_PERIOD, Duration.ofMillis(400))
                .with(ProtocolSetting.SYNC_PAUSE_MAX, Duration.ofMillis(100));
        assertThat(Contradiction.in(settings))
                .extracting(Contradiction::one)
                .containsExactly(ProtocolSetting.PROBE_TIMEOUT_MAX, ProtocolSetting.SYNC_PAUSE_MIN);
    }
}
