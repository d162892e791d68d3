package dev.grapevine.sim.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.core.env.PeerEvent;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Profile;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@code docs/profiles.md} promises follows from the settings, and clusters keep it. */
class ProfilesTest {

    private static final long MS = 1_000_000L;
    private static final int MEMBERS = 16;
    private static final long[] SEEDS = {1, 2, 3};

    /** Clocks drift by up to 100 ppm, which is 4 ms in 40 s; besides, one or two round trips of the network. */
    private static long tolerance(Profile profile) {
        return 5 * MS + 4 * link(profile).delay().high();
    }

    private static Link link(Profile profile) {
        return switch (profile) {
            case LOCAL -> Link.of(Delay.uniform(20_000, 100_000));
            case LAN -> Link.LAN;
            case WAN -> Link.of(Delay.uniform(20 * MS, 80 * MS));
        };
    }

    private static Scenario.Builder cluster(Profile profile, int members) {
        return Scenario.builder()
                .settings(Settings.of(profile))
                .link(link(profile))
                .startAll(members)
                .run("60s");
    }

    private static long promised(Profile profile, String begin, String end) {
        return ProfileDocument.line(begin, end).in(profile);
    }

    /** All others hear of it between {@code min} and {@code max}, from verdicts on that evidence. */
    private static void assertDead(
            Scenario.Builder builder,
            String operation,
            Evidence evidence,
            int others,
            Profile profile,
            long min,
            long max) {
        for (long seed : SEEDS) {
            Scenario scenario = builder.build();
            Trace trace = Trace.of(seed, scenario);
            Map<String, Long> heard = trace.heard(
                    PeerEvent.Failed.class,
                    operation.substring(operation.indexOf(' ') + 1),
                    Trace.timeOf(scenario, operation));
            assertThat(heard).as("seed %d", seed).hasSize(others);
            assertThat(heard.values())
                    .as("seed %d", seed)
                    .allSatisfy(
                            after -> assertThat(after).isBetween(min - tolerance(profile), max + tolerance(profile)));
            assertThat(trace.failures()).extracting(PeerEvent.Failed::evidence).containsOnly(evidence);
        }
    }

    @Test
    void each_promise_equals_its_formula() {
        assertThat(ProfileDocument.lines()).hasSize(13).allSatisfy(line -> {
            for (Profile profile : Profile.values()) {
                assertThat(line.in(profile)).as("%s, %s", line.what(), profile).isEqualTo(line.evaluated(profile));
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void a_killed_process_is_known(Profile profile) {
        assertDead(
                cluster(profile, MEMBERS).then("crash n3").run("60s"),
                "crash n3",
                Evidence.REFUSED,
                MEMBERS - 1,
                profile,
                0,
                promised(profile, "killed process", "at most"));
    }

    @ParameterizedTest
    @EnumSource
    void a_killed_process_is_known_to_the_only_other_member(Profile profile) {
        assertDead(
                cluster(profile, 2).then("crash n2").run("60s"),
                "crash n2",
                Evidence.REFUSED,
                1,
                profile,
                0,
                promised(profile, "the same with one other", "at most"));
    }

    @ParameterizedTest
    @EnumSource
    void a_process_that_vanishes_with_its_network_is_known(Profile profile) {
        assertDead(
                cluster(profile, MEMBERS).then("cut * -> n3").then("crash n3").run("60s"),
                "crash n3",
                Evidence.CLOSED,
                MEMBERS - 1,
                profile,
                promised(profile, "killed with its network", "at least"),
                promised(profile, "killed with its network", "at most"));
    }

    @ParameterizedTest
    @EnumSource
    void a_hang_is_known(Profile profile) {
        assertDead(
                cluster(profile, MEMBERS).then("hang n3").run("90s"),
                "hang n3",
                Evidence.SILENT,
                MEMBERS - 1,
                profile,
                promised(profile, "hang", "at least"),
                promised(profile, "hang", "at most"));
    }

    @ParameterizedTest
    @EnumSource
    void a_lost_host_is_known(Profile profile) {
        assertDead(
                cluster(profile, MEMBERS).then("host-loss n3").run("90s"),
                "host-loss n3",
                Evidence.SILENT,
                MEMBERS - 1,
                profile,
                promised(profile, "hang", "at least"),
                promised(profile, "hang", "at most"));
    }

    @ParameterizedTest
    @EnumSource
    void a_leave_is_known_and_the_process_ends(Profile profile) {
        for (long seed : SEEDS) {
            Scenario scenario =
                    cluster(profile, MEMBERS).then("leave n3").run("20s").build();
            Trace trace = Trace.of(seed, scenario);
            long left = Trace.timeOf(scenario, "leave n3");
            Map<String, Long> heard = trace.heard(PeerEvent.Left.class, "n3", left);
            assertThat(heard).hasSizeGreaterThanOrEqualTo(MEMBERS - 1);
            assertThat(Collections.max(heard.values()))
                    .isLessThan(promised(profile, "leave", "at most") + tolerance(profile));
            assertThat(ends(trace, left))
                    .isLessThanOrEqualTo(promised(profile, "the leaving process", "at most") + tolerance(profile));
        }
    }

    /** How long after a time the first process ended. */
    private static long ends(Trace trace, long after) {
        return trace.all(PeerEvent.Stopped.class).stream()
                .mapToLong(entry -> entry.at() - after)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void a_join_is_known_and_the_joiner_is_ready(Profile profile) {
        for (long seed : SEEDS) {
            Scenario scenario = cluster(profile, MEMBERS)
                    .then("start n99 seeds=n1")
                    .run("20s")
                    .build();
            Trace trace = Trace.of(seed, scenario);
            long started = Trace.timeOf(scenario, "start n99 seeds=n1");
            Map<String, Long> heard = trace.heard(PeerEvent.Joined.class, "n99", started);
            assertThat(heard).hasSize(MEMBERS);
            assertThat(Collections.max(heard.values()))
                    .isLessThan(promised(profile, "join", "at most") + tolerance(profile));
            assertThat(readyAfter(trace, started))
                    .isBetween(
                            promised(profile, "the joiner is ready", "at least") - tolerance(profile),
                            promised(profile, "the joiner is ready", "at most") + tolerance(profile));
        }
    }

    private static long readyAfter(Trace trace, long start) {
        return trace.all(PeerEvent.Ready.class).stream()
                .filter(entry -> entry.observer().equals("n99"))
                .mapToLong(entry -> entry.at() - start)
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @EnumSource
    void a_pause_of_that_length_kills_nobody(Profile profile) {
        String pause = promised(profile, "longest harmless pause", "up to") / MS + "ms";
        for (long seed : SEEDS) {
            Scenario.Builder scenario = cluster(profile, MEMBERS).bounded();
            for (int i = 2; i <= 6; i++) {
                scenario.then("pause n" + i + " " + pause).run("90s");
            }
            assertThat(Trace.of(seed, scenario.build()).failures()).isEmpty();
        }
    }
}
