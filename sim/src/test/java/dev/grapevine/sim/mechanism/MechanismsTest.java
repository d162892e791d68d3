package dev.grapevine.sim.mechanism;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.figures.Figures;
import dev.grapevine.sim.scenario.Scenario;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MechanismsTest {

    private final Settings lan = Settings.of(Profile.LAN);

    @Test
    void all_leaves_the_settings_as_they_are() {
        assertThat(Mechanisms.ALL.applyTo(lan)).isEqualTo(lan);
    }

    @Test
    void lifeguard_adds_local_health_buddy_and_the_shrinking_window_to_swim() {
        Settings swim = Mechanisms.PLAIN_SWIM.applyTo(lan);
        assertThat(swim.get(ProtocolSetting.WINDOW_MAX)).isEqualTo(lan.get(ProtocolSetting.WINDOW_MIN));
        assertThat(Mechanisms.LIFEGUARD.applyTo(lan))
                .isEqualTo(swim.with(ProtocolSetting.HEALTH_LIMIT, 8)
                        .with(ProtocolSetting.BUDDY, 1)
                        .with(ProtocolSetting.CONFIRMATIONS, 3)
                        .with(ProtocolSetting.WINDOW_MAX, 6 * lan.get(ProtocolSetting.WINDOW_MIN)));
    }

    @ParameterizedTest
    @EnumSource
    void with_each_preset_a_crash_is_detected_and_the_cluster_agrees(Mechanisms mechanisms) {
        Scenario scenario = Scenario.builder()
                .mechanisms(mechanisms)
                .startAll(8)
                .check("20s")
                .then("crash n3")
                .run("40s")
                .check("1s")
                .build();
        Figures figures = Simulation.run(7, scenario).figures();
        assertThat(figures.falseDeaths()).isZero();
        Long known = figures.fault("n3").all();
        assertThat(known).isNotNull();
        assertThat(known < 1_000_000_000L).isEqualTo(mechanisms == Mechanisms.ALL);
    }

    @Test
    void they_print_as_people_write_them() {
        assertThat(Mechanisms.values())
                .extracting(Mechanisms::toString)
                .containsExactly("plain-swim", "lifeguard", "all");
    }
}
