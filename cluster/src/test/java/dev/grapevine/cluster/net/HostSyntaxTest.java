package dev.grapevine.cluster.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostSyntaxTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a",
                "node-1",
                "node_1.example.org.",
                "10.0.0.1",
                "::",
                "::1",
                "fd00::1",
                "1:2:3:4:5:6:7:8",
                "1::8",
                "fe80::1%eth0",
                "::ffff:10.0.0.1"
            })
    void valid_hosts_are_accepted(String host) {
        assertThat(HostSyntax.valid(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a b",
                "-a",
                "a..b",
                "10.0.0.256",
                "10.0.0",
                "1.2.3.4.5",
                ":1",
                "1:",
                "1::2::3",
                ":::",
                "1:2:3:4:5:6:7:8:9",
                "12345::",
                "::10.0.0.300",
                "g::1",
                "1:2:3:4:5:6:7"
            })
    void invalid_hosts_are_not_accepted(String host) {
        assertThat(HostSyntax.valid(host)).isFalse();
    }
}
