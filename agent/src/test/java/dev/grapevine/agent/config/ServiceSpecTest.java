package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.cluster.check.HttpCheckOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
    void the_short_form_has_port_tags_weight_and_checks() {
        assertThat(ServiceSpec.parse("web:8080/v2+eu?weight=5&check=http:/health"))
                .isEqualTo(new ServiceSpec(
                        "web",
                        "web",
                        "",
                        8080,
                        List.of("v2", "eu"),
                        Map.of(),
                        5,
                        List.of(new CheckSpec.Http("/health", CheckSpec.Pace.DEFAULT))));
    }

    @Test
    void the_short_form_has_all_other_fields_as_parameters() {
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

    @Test
    void a_tag_has_at_most_512_characters() {
        assertThat(ServiceSpec.parse("web/" + "t".repeat(512)).tags()).containsExactly("t".repeat(512));
        assertThatThrownBy(() -> ServiceSpec.parse("web/" + "t".repeat(513)))
                .hasMessageContaining("expected 1 to 512 characters of A-Z a-z 0-9 . _ : / = @ -");
    }

    @Test
    void an_instance_has_at_most_eight_checks() {
        String eight = "web?" + "check=ttl:10s&".repeat(8);
        assertThat(ServiceSpec.parse(eight.substring(0, eight.length() - 1)).checks())
                .hasSize(8);
        assertThatThrownBy(() -> ServiceSpec.parse(eight + "check=ttl:10s"))
                .hasMessageContaining(
                        "found 9 checks, expected at most 8 for an instance; let one of them stand for several");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "web",
                "web:8080",
                "web:8080/v2+eu",
                "web?weight=0",
                "web:8080/v2?weight=5&check=http:/health&check=tcp&check=tcp://db:5432&check=ttl:10s",
                "web?check=https://host.example/ok",
                "web?check=http://my_host:9099/&check=http://web.1/health&check=tcp://web.1:80"
            })
    void the_text_of_a_service_can_be_parsed_again(String text) {
        assertThat(ServiceSpec.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    w b                         | found service name "w b", expected 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone
                    :80                         | found service name "", expected 1 to 64 characters of A-Z a-z 0-9 . _ -, but not . or .. alone
                    web:http                    | found port "http", expected 0 to 65535
                    web:65536                   | found port "65536", expected 0 to 65535
                    web/+                       | found tag "", expected 1 to 512 characters of A-Z a-z 0-9 . _ : / = @ -
                    web/v1+                     | found tag "", expected 1 to 512 characters of A-Z a-z 0-9 . _ : / = @ -
                    web/                        | found tag "", expected 1 to 512 characters of A-Z a-z 0-9 . _ : / = @ -
                    web?wight=5                 | found parameter "wight", expected weight, check, interval, timeout, failures, successes, id, address, meta.KEY
                    web?weight=-1               | found weight "-1", expected 0 to 65535
                    web?address=a:1             | found address "a:1", expected an IP address or a host name
                    web?check=ping              | found check "ping", expected http:/PATH, http://HOST:PORT/PATH, tcp, tcp://HOST:PORT or ttl:10s
                    web?check=ttl:soon          | found ttl "soon", expected 1ms to 24h
                    web?check=tcp://nowhere     | found check target "nowhere", expected HOST:PORT
                    web?check=tcp://db:0        | found check target "db:0", expected HOST:PORT, with a port from 1 to 65535
                    web?check=http://a..b/      | check URL 'http://a..b/' is not allowed: the host must be an IPv4 address, an IPv6 address in brackets, or a name of letters, digits, '.', '_' and '-'
                    web?check=http://a/b c      | found "c" after a check, expected KEY=VALUE with one of interval, timeout, failures, successes, id, name, deregister-after, method, body, contains, tls-skip-verify, ca (in a URL, a space is %20)
                    web?check=http:/health      | check http:/health needs a port, and service web has none; add a port, or use a check with a full address
                    web?check=tcp               | check tcp needs a port, and service web has none; add a port, or use a check with a full address
                    web:1?check=tcp&timeout=1m  | timeout 1m is longer than interval 10s; shorten the timeout or lengthen the interval
                    web:1?check=tcp&failures=0  | found failures "0", expected 1 to 999
                    """)
    void a_wrong_service_is_refused_with_the_reason(String text, String message) {
        assertThatThrownBy(() -> ServiceSpec.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void the_full_form_in_yaml_has_all_fields() {
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
                                        new CheckSpec.Tcp("", CheckSpec.Pace.DEFAULT),
                                        new CheckSpec.Tcp("", CheckSpec.Pace.DEFAULT),
                                        new CheckSpec.Http(
                                                "http://10.0.0.4:9187/health",
                                                new CheckSpec.Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), 4, 1)),
                                        new CheckSpec.Ttl(Duration.ofSeconds(10)))));
    }

    @Test
    void a_check_in_yaml_has_headers_and_says_whom_it_trusts() {
        List<CheckSpec> checks = new SomeConfig()
                .yaml(
                        "services:",
                        "  - name: web",
                        "    port: 443",
                        "    checks:",
                        "      - http: https://10.0.0.4/health",
                        "        headers: {Host: web.example.org, X-Probe: 1}",
                        "        ca: /etc/ca.crt",
                        "      - http: https://10.0.0.5/health",
                        "        tls-skip-verify: true")
                .load()
                .services()
                .get(0)
                .checks();
        assertThat(checks)
                .containsExactly(
                        new CheckSpec.Http(
                                "https://10.0.0.4/health",
                                new HttpCheckOptions(
                                        Map.of("Host", "web.example.org", "X-Probe", "1"),
                                        true,
                                        Optional.of(Path.of("/etc/ca.crt"))),
                                CheckSpec.Pace.DEFAULT),
                        new CheckSpec.Http(
                                "https://10.0.0.5/health",
                                new HttpCheckOptions(Map.of(), false, Optional.empty()),
                                CheckSpec.Pace.DEFAULT));
        assertThat(new SomeConfig()
                        .yaml(
                                "services:",
                                "  - name: web",
                                "    port: 443",
                                "    checks:",
                                "      - tcp:",
                                "        headers: {Host: web}",
                                "      - http: /",
                                "        tls-skip-verify: perhaps",
                                "      - http: /",
                                "        headers: {Connection: close}",
                                "      - http: /",
                                "        tls-skip-verify: true",
                                "        ca: a")
                        .problems())
                .containsExactly(
                        "config.yaml:5:9: services.checks: headers, method, body and contains are for http checks only",
                        "config.yaml:7:9: services.checks: found tls-skip-verify \"perhaps\", expected true or false",
                        "config.yaml:9:9: services.checks: header Connection is set by the check itself; leave it out",
                        "config.yaml:11:9: services.checks: authorities are of no use while certificates are not verified;"
                                + " leave one of the two out");
    }

    @Test
    void a_script_is_words_or_a_list_and_runs_every_30_seconds() {
        List<CheckSpec> checks = new SomeConfig()
                .yaml(
                        "services:",
                        "  - name: db",
                        "    checks:",
                        "      - script: /usr/local/bin/check-db  --fast",
                        "      - script: [sh, -c, 'a | b', '']",
                        "        interval: 5s",
                        "      - script:check-lag 10")
                .load()
                .services()
                .get(0)
                .checks();
        CheckSpec.Pace quick = new CheckSpec.Pace(Duration.ofSeconds(5), Duration.ofSeconds(5), 2, 1);
        CheckSpec.Pace usual = new CheckSpec.Pace(Duration.ofSeconds(30), Duration.ofSeconds(30), 2, 1);
        assertThat(checks)
                .containsExactly(
                        new CheckSpec.Script(List.of("/usr/local/bin/check-db", "--fast"), usual, CheckSpec.Label.NONE),
                        new CheckSpec.Script(List.of("sh", "-c", "a | b", ""), quick, CheckSpec.Label.NONE),
                        new CheckSpec.Script(List.of("check-lag", "10"), usual, CheckSpec.Label.NONE));
        assertThat(ServiceSpec.parse("db?check=script:check-db%20--fast").checks())
                .containsExactly(new CheckSpec.Script(List.of("check-db", "--fast"), usual, CheckSpec.Label.NONE));
    }

    @Test
    void each_check_has_its_own_options_in_a_file_and_on_the_command_line() {
        CheckSpec.Pace quick = new CheckSpec.Pace(Duration.ofSeconds(1), Duration.ofSeconds(1), 3, 1);
        List<CheckSpec> expected = List.of(
                new CheckSpec.Tcp("", quick, new CheckSpec.Label("port", "", Optional.empty())),
                new CheckSpec.Http(
                        "/graph",
                        new HttpCheckOptions(Map.of(), true, Optional.empty(), "POST", "q", "ok"),
                        CheckSpec.Pace.DEFAULT,
                        CheckSpec.Label.NONE),
                new CheckSpec.Alias("db", "node2", CheckSpec.Pace.OF_ALIASES, CheckSpec.Label.NONE));
        assertThat(ServiceSpec.parse("web:80?check=tcp%20id=port%20interval=1s%20failures=3"
                                + "&check=http:/graph method=POST body=q contains=ok&check=alias:db@node2")
                        .checks())
                .isEqualTo(expected);
        assertThat(new SomeConfig()
                        .yaml(
                                "services:",
                                "  - name: web",
                                "    port: 80",
                                "    checks:",
                                "      - tcp: ''",
                                "        id: port",
                                "        interval: 1s",
                                "        failures: 3",
                                "      - http: /graph",
                                "        method: POST",
                                "        body: q",
                                "        contains: ok",
                                "      - alias: db@node2")
                        .load()
                        .services()
                        .get(0)
                        .checks())
                .isEqualTo(expected);
    }

    @Test
    void what_does_not_go_with_a_check_is_refused() {
        assertThat(new SomeConfig()
                        .yaml(
                                "services:",
                                "  - name: web",
                                "    port: 80",
                                "    checks:",
                                "      - ttl: 10s",
                                "        interval: 1s",
                                "      - http: /",
                                "        method: get",
                                "      - http: /",
                                "        body: a",
                                "      - alias: db@node@2",
                                "      - alias: db",
                                "        id: db",
                                "      - tcp: ''",
                                "        contain: x",
                                "      - tcp intervall=1s")
                        .problems())
                .containsExactly(
                        "config.yaml:5:9: services.checks: interval, timeout, failures, successes are not for ttl checks, which"
                                + " nobody makes; leave them out",
                        "config.yaml:7:9: services.checks: found method \"get\", expected one of GET, HEAD, POST, PUT, PATCH,"
                                + " DELETE, OPTIONS",
                        "config.yaml:9:9: services.checks: a GET request has no body; leave it out, or use POST",
                        "config.yaml:11:9: services.checks: found alias \"db@node@2\", expected SERVICE, SERVICE@MEMBER,"
                                + " SERVICE@* or @MEMBER",
                        "config.yaml:12:9: services.checks: an alias check has the id alias:db; leave the id out, and give it"
                                + " a name",
                        "config.yaml:15:9: services.checks.contain: unknown key; did you mean services.checks.contains?",
                        "config.yaml:16:9: services.checks: found \"intervall=1s\" after a check, expected KEY=VALUE with one"
                                + " of interval, timeout, failures, successes, id, name, deregister-after, method, body,"
                                + " contains, tls-skip-verify, ca (in a URL, a space is %20)");
    }

    @Test
    void a_configured_service_stays() {
        assertThatThrownBy(() -> ServiceSpec.parse("web:80?check=tcp deregister-after=1m"))
                .hasMessage("check tcp has deregister-after, but a configured service stays for as long as it is"
                        + " configured; leave it out, or register the service through the API");
    }

    @Test
    void a_wrong_script_is_refused_with_its_place() {
        assertThat(new SomeConfig()
                        .yaml(
                                "services:",
                                "  - name: db",
                                "    checks:",
                                "      - script:",
                                "      - script: [sh, [a]]",
                                "      - script: a",
                                "        headers: {Host: a}")
                        .problems())
                .containsExactly(
                        "config.yaml:4:9: services.checks: found no program, expected script:PROGRAM ARGUMENT ... (no shell"
                                + " reads it; for one, use a list in the file: script: [sh, -c, 'COMMAND | COMMAND'])",
                        "config.yaml:5:22: services.checks.script: found a list, expected a program and its arguments, as in"
                                + " [/usr/local/bin/check-db, --fast]",
                        "config.yaml:6:9: services.checks: headers, method, body and contains are for http checks only");
    }

    @Test
    void a_wrong_service_in_yaml_is_refused_with_its_place() {
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
                        "config.yaml:4:5: services.name: missing; every service needs a name",
                        "config.yaml:5:5: services: check tcp needs a port, and service web has none; add a port, or use a"
                                + " check with a full address",
                        "config.yaml:8:11: services.port: found port \"x\", expected 0 to 65535",
                        "config.yaml:10:9: services.checks: a check needs exactly one of http, tcp, ttl, grpc, script, alias",
                        "config.yaml:12:9: services.checks.intervall: unknown key; did you mean services.checks.interval?",
                        "config.yaml:12:9: services.checks: a check needs exactly one of http, tcp, ttl, grpc, script, alias",
                        "config.yaml:13:5: services: \"web:x\": found port \"x\", expected 0 to 65535");
    }
}
