package dev.grapevine.core.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class KnobTest {

    @ParameterizedTest
    @EnumSource(Knob.class)
    void every_default_is_within_the_bounds(Knob knob) {
        assertThat(knob.min()).isLessThanOrEqualTo(knob.max());
        for (Profile profile : Profile.values()) {
            assertThat(knob.defaultIn(profile)).as("%s", profile).isBetween(knob.min(), knob.max());
        }
    }

    @ParameterizedTest
    @EnumSource(Knob.class)
    void every_key_is_a_section_and_a_name_in_kebab_case_and_leads_back(Knob knob) {
        assertThat(knob.key()).matches("[a-z]+\\.[a-z]+(-[a-z]+)*");
        assertThat(Knob.byKey(knob.key())).contains(knob);
    }

    @Test
    void keys_are_unique_and_others_are_unknown() {
        assertThat(Arrays.stream(Knob.values()).map(Knob::key)).doesNotHaveDuplicates();
        assertThat(Knob.byKey("probe.periods")).isEmpty();
        assertThat(Knob.byKey("PROBE_PERIOD")).isEmpty();
        assertThat(Knob.byKey("")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Knob.class)
    void every_meaning_is_a_sentence_on_one_line(Knob knob) {
        assertThat(knob.meaning()).matches("[A-Z][^\n]*\\.").doesNotContain("  ");
    }

    @ParameterizedTest
    @EnumSource(Knob.class)
    void numbers_fit_what_they_count(Knob knob) {
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
                Arguments.of(Knob.PROBE_TIMEOUT_MIN, Knob.PROBE_TIMEOUT_MAX),
                Arguments.of(Knob.PROBE_TIMEOUT_MAX, Knob.PROBE_PERIOD),
                Arguments.of(Knob.PROBE_PERIOD, Knob.WINDOW_MIN),
                Arguments.of(Knob.WINDOW_MIN, Knob.WINDOW_MAX),
                Arguments.of(Knob.CLOSED_WINDOW, Knob.WINDOW_MIN),
                Arguments.of(Knob.VETO_HOLD, Knob.CLOSED_WINDOW),
                Arguments.of(Knob.PUSH_WINDOW_MIN, Knob.PUSH_WINDOW_MAX),
                Arguments.of(Knob.SYNC_PAUSE_MIN, Knob.SYNC_PAUSE_MAX),
                Arguments.of(Knob.SYNC_PAUSE_MAX, Knob.SYNC_SAFETY),
                Arguments.of(Knob.STATE_VALUE, Knob.STATE_BYTES),
                Arguments.of(Knob.STATE_PUSH, Knob.PACKET_SIZE),
                Arguments.of(Knob.CONTACT_FIRST, Knob.CONTACT_INTERVAL),
                Arguments.of(Knob.WINDOW_MAX, Knob.TOMBSTONE_TIME));
    }

    @ParameterizedTest
    @MethodSource("ordered")
    void defaults_are_coherent(Knob smaller, Knob larger) {
        for (Profile profile : Profile.values()) {
            assertThat(smaller.defaultIn(profile)).as("%s", profile).isLessThanOrEqualTo(larger.defaultIn(profile));
        }
    }

    @Test
    void no_window_is_ever_more_than_doubled() {
        for (Profile profile : Profile.values()) {
            assertThat(Knob.WINDOW_MAX.defaultIn(profile))
                    .as("%s", profile)
                    .isLessThanOrEqualTo(2 * Knob.WINDOW_MIN.defaultIn(profile));
        }
    }

    @Test
    void patience_grows_from_local_to_wan() {
        for (Knob knob : Knob.values()) {
            if (knob.unit() == Knob.Unit.DURATION) {
                assertThat(knob.defaultIn(Profile.LOCAL))
                        .as("%s", knob)
                        .isLessThanOrEqualTo(knob.defaultIn(Profile.LAN));
                assertThat(knob.defaultIn(Profile.LAN)).as("%s", knob).isLessThanOrEqualTo(knob.defaultIn(Profile.WAN));
            }
        }
    }
}
