package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProtocolSettingTest {

    @ParameterizedTest
    @EnumSource(ProtocolSetting.class)
    void every_default_is_within_the_bounds(ProtocolSetting knob) {
        assertThat(knob.min()).isLessThanOrEqualTo(knob.max());
        for (Profile profile : Profile.values()) {
            assertThat(knob.defaultIn(profile)).as("%s", profile).isBetween(knob.min(), knob.max());
        }
    }

    @ParameterizedTest
    @EnumSource(ProtocolSetting.class)
    void every_key_is_a_section_and_a_name_in_kebab_case_and_leads_back(ProtocolSetting knob) {
        assertThat(knob.key()).matches("[a-z]+\\.[a-z]+(-[a-z]+)*");
        assertThat(ProtocolSetting.byKey(knob.key())).contains(knob);
    }

    @Test
    void keys_are_unique_and_others_are_unknown() {
        assertThat(Arrays.stream(ProtocolSetting.values()).map(ProtocolSetting::key))
                .doesNotHaveDuplicates();
        assertThat(ProtocolSetting.byKey("probe.periods")).isEmpty();
        assertThat(ProtocolSetting.byKey("PROBE_PERIOD")).isEmpty();
        assertThat(ProtocolSetting.byKey("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(ProtocolSetting.class)
    void every_meaning_is_a_sentence_on_one_line(ProtocolSetting knob) {
        assertThat(knob.meaning()).matches("[A-Z][^\n]*\\.").doesNotContain("  ");
    }

    @ParameterizedTest
    @EnumSource(ProtocolSetting.class)
    void numbers_fit_what_they_count(ProtocolSetting knob) {
        assertThat(knob.min()).isNotNegative();
        switch (knob.unit()) {
            case DURATION -> assertThat(knob.max()).isLessThanOrEqualTo(7L * 24 * 3_600 * 1_000_000_000);
            case COUNT, BYTES -> assertThat(knob.max()).isLessThanOrEqualTo(Integer.MAX_VALUE);
            case PERCENT -> assertThat(knob.max()).isLessThanOrEqualTo(100);
        }
    }

    /** What has to be in order for the protocol to make sense: the smaller, the larger, and how often it may fit in. */
    static Stream<Arguments> ordered() {
        return Stream.of(
                Arguments.of(ProtocolSetting.PROBE_TIMEOUT_MIN, ProtocolSetting.PROBE_TIMEOUT_MAX),
                Arguments.of(ProtocolSetting.PROBE_TIMEOUT_MAX, ProtocolSetting.PROBE_PERIOD),
                Arguments.of(ProtocolSetting.PROBE_PERIOD, ProtocolSetting.WINDOW_MIN),
                Arguments.of(ProtocolSetting.WINDOW_MIN, ProtocolSetting.WINDOW_MAX),
                Arguments.of(ProtocolSetting.CLOSED_WINDOW, ProtocolSetting.WINDOW_MIN),
                Arguments.of(ProtocolSetting.VETO_HOLD, ProtocolSetting.CLOSED_WINDOW),
                Arguments.of(ProtocolSetting.PUSH_WINDOW_MIN, ProtocolSetting.PUSH_WINDOW_MAX),
                Arguments.of(ProtocolSetting.SYNC_PAUSE_MIN, ProtocolSetting.SYNC_PAUSE_MAX),
                Arguments.of(ProtocolSetting.SYNC_PAUSE_MAX, ProtocolSetting.SYNC_SAFETY),
                Arguments.of(ProtocolSetting.STATE_VALUE, ProtocolSetting.STATE_BYTES),
                Arguments.of(ProtocolSetting.STATE_PUSH, ProtocolSetting.PACKET_SIZE),
                Arguments.of(ProtocolSetting.CONTACT_FIRST, ProtocolSetting.CONTACT_INTERVAL),
                Arguments.of(ProtocolSetting.WINDOW_MAX, ProtocolSetting.TOMBSTONE_TIME));
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void defaults_are_coherent(ProtocolSetting smaller, ProtocolSetting larger) {
        for (Profile profile : Profile.values()) {
            assertThat(smaller.defaultIn(profile)).as("%s", profile).isLessThanOrEqualTo(larger.defaultIn(profile));
        }
    }

    @Test
    void no_window_is_ever_more_than_doubled() {
        for (Profile profile : Profile.values()) {
            assertThat(ProtocolSetting.WINDOW_MAX.defaultIn(profile))
                    .as("%s", profile)
                    .isLessThanOrEqualTo(2 * ProtocolSetting.WINDOW_MIN.defaultIn(profile));
        }
    }

    @Test
    void patience_grows_from_local_to_wan() {
        for (ProtocolSetting knob : ProtocolSetting.values()) {
            if (knob.unit() == ProtocolSetting.Unit.DURATION) {
                assertThat(knob.defaultIn(Profile.LOCAL))
                        .as("%s", knob)
                        .isLessThanOrEqualTo(knob.defaultIn(Profile.LAN));
                assertThat(knob.defaultIn(Profile.LAN)).as("%s", knob).isLessThanOrEqualTo(knob.defaultIn(Profile.WAN));
            }
        }
    }
}
