package dev.grapevine.core.failure;

import static dev.grapevine.core.view.Samples.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Samples;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FlapDampingTest {

    private static final long SECOND = 1_000_000_000;
    private static final long HALF_LIFE = 60 * SECOND;

    private final View view = Samples.viewOf(2);
    private final FlapDamping flaps = new FlapDamping(Settings.of(Profile.LAN));

    private void merge(MemberRecord record, long now) {
        View.Change change = view.merge(record, now);
        assertThat(change).isNotNull();
        flaps.changed(change, ChangeSource.OWN, now);
    }

    private void comeBack(Status from, long incarnation, long now) {
        merge(member(1).withIncarnation(incarnation - 1).withStatus(from), now);
        merge(member(1).withIncarnation(incarnation), now);
    }

    @ParameterizedTest
    @EnumSource(names = {"SUSPECT", "DEAD"})
    void each_return_adds_one_and_it_halves_in_its_half_life(Status from) {
        comeBack(from, 1, 0);
        assertThat(flaps.penalty("m1", 0)).isEqualTo(1);
        assertThat(flaps.penalty("m1", HALF_LIFE)).isEqualTo(0.5, within(1e-9));
        assertThat(flaps.penalty("m1", 2 * HALF_LIFE)).isEqualTo(0.25, within(1e-9));

        comeBack(from, 2, HALF_LIFE);
        assertThat(flaps.penalty("m1", HALF_LIFE)).isEqualTo(1.5, within(1e-9));
        assertThat(flaps.penalty("m2", HALF_LIFE)).isZero();
    }

    @Test
    void what_is_negligible_is_forgotten() {
        comeBack(Status.SUSPECT, 1, 0);
        assertThat(flaps.penalty("m1", 5 * HALF_LIFE)).isZero();
    }

    @Test
    void neither_a_restart_nor_a_change_of_the_living_is_a_return() {
        merge(member(1).withIncarnation(1), 0);
        merge(member(1).withIncarnation(1).withStatus(Status.SUSPECT), 0);
        merge(member(1).withGeneration(2), 0);
        merge(member(3), 0);

        assertThat(flaps.penalty("m1", 0)).isZero();
        assertThat(flaps.penalty("m3", 0)).isZero();
    }

    @Test
    void the_window_grows_by_a_third_a_return_and_at_most_to_double() {
        assertThat(flaps.stretch(6 * SECOND, "m1", 0)).isEqualTo(6 * SECOND);
        comeBack(Status.SUSPECT, 1, 0);
        assertThat(flaps.stretch(6 * SECOND, "m1", 0)).isEqualTo(8 * SECOND);
        comeBack(Status.SUSPECT, 2, 0);
        assertThat(flaps.stretch(6 * SECOND, "m1", 0)).isEqualTo(10 * SECOND);
        comeBack(Status.SUSPECT, 3, 0);
        comeBack(Status.SUSPECT, 4, 0);
        comeBack(Status.SUSPECT, 5, 0);
        assertThat(flaps.stretch(6 * SECOND, "m1", 0)).isEqualTo(12 * SECOND);
    }

    @Test
    void from_three_on_it_is_unstable_until_that_has_decayed() {
        comeBack(Status.SUSPECT, 1, 0);
        comeBack(Status.DEAD, 2, 0);
        assertThat(flaps.unstable("m1", 0)).isFalse();
        comeBack(Status.SUSPECT, 3, 0);
        assertThat(flaps.unstable("m1", 0)).isTrue();
        assertThat(flaps.unstable("m1", SECOND)).isFalse();
    }

    @Test
    void with_the_member_its_penalty_is_forgotten() {
        comeBack(Status.SUSPECT, 1, 0);
        flaps.forgotten(Samples.entry(view, 1), 0);
        assertThat(flaps.penalty("m1", 0)).isZero();
    }

    @Test
    void with_a_limit_of_zero_no_window_grows_and_nobody_is_unstable() {
        FlapDamping off = new FlapDamping(Settings.of(Profile.LAN).with(ProtocolSetting.FLAP_LIMIT, 0));
        View.Change change = view.merge(member(1).withStatus(Status.SUSPECT), 0);
        assertThat(change).isNotNull();
        change = view.merge(member(1).withIncarnation(1), 0);
        assertThat(change).isNotNull();
        off.changed(change, ChangeSource.OWN, 0);
        assertThat(off.penalty("m1", 0)).isEqualTo(1);
        assertThat(off.unstable("m1", 0)).isFalse();
        assertThat(off.stretch(6 * SECOND, "m1", 0)).isEqualTo(6 * SECOND);
    }
}
