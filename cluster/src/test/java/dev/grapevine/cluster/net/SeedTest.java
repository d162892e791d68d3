package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SeedTest {

    @ParameterizedTest
    @CsvSource({
        "node1, node1:7700",
        "node1:8001, node1:8001",
        "10.0.0.1, 10.0.0.1:7700",
        "10.0.0.1:65535, 10.0.0.1:65535",
        "[fd00::1]:8001, [fd00::1]:8001",
        "[fd00::1], [fd00::1]:7700",
        "fd00::1, [fd00::1]:7700",
        "::1, [::1]:7700",
        "' node1:8001 ', node1:8001",
        "srv:_gossip._udp.example.org, srv:_gossip._udp.example.org",
    })
    void seeds_are_parsed_as_users_write_them(String text, String read) {
        assertThat(Seed.parse(text)).hasToString(read);
        assertThat(Seed.parse(read)).isEqualTo(Seed.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", " ", "host:", ":7700", "host:port", "http://host", "a b", "[::1", "srv:", "srv:a:1", "ä"})
    void a_text_that_is_not_a_seed_is_refused_with_an_example(String text) {
        assertThatThrownBy(() -> Seed.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("'" + text
                        + "' is not a seed; expected host, host:port, [ipv6]:port or srv:name, as in 10.0.0.1:7700");
    }

    @Test
    void a_port_out_of_range_is_refused() {
        assertThatThrownBy(() -> Seed.parse("host:70000"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seed 'host:70000': the port must be 1 to 65535, not 70000");
        assertThatThrownBy(() -> Seed.parse("[::1]:0"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("seed '[::1]:0': the port must be 1 to 65535, not 0");
    }
}
