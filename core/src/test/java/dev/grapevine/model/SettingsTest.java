package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SettingsTest {

    private static final Settings LAN = Settings.of(Profile.LAN);

    @ParameterizedTest
    @EnumSource(Profile.class)
    void a_profile_gives_every_knob_its_default(Profile profile) {
        Settings settings = Settings.of(profile);

        assertThat(settings.profile()).isEqualTo(profile);
        for (ProtocolSetting knob : ProtocolSetting.values()) {
            assertThat(settings.get(knob)).as("%s", knob).isEqualTo(knob.defaultIn(profile));
        }
        assertThat(settings).hasToString(profile.toString());
    }

    @ParameterizedTest
    @EnumSource(ProtocolSetting.class)
    void both_bounds_are_allowed_and_what_is_beyond_is_refused(ProtocolSetting knob) {
        assertThat(LAN.with(knob, knob.min()).get(knob)).isEqualTo(knob.min());
        assertThat(LAN.with(knob, knob.max()).get(knob)).isEqualTo(knob.max());

        String allowed = "protocol." + knob.key() + " must be " + knob.min() + " to " + knob.max()
                + (knob.unit() == ProtocolSetting.Unit.DURATION ? " nanoseconds" : "") + ", not ";
        assertThatThrownBy(() -> LAN.with(knob, knob.min() - 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(allowed + (knob.min() - 1));
        assertThatThrownBy(() -> LAN.with(knob, knob.max() + 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(allowed + (knob.max() + 1));
    }

    @ParameterizedTest
    @EnumSource(ProtocolSetting.class)
    void a_change_makes_a_copy_and_changes_nothing_else(ProtocolSetting knob) {
        long value = knob.min() == knob.defaultIn(Profile.LAN) ? knob.max() : knob.min();
        Settings changed = LAN.with(knob, value);

        assertThat(LAN.get(knob)).isEqualTo(knob.defaultIn(Profile.LAN));
        assertThat(changed).isNotEqualTo(LAN).hasToString("LAN " + knob.key() + "=" + value);
        assertThat(changed.with(knob, knob.defaultIn(Profile.LAN)))
                .isEqualTo(LAN)
                .hasSameHashCodeAs(LAN);
    }

    @Test
    void durations_are_for_knobs_of_time_alone() {
        assertThat(LAN.with(ProtocolSetting.PROBE_PERIOD, Duration.ofMillis(250))
                        .get(ProtocolSetting.PROBE_PERIOD))
                .isEqualTo(250_000_000);
        assertThatThrownBy(() -> LAN.with(ProtocolSetting.PROBE_HELPERS, Duration.ofMillis(3)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("protocol.probe.helpers is not a duration");
    }

    @Test
    void counts_are_read_as_ints() {
        assertThat(LAN.count(ProtocolSetting.PROBE_HELPERS)).isEqualTo(3);
        assertThat(LAN.count(ProtocolSetting.PACKET_SIZE)).isEqualTo(1_200);
        assertThatThrownBy(() -> LAN.count(ProtocolSetting.TOMBSTONE_TIME)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void settings_of_another_profile_differ_even_with_equal_values() {
        assertThat(Settings.of(Profile.LOCAL)).isNotEqualTo(LAN);
    }
}
