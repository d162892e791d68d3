package dev.grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class OptionsTest {

    private static Options parse(String... arguments) {
        return Options.parse(Map.of("profile", "lan"), arguments);
    }

    @Test
    void an_option_that_is_not_given_has_a_default() {
        Options options = parse();
        assertThat(options.number("nodes")).isEqualTo(16);
        assertThat(options.number("repeats")).isEqualTo(5);
        assertThat(options.scenarios()).containsExactly(Scenario.BOOTSTRAP);
        assertThat(options.text("profile")).isEqualTo("lan");
        assertThat(options.isGiven("nodes")).isFalse();
    }

    @Test
    void a_value_follows_its_name_or_an_equals_sign() {
        Options options = parse("--nodes", "128", "--profile=wan");
        assertThat(options.number("nodes")).isEqualTo(128);
        assertThat(options.text("profile")).isEqualTo("wan");
        assertThat(options.isGiven("nodes")).isTrue();
    }

    @Test
    void scenarios_keep_their_order_and_may_repeat() {
        assertThat(parse("--scenario", "steady,one-by-one,steady").scenarios())
                .containsExactly(Scenario.STEADY, Scenario.ONE_BY_ONE, Scenario.STEADY);
    }

    @Test
    void a_wrong_command_line_is_refused_with_the_reason() {
        assertThatThrownBy(() -> parse("--scenario", "crush"))
                .hasMessage(
                        "unknown scenario 'crush'; allowed are bootstrap, steady, gossip, meta, leave, crash, hang, "
                                + "one-by-one, mass10, mass50, starve, spinning");
        assertThatThrownBy(() -> parse("--node", "3"))
                .hasMessage("unknown option '--node'; allowed are limit-seconds, messages, nodes, profile, repeats, "
                        + "scenario, seed, spinning-seconds, start-threads, steady-seconds, updates");
        assertThatThrownBy(() -> parse("--nodes", "many"))
                .hasMessage("--nodes must be a number of 0 or more, not many");
        assertThatThrownBy(() -> parse("--nodes", "1")).hasMessage("--nodes must be 2 or more, not 1");
        assertThatThrownBy(() -> parse("--nodes")).hasMessage("--nodes needs a value");
    }
}
