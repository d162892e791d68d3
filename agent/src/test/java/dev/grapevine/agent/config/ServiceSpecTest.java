package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServiceSpecTest {

    @Test
    void a_bare_name_is_a_service_without_a_port() {
        assertThat(ServiceSpec.parse("web"))
                .isEqualTo(new ServiceSpec("web", "web", "", 0, List.of(), Map.of(), 1, List.of()));
    }

    @Test
    void the_short_form_says_port_tags_weight_and_checks() {
        assertThat(ServiceSpec.parse("web:8080/v2+eu?weight=5&check=http:/health"))
                .isEqualTo(new ServiceSpec(
                        "web",
                        "web",
                        "",
                        8080,
                        List.of("v2", "eu"),
                        Map.of(),
                        5,
                        List.of(new CheckSpec.Http("/health", CheckSpec.Pace.USUAL))));
    }

    @Test
    void the_short_form_says_all_else_as_parameters() {
        ServiceSpec spec =
                ServiceSpec.parse("db?id=db-1&address=10.0.0.4&meta.version=16%20beta&check=tcp://10.0.0.4:5432"
                        + "&interval=5s&timeout=1s&failures=3&successes=2&check=ttl:30s");
        assertThat(spec.id()).isEqualTo("db-1");
        assertThat(spec.address()).isEqualTo("10.0.0.4");
        assertThat(spec.metadata()).isEqualTo(Map.of("version", "16 beta"));
        assertThat(spec.checks())
                .containsExactly(
                        new CheckSpec.Tcp(
                                "10.0.0.4:5432",
                                new CheckSpec.Pace(Duration.ofSeconds(5), Duration.ofSeconds(1), 3, 2)),
                        new CheckSpec.Ttl(Duration.ofSeconds(30)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "web:8080",
                "web:8080/v2+eu",
                "web?weight=0",
                "web:8080/v2?weight=5&check=http:/health&check=tcp&check=tcp://db:5432&check=ttl:10s",
                "web?check=https://host.example/ok"
            })
    void what_is_shown_can_be_read_again(String text) {
        assertThat(ServiceSpec.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    w b                         | found service name "w b", allowed is 1 to 64 of A-Z a-z 0-9 . _ -
                    :80                         | found service name "", allowed is 1 to 64 of A-Z a-z 0-9 . _ -
                    web:http                    | found port "http", allowed is 0 to 65535
                    web:65536                   | found port "65536", allowed is 0 to 65535
                    web/                        | found tag "", allowed is 1 to 64 of A-Z a-z 0-9 . _ : / = @ -
                    web?wight=5                 | found parameter "wight", allowed is weight, check, interval, timeout, failures, successes, id, address, meta.KEY
                    web?weight=-1               | found weight "-1", allowed is 0 to 65535
                    web?address=a:1             | found address "a:1", allowed is an IP address or a host name
                    web?check=ping              | found check "ping", allowed is http:/PATH, http://HOST:PORT/PATH, tcp, tcp://HOST:PORT or ttl:10s
                    web?check=ttl:soon          | found ttl "soon", allowed is 1ms to 24h
                    web?check=tcp://nowhere     | found check target "nowhere", allowed is HOST:PORT
                    web?check=http:/health      | check http:/health needs a port and service web has none: give the service a port or the check a full address
                    web?check=tcp               | check tcp needs a port and service web has none: give the service a port or the check a full address
                    web:1?check=tcp&timeout=1m  | timeout 1m is longer than interval 10s; shorten it or lengthen the interval
                    web:1?check=tcp&failures=0  | found failures "0", allowed is 1 to 999
                    """)
    void what_is_wrong_is_said_exactly(String text, String message) {
        assertThatThrownBy(() -> ServiceSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void the_full_form_in_yaml_says_everything() {
        AgentConfig config = new SomeConfig()
                .yaml(
                        "services:",
                        "  - web:8080",
                        "  - name: db",
                        "    id: db-1",
                        "    address: 10.0.0.4",
                        "    port: 5432",
                        "    tags: [primary, eu]",
                        "    metadata: {version: 16}",
                        "    weight: 3",
                        "    checks:",
                        "      - tcp",
                        "      - tcp:",
                        "      - http: http://10.0.0.4:9187/health",
                        "        interval: 5s",
                        "        failures: 4",
                        "      - ttl: 10s")
                .load();
        assertThat(config.services())
                .containsExactly(
                        ServiceSpec.parse("web:8080"),
                        new ServiceSpec(
                                "db",
                                "db-1",
                                "10.0.0.4",
                                5432,
                                List.of("primary", "eu"),
                                Map.of("version", "16"),
                                3,
                                List.of(
                                        new CheckSpec.Tcp("", CheckSpec.Pace.USUAL),
                                        new CheckSpec.Tcp("", CheckSpec.Pace.USUAL),
                                        new CheckSpec.Http(
                                                "http://10.0.0.4:9187/health",
                                                new CheckSpec.Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), 4, 1)),
                                        new CheckSpec.Ttl(Duration.ofSeconds(10)))));
    }

    @Test
    void what_is_wrong_in_yaml_is_said_with_its_place() {
        assertThat(new SomeConfig()
                        .yaml(
                                "services:",
                                "  - name: db",
                                "    prot: 5432",
                                "  - port: 80",
                                "  - name: web",
                                "    checks: [tcp]",
                                "  - name: api",
                                "    port: x",
                                "    checks:",
                                "      - http: /health",
                                "        tcp: a:1",
                                "      - intervall: 1s",
                                "  - 'web:x'")
                        .problems())
                .containsExactly(
                        "config.yaml:3:5: services.prot: unknown key; did you mean services.port?",
                        "config.yaml:4:5: services.name: missing: every service has a name",
                        "config.yaml:5:5: services: check tcp needs a port and service web has none: give the service a port or"
                                + " the check a full address",
                        "config.yaml:8:11: services.port: found port \"x\", allowed is 0 to 65535",
                        "config.yaml:10:9: services.checks: a check is exactly one of http, tcp, ttl",
                        "config.yaml:12:9: services.checks.intervall: unknown key; did you mean services.checks.interval?",
                        "config.yaml:12:9: services.checks: a check is exactly one of http, tcp, ttl",
                        "config.yaml:13:5: services: \"web:x\": found port \"x\", allowed is 0 to 65535");
    }
}
