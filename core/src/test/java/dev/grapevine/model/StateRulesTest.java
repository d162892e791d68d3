package dev.grapevine.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.core.wire.StateKeys;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class StateRulesTest {

    static Stream<Arguments> bad() {
        return Stream.of(
                bad(
                        with("we b", "id", "", 1, List.of(), Map.of(), 1, "", 0),
                        "service name 'we b' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'"),
                bad(
                        with("", "id", "", 1, List.of(), Map.of(), 1, "", 0),
                        "service name '' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'"),
                bad(
                        with("s".repeat(65), "id", "", 1, List.of(), Map.of(), 1, "", 0),
                        "service name '" + "s".repeat(65)
                                + "' is not allowed: use 1 to 64 letters, digits, '.', '_' or '-'"),
                bad(
                        with("web", "a/b", "", 1, List.of(), Map.of(), 1, "", 0),
                        "service 'web': instance id 'a/b' is not allowed: use 1 to 128 letters, digits, '.', '_', ':' or '-'"),
                bad(
                        with("web", "i".repeat(129), "", 1, List.of(), Map.of(), 1, "", 0),
                        "service 'web': instance id '" + "i".repeat(80)
                                + "...' is not allowed: use 1 to 128 letters, digits, '.', '_', ':' or '-'"),
                bad(
                        with("web", "", "", 1, List.of(), Map.of(), 1, "", 0),
                        "service 'web': instance id '' is not allowed: use 1 to 128 letters, digits, '.', '_', ':' or '-'"),
                bad(
                        with("web", "id", "http://x", 1, List.of(), Map.of(), 1, "", 0),
                        "service 'web': address 'http://x' is not allowed: use a host name or an IP address without port"),
                bad(
                        with("web", "id", "", -1, List.of(), Map.of(), 1, "", 0),
                        "service 'web': port must be 0 to 65535, not -1"),
                bad(
                        with("web", "id", "", 65_536, List.of(), Map.of(), 1, "", 0),
                        "service 'web': port must be 0 to 65535, not 65536"),
                bad(
                        with("web", "id", "", 1, List.of(), Map.of(), -1, "", 0),
                        "service 'web': weight must be 0 to 65535, not -1"),
                bad(
                        with("web", "id", "", 1, List.of(), Map.of(), 1, "", -1),
                        "service 'web': time of last change must be milliseconds since 1970, not -1"),
                bad(
                        with("web", "id", "", 1, List.of(""), Map.of(), 1, "", 0),
                        "service 'web': tag '' has 0 bytes: 1 to 512 are allowed"),
                bad(
                        with("web", "id", "", 1, List.of("a", "b", "a"), Map.of(), 1, "", 0),
                        "service 'web': tag 'a' is given twice: give it once"),
                bad(
                        with("web", "id", "", 1, List.of("a\nb"), Map.of(), 1, "", 0),
                        "service 'web': tag 'a?b' is not allowed: leave out control characters and unpaired surrogates"),
                bad(
                        with("web", "id", "", 1, List.of("\ud800"), Map.of(), 1, "", 0),
                        "service 'web': tag '?' is not allowed: leave out control characters and unpaired surrogates"),
                bad(
                        with("web", "id", "", 1, List.of("\u00e4".repeat(256) + "a"), Map.of(), 1, "", 0),
                        "service 'web': tag '" + "\u00e4".repeat(80) + "...' has 513 bytes: 1 to 512 are allowed"),
                bad(
                        with("web", "id", "", 1, numbered(65), Map.of(), 1, "", 0),
                        "service 'web': has 65 tags: at most 64 are allowed"),
                bad(
                        with("web", "id", "", 1, List.of(), Map.of("", "v"), 1, "", 0),
                        "service 'web': metadata key '' has 0 bytes: 1 to 128 are allowed"),
                bad(
                        with("web", "id", "", 1, List.of(), Map.of("k", "v".repeat(1_025)), 1, "", 0),
                        "service 'web': metadata value of 'k' has 1025 bytes: at most 1024 are allowed"),
                bad(
                        with("web", "id", "", 1, List.of(), keys(65), 1, "", 0),
                        "service 'web': has 65 metadata keys: at most 64 are allowed"),
                bad(
                        with("web", "id", "", 1, List.of(), Map.of(), 1, "o".repeat(513), 0),
                        "service 'web': check output has 513 bytes: cut it to 512"));
    }

    @ParameterizedTest
    @MethodSource("bad")
    void an_instance_that_breaks_a_rule_is_refused_with_the_reason(ServiceInstance instance, String message) {
        assertThatThrownBy(() -> StateRules.check(instance))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
        assertThat(StateRules.problemOf(instance)).isEqualTo(message);
    }

    @Test
    void an_instance_at_every_limit_is_allowed() {
        ServiceInstance largest = with(
                "s".repeat(64),
                "i".repeat(128),
                "h".repeat(253),
                65_535,
                numbered(64),
                keys(64),
                65_535,
                "o".repeat(512),
                Long.MAX_VALUE);

        assertThat(StateRules.check(largest)).isSameAs(largest);
        assertThat(StateKeys.service(largest).length()).isLessThanOrEqualTo(255);
        assertThat(StateRules.problemOf(with("a", "b", "", 0, List.of(), Map.of(), 0, "", 0)))
                .isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host-1.example_x", "10.0.0.1", "fd00::1"})
    void host_names_and_addresses_are_allowed(String address) {
        assertThat(StateRules.problemOf(with("web", "id", address, 1, List.of(), Map.of(), 1, "", 0)))
                .isNull();
    }

    @Test
    void a_tag_of_512_bytes_and_8_checks_are_allowed_of_an_instance_and_of_a_member() {
        String tag = "\u00e4".repeat(StateLimits.TAG / 2);
        ServiceInstance largest =
                with("web", "id", "", 1, List.of(tag), Map.of(), 1, "", 0).withChecks(checks(8));

        assertThat(StateRules.check(largest)).isSameAs(largest);
        assertThat(StateKeys.tag("t".repeat(512))).hasSize(StateLimits.KEY);
        assertThatCode(() -> StateRules.checkTag(tag)).doesNotThrowAnyException();
    }

    @Test
    void a_tag_of_513_bytes_or_9_checks_are_refused_of_an_instance_and_of_a_member() {
        ServiceInstance nineChecks =
                with("web", "id", "", 1, List.of(), Map.of(), 1, "", 0).withChecks(checks(9));

        assertThat(StateRules.problemOf(nineChecks)).isEqualTo("service 'web': has 9 checks: at most 8 are allowed");
        assertThatThrownBy(() -> StateRules.checkTag("t".repeat(513)))
                .hasMessage("tag '" + "t".repeat(80) + "...' has 513 bytes: 1 to 512 are allowed");
    }

    private static List<CheckResult> checks(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> new CheckResult("c" + i, "", Health.PASSING, ""))
                .toList();
    }

    @Test
    void tags_and_metadata_of_a_member_obey_the_same_rules() {
        assertThatCode(() -> StateRules.checkTag("blue/green, \u00fcber")).doesNotThrowAnyException();
        assertThatCode(() -> StateRules.checkMetadata("k", "any\nvalue")).doesNotThrowAnyException();
        assertThatThrownBy(() -> StateRules.checkTag("")).hasMessage("tag '' has 0 bytes: 1 to 512 are allowed");
        assertThatThrownBy(() -> StateRules.checkMetadata("a\tb", ""))
                .hasMessage("metadata key 'a?b' is not allowed: leave out control characters and unpaired surrogates");
    }

    @Test
    void output_is_cut_between_characters() {
        assertThat(StateRules.cutOutput("gr\u00fcn", 3)).isEqualTo("gr");
        assertThat(StateRules.cutOutput("short")).isEqualTo("short");
        assertThat(StateRules.cutOutput("o".repeat(600))).isEqualTo("o".repeat(512));
        assertThat(StateRules.cutOutput("\u20ac".repeat(200))).isEqualTo("\u20ac".repeat(170));
        assertThat(StateRules.cutOutput("\ud83c\udf47".repeat(200))).isEqualTo("\ud83c\udf47".repeat(128));
    }

    private static Arguments bad(ServiceInstance instance, String message) {
        return Arguments.of(instance, message);
    }

    private static ServiceInstance with(
            String service,
            String id,
            String address,
            int port,
            List<String> tags,
            Map<String, String> metadata,
            int weight,
            String output,
            long since) {
        return new ServiceInstance(
                service, id, address, port, tags, metadata, weight, Health.PASSING, output, ServiceState.UP, since);
    }

    private static List<String> numbered(int count) {
        return IntStream.range(0, count).mapToObj(Integer::toString).toList();
    }

    private static Map<String, String> keys(int count) {
        Map<String, String> metadata = new HashMap<>();
        numbered(count).forEach(key -> metadata.put(key, ""));
        return metadata;
    }
}
