package dev.grapevine.sim.measure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.Simulation;
import dev.grapevine.sim.figures.Load;
import dev.grapevine.sim.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a member sends while nothing happens, with all headers, over ten minutes once the cluster has settled. */
class SteadyTrafficTest {

    /** The first contacts of all members with each other, and with their witnesses. */
    private static final int SETTLING_SECONDS = 120;

    private static final int SECONDS = 600;

    private static Scenario.Builder cluster() {
        return Scenario.builder().startAll(64).run(SETTLING_SECONDS + SECONDS + "s");
    }

    private static Map<Load.Purpose, Double> steady(Scenario.Builder scenario) {
        Load load = Simulation.run(5, scenario.build()).figures().load();
        Map<Load.Purpose, Double> bytesPerSecond = new TreeMap<>();
        for (Load.Purpose purpose : Load.Purpose.values()) {
            List<Double> values = load.series().get(purpose.ordinal()).values();
            int samples = values.size();
            int first = samples * SETTLING_SECONDS / (SETTLING_SECONDS + SECONDS);
            bytesPerSecond.put(
                    purpose,
                    values.subList(first, samples).stream()
                            .mapToDouble(Double::doubleValue)
                            .average()
                            .orElseThrow());
        }
        return bytesPerSecond;
    }

    private static double sum(Map<Load.Purpose, Double> bytesPerSecond) {
        return bytesPerSecond.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    @Test
    void a_member_with_a_key_sends_at_most_171_bytes_a_second() {
        Map<Load.Purpose, Double> steady = steady(cluster().sealed());
        assertThat(sum(steady)).as("%s", steady).isLessThanOrEqualTo(171);
    }

    @Test
    void a_member_without_a_key_sends_at_most_115_bytes_a_second() {
        Map<Load.Purpose, Double> steady = steady(cluster());
        assertThat(sum(steady)).as("%s", steady).isLessThanOrEqualTo(115);
    }

    @Test
    void on_an_idle_tether_one_end_speaks_within_the_keepalive_time() {
        Settings settings = Settings.of(Profile.LAN).with(ProtocolSetting.TETHER_KEEPALIVE, 10_000_000_000L);
        Load load = Simulation.run(
                        5,
                        Scenario.builder()
                                .settings(settings)
                                .settleAll(8)
                                .run("200s")
                                .build())
                .figures()
                .load();
        long spoken = load.kinds().stream()
                .filter(kind -> kind.name().equals("KeepAlive"))
                .mapToLong(kind -> kind.packets() / 2) // each is acknowledged
                .sum();
        int tethers = 8 * 3;
        assertThat(spoken).isBetween(tethers * 180L / 10, tethers * 200L / 9);
    }
}
