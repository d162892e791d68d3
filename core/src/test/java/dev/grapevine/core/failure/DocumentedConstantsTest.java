package dev.grapevine.core.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The figures of the protocol's description that are not obvious from one knob. */
class DocumentedConstantsTest {

    private final Settings lan = Settings.of(Profile.LAN);

    @Test
    void a_suspect_is_told_again_at_these_moments() {
        assertThat(Suspicions.RETELL_MILLIS).containsExactly(500, 1_500, 3_000, 4_500);
    }

    @Test
    void the_longest_window_is_at_most_twice_the_shortest() {
        for (Profile profile : Profile.values()) {
            Settings settings = Settings.of(profile);
            assertThat(settings.get(ProtocolSetting.WINDOW_MAX))
                    .isLessThanOrEqualTo(2 * settings.get(ProtocolSetting.WINDOW_MIN));
        }
    }

    @Test
    void the_lan_profile_is_as_described() {
        assertThat(lan.get(ProtocolSetting.PROBE_PERIOD))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(lan.get(ProtocolSetting.PROBE_TIMEOUT_MIN))
                .isEqualTo(Duration.ofMillis(50).toNanos());
        assertThat(lan.get(ProtocolSetting.PROBE_TIMEOUT_MAX))
                .isEqualTo(Duration.ofMillis(500).toNanos());
        assertThat(lan.get(ProtocolSetting.PROBE_HELPERS)).isEqualTo(3);
        assertThat(lan.get(ProtocolSetting.WINDOW_MIN))
                .isEqualTo(Duration.ofMillis(5_600).toNanos());
        assertThat(lan.get(ProtocolSetting.WINDOW_MAX))
                .isEqualTo(Duration.ofMillis(11_200).toNanos());
        assertThat(lan.get(ProtocolSetting.CLOSED_WINDOW))
                .isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(lan.get(ProtocolSetting.VETO_HOLD))
                .isEqualTo(Duration.ofMillis(100).toNanos());
        assertThat(lan.get(ProtocolSetting.SOLE_RECHECK))
                .isEqualTo(Duration.ofMillis(250).toNanos());
        assertThat(lan.get(ProtocolSetting.BYSTANDER_DELAY))
                .isEqualTo(Duration.ofSeconds(1).toNanos());
        assertThat(lan.get(ProtocolSetting.WITNESSES)).isEqualTo(3);
    }
}
