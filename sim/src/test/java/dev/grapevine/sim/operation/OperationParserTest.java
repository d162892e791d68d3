package dev.grapevine.sim.operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.sim.scenario.Scenario;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperationParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "start n1",
                "start n1 zone=east seeds=n1,n2 discover",
                "restart n1",
                "restart n1 moved blank",
                "crash n1",
                "host-loss n1",
                "hang n1",
                "resume n1",
                "pause n1 3.5s",
                "suspend n1 120s",
                "leave n1",
                "join n1 n2,n3",
                "forget n1 n2",
                "register n1 web 8080",
                "deregister n1 web",
                "keys n1 install",
                "keys n1 rotate",
                "slow n1 200us",
                "clock-step n1 -5s",
                "clock-skew n1 -200ppm",
                "interface n1 down",
                "interface n1 up",
                "descriptors n1 none",
                "descriptors n1 free",
                "take-address n1 n2",
                "reset-streams n1",
                "attack n1 questions 100 2s",
                "attack n1 streams 20 0s",
                "partition n1,n2 | n3 | n4,n5",
                "heal",
                "cut n1 -> *",
                "loss * -> * 12.5%",
                "delay @east -> @west 80ms",
                "delay * -> n1 1ms..5ms",
                "delay n1 -> * 1ms~50ms",
                "duplicate * -> * 5%",
                "reorder n1 -> n2 0.1%",
                "corrupt * -> n2 1%",
                "reject n1 -> n2",
                "block-udp * -> n2",
                "flip n1 -> n2 1.5s",
                "check 30s"
            })
    void every_operation_prints_the_text_that_it_was_read_from(String text) {
        Operation operation = OperationParser.operation(text);
        assertThat(operation).hasToString(text);
        assertThat(OperationParser.operation(operation.toString())).isEqualTo(operation);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "explode n1; there is no operation 'explode'",
                "crash; a member is missing",
                "crash n1 n2; 'n2' is too much",
                "pause n1 3; `not a duration: '3'; write it as 1.5s, 20ms or 200us`",
                "pause n1 99999999999999999999h; `'99999999999999999999h' is longer than 10000h`",
                "clock-step n1 -9999999h; `'-9999999h' is longer than 10000h`",
                "pause n1 0.5ns; `'0.5ns' is finer than 1ns`",
                "cut n1 n2; '->' is missing",
                "clock-skew n1 3; write a skew as 200ppm",
                "keys n1 steal; `there is no command 'steal' for keys; there are [install, use, remove, rotate]`",
                "attack n1 bombs 3 1s; `there is no attack 'bombs'; there are [questions, answers, facts, everything, streams, replays]`",
                "register n1 web x; 'x' is not a number",
                "partition; groups are missing",
                "partition |; a name is missing in ''",
                "partition n1 | | n2; a name is missing in ''",
                "partition n1,,n2 | n3; a name is missing in 'n1,,n2'",
                "join n1 n2,; a name is missing in 'n2,'"
            })
    void what_cannot_be_read_is_refused_with_the_reason(String text, String reason) {
        assertThatThrownBy(() -> OperationParser.operation(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("cannot read '" + text + "': " + reason);
    }

    @ParameterizedTest
    @ValueSource(strings = {"loss , -> * 10%", "loss a,,b -> * 10%", "cut * -> n1,", "cut @ -> *"})
    void a_selector_names_someone(String text) {
        assertThatThrownBy(() -> OperationParser.operation(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a selector is *, @zone or names of hosts");
    }

    @Test
    void a_script_is_read_back_line_by_line() {
        Scenario scenario = Scenario.builder()
                .startAll(2)
                .run("1500ms")
                .then("partition n1 | n2")
                .run("250us")
                .then("heal")
                .check("5s")
                .build();
        assertThat(scenario.script()).isEqualTo("""
                        0s start n1 seeds=n1
                        0s start n2 seeds=n1
                        1.5s partition n1 | n2
                        1.50025s heal
                        1.50025s check 5s""");
        assertThat(OperationParser.script("# a comment\n\n" + scenario.script()))
                .isEqualTo(scenario.steps());
        assertThat(scenario.duration()).isEqualTo(6_500_250_000L);
    }

    @Test
    void an_operation_names_its_members_and_can_be_reduced_by_one() {
        Map<String, String> without = new TreeMap<>();
        for (String text : List.of(
                "start n2 seeds=n1,n2",
                "crash n1",
                "crash n2",
                "join n2 n1,n3",
                "partition n1,n2 | n3",
                "partition n1",
                "cut n1 -> *",
                "cut * -> n2",
                "heal")) {
            without.put(text, String.valueOf(OperationParser.operation(text).without("n1")));
        }
        assertThat(without)
                .containsEntry("start n2 seeds=n1,n2", "start n2 seeds=n2")
                .containsEntry("crash n1", "null")
                .containsEntry("crash n2", "crash n2")
                .containsEntry("join n2 n1,n3", "null")
                .containsEntry("partition n1,n2 | n3", "partition n2 | n3")
                .containsEntry("partition n1", "null")
                .containsEntry("cut n1 -> *", "null")
                .containsEntry("cut * -> n2", "cut * -> n2")
                .containsEntry("heal", "heal");
    }

    @Test
    void the_separators_of_ascii_are_blanks_and_stand_in_no_word() {
        assertThat(OperationParser.operation("crash\u001cn1\u001f")).isEqualTo(OperationParser.operation("crash n1"));
    }
}
