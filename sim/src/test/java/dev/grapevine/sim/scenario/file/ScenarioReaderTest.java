package dev.grapevine.sim.scenario.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.scenario.Expectation;
import dev.grapevine.sim.scenario.Expectation.Quantity;
import dev.grapevine.sim.scenario.Scenario;
import dev.grapevine.sim.scenario.SeedRange;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.Link;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ScenarioReaderTest {

    private static final long SECOND = 1_000_000_000L;

    @Test
    void every_key_is_read() {
        ScenarioFile file = ParsedFile.of(
                        "about: a test",
                        "members: 4",
                        "zones: [a, b]",
                        "start: 200ms",
                        "bootstrap: {seeds: n1..n2, discover: yes}",
                        "duration: 2m",
                        "seeds: 3..5",
                        "profile: wan",
                        "mechanisms: lifeguard",
                        "network:",
                        "  delay: 1ms~5ms",
                        "  loss: 1%",
                        "  duplicate: 2%",
                        "  reorder: 3%",
                        "  corrupt: 4%",
                        "  rules: [delay @a -> @b 40ms]",
                        "groups: {few: 1}",
                        "timeline:",
                        "  - {at: 30s, do: crash n3}",
                        "expect: {healthy-deaths: 0, refused-within: 1s, agreement: 99%}",
                        "protocol: {probe: {period: 4s}}")
                .file();
        assertThat(file.name()).isEqualTo("file");
        assertThat(file.about()).isEqualTo("a test");
        assertThat(file.seeds()).isEqualTo(new SeedRange(3, 5));
        Scenario scenario = file.scenario(3);
        assertThat(scenario.duration()).isEqualTo(120 * SECOND);
        assertThat(scenario.settings())
                .isEqualTo(Mechanisms.LIFEGUARD
                        .applyTo(Settings.of(Profile.WAN))
                        .with(ProtocolSetting.PROBE_PERIOD, 4 * SECOND));
        assertThat(scenario.link())
                .isEqualTo(Link.of(Delay.lognormal(1_000_000, 5_000_000))
                        .withLoss(0.01)
                        .withDuplicate(0.02)
                        .withReorder(0.03)
                        .withCorrupt(0.04));
        assertThat(scenario.expectations())
                .containsExactly(
                        new Expectation(Quantity.HEALTHY_DEATHS, 0),
                        new Expectation(Quantity.REFUSED_WITHIN, SECOND),
                        new Expectation(Quantity.AGREEMENT, 0.99));
        assertThat(scenario.script()).isEqualTo("""
                        0s start n1 zone=a seeds=n1,n2 discover
                        0s delay @a -> @b 40ms
                        0.2s start n2 zone=b seeds=n1,n2 discover
                        0.4s start n3 zone=a seeds=n1,n2 discover
                        0.6s start n4 zone=b seeds=n1,n2 discover
                        30s crash n3""");
    }

    @Test
    void an_empty_file_is_a_quiet_cluster_of_five_for_a_minute() {
        ScenarioFile file = ParsedFile.of("").file();
        assertThat(file.members()).isEqualTo(5);
        assertThat(file.duration()).isEqualTo(60 * SECOND);
        assertThat(file.seeds()).isEqualTo(new SeedRange(1, 1));
        assertThat(file.settings()).isEqualTo(Settings.of(Profile.LAN));
        assertThat(file.scenario(1).link()).isEqualTo(Link.LAN);
        assertThat(file.scenario(1).steps()).hasSize(5);
    }

    @Test
    void an_unknown_key_is_refused_with_its_place_and_the_nearest_known_one() {
        assertThat(ParsedFile.of("network:", "  los: 1%").problems())
                .containsExactly("file.yaml:2:3: network.los: unknown key; did you mean network.loss?");
        assertThat(ParsedFile.of("memebers: 3").problems())
                .containsExactly("file.yaml:1:1: memebers: unknown key; did you mean members?");
        assertThat(ParsedFile.of("protocol: {probe: {perod: 1s}}").problems())
                .containsExactly(
                        "file.yaml:1:20: protocol.probe.perod: unknown key; did you mean protocol.probe.period?");
        assertThat(ParsedFile.of("expect: {healthy-death: 0}").problems())
                .containsExactly(
                        "file.yaml:1:10: expect.healthy-death: unknown key; did you mean expect.healthy-deaths?");
        assertThat(ParsedFile.of("timeline:", "  - {att: 1s, do: heal}").problems())
                .first()
                .isEqualTo("file.yaml:2:6: timeline.att: unknown key; did you mean timeline.at?");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    members            | 0        | 1 to 10000
                    duration           | 90       | a duration as 90s or 5m
                    duration           | -1s      | a duration as 90s or 5m
                    start              | soon     | together, settled, or a duration
                    bootstrap.seeds    | node1    | members as n1, n1,n9 or n1..n3
                    bootstrap.discover | maybe    | yes or no
                    seeds              | 9..1     | a number as 42, or a range as 1..100
                    profile            | fast     | local, lan, wan
                    mechanisms         | swim     | plain-swim, lifeguard, all
                    network.delay      | 5ms..1ms | a delay as 1ms, 1ms..5ms or 1ms~5ms
                    network.loss       | 101%     | a share as 10%
                    protocol.probe.period | 2m    | 20ms to 1m
                    """)
    void a_bad_value_is_refused_with_what_was_found_and_what_is_allowed(String key, String value, String allowed) {
        assertThat(ParsedFile.of(key + ": '" + value + "'").problems())
                .containsExactly("file.yaml:1:" + (key.length() + 3) + ": " + key + ": found \"" + value
                        + "\", expected " + allowed);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    crsh n1             | there is no step 'crsh'; did you mean crash?
                    crash               | expected crash WHO
                    pause n1            | expected pause WHO DURATION
                    pause n1 5          | expected pause WHO DURATION
                    crash n1 now        | expected crash WHO
                    loss * n1 5%        | expected loss FROM -> TO SHARE
                    interface n1 left   | `expected interface WHO up|down`
                    start n6            | expected start N
                    heal all            | expected heal
                    crash n1..          | 'n1..' names no member; write members as n3, n1,n4 or n1..n8, all, @ZONE, a number as 3 or 1..5, a share as 10%, a group, next, stopped or hung
                    """)
    void a_step_that_cannot_be_read_is_refused_with_its_usage(String step, String why) {
        assertThat(ParsedFile.of("timeline:", "  - at: 1s", "    do: '" + step + "'")
                        .problems())
                .containsExactly("file.yaml:3:9: timeline.do: found \"" + step + "\", " + why);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    {do: heal}                            | an entry has either at or every, to say when
                    {at: 1s, every: 2s, do: heal}         | an entry has either at or every, to say when
                    {at: 1s}                              | an entry has do, to say what
                    {at: 1s, until: 5s, do: heal}         | from and until go with every, not with at
                    {at: 1s, do: crash n6}                | there is no member n6 at 1s; members are n1 to n5
                    {at: 1s, do: crash @x}                | there is no zone 'x'; no zones are set
                    {at: 1s, do: crash few}               | 'few' is no group; no groups are set
                    {at: 70s, do: crash n1}               | at 70s the run is over, it ends at 60s; set duration
                    {at: 55s, do: check 10s}              | a check from 55s for 10s goes on after the end of the run at 60s; set duration
                    """)
    void an_entry_that_makes_no_sense_is_refused(String entry, String why) {
        assertThat(ParsedFile.of("timeline:", "  - " + entry).problems())
                .containsExactly("file.yaml:2:5: timeline: " + why);
    }

    @Test
    void a_group_needs_a_name_of_its_own() {
        assertThat(ParsedFile.of("groups: {n1: 5%}").problems())
                .containsExactly("file.yaml:1:10: groups.n1: a group has a name of letters, digits, - and _, other than"
                        + " all, next, stopped, hung and those of members");
    }

    @Test
    void a_seed_member_must_exist() {
        assertThat(ParsedFile.of("members: 3", "bootstrap: {seeds: n4}").problems())
                .containsExactly("file.yaml:2:20: bootstrap.seeds: there is no member n4; members are n1 to n3");
    }

    @Test
    void a_rule_of_the_network_is_a_change_to_links() {
        assertThat(ParsedFile.of("network:", "  rules: [crash n1]").problems())
                .containsExactly(
                        "file.yaml:2:11: network.rules: 'crash' is no rule of the network; put it into the timeline");
    }

    @Test
    void contradicting_protocol_settings_are_refused_at_the_place_of_the_one_that_is_written() {
        assertThat(ParsedFile.of("protocol:", "  probe: {period: 300ms}").problems())
                .containsExactly(
                        "file.yaml:2:19: protocol.probe.timeout-max: 500ms must not be more than protocol.probe.period 300ms");
        assertThat(ParsedFile.of("protocol.suspicion.window-max: 1m").problems())
                .containsExactly("file.yaml:1:32: protocol.suspicion.window-max: 1m must not be more than twice"
                        + " protocol.suspicion.window-min 5600ms");
    }

    @Test
    void a_contradiction_that_a_preset_of_mechanisms_intends_is_allowed() {
        assertThat(ParsedFile.of("mechanisms: lifeguard", "protocol.suspicion.window-min: 6s")
                        .file()
                        .settings()
                        .get(ProtocolSetting.WINDOW_MIN))
                .isEqualTo(6_000_000_000L);
    }

    @Test
    void an_option_replaces_the_file_and_is_the_place_of_its_mistakes() {
        assertThat(ParsedFile.of("members: 3")
                        .with("--members", "members", "7")
                        .file()
                        .members())
                .isEqualTo(7);
        assertThat(ParsedFile.of("").with("--loss", "network.loss", "lots").problems())
                .containsExactly("--loss: network.loss: found \"lots\", expected a share as 10%");
        assertThat(ParsedFile.of("").with("--set", "protocol.probe.perod", "1s").problems())
                .containsExactly("--set: protocol.probe.perod: unknown key; did you mean protocol.probe.period?");
    }

    @Test
    void all_problems_are_reported_at_once() {
        assertThat(ParsedFile.of("members: no", "duration: never", "elephant: 1")
                        .problems())
                .hasSize(3);
    }

    @Test
    void a_script_stands_alone() {
        assertThat(ParsedFile.of("members: 3", "script: |", "  0s start n1").problems())
                .containsExactly(
                        "file.yaml:1:10: members: a script says all that happens; leave out either it or members");
        assertThat(ParsedFile.of("script: |", "  0s start n1", "  5s crash n2")
                        .file()
                        .scenario(1)
                        .script())
                .isEqualTo("0s start n1\n5s crash n2");
    }
}
