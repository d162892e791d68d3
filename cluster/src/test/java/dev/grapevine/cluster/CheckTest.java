package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.grapevine.cluster.check.CheckPolicy;
import dev.grapevine.model.Health;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckTest {

    private static final String URL = "http://127.0.0.1:8080/health";

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    @Test
    void the_defaults_are_those_of_the_agent() {
        assertThat(Check.http(URL).policy()).isEqualTo(new CheckPolicy(seconds(10), seconds(10), 2, 1));
    }

    @Test
    void headers_are_part_of_an_http_check_and_of_no_other() {
        PolledCheck check = Check.http(URL)
                .header("Authorization", "hush")
                .every(seconds(5))
                .header("X", "1");
        assertThat(check)
                .isEqualTo(Check.http(URL)
                        .every(seconds(5))
                        .header("Authorization", "hush")
                        .header("X", "1"))
                .isNotEqualTo(Check.http(URL)
                        .every(seconds(5))
                        .header("Authorization", "other")
                        .header("X", "1"));
        assertThat(check.toString()).doesNotContain("hush");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.tcp("::1", 1).header("X", "1"))
                .withMessage("only an HTTP check has headers, not [::1]:1 every 10.0 s");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.http(URL).header("host", "web"))
                .withMessageStartingWith("the Java runtime's HTTP client sets Host itself");
    }

    @Test
    void each_part_can_be_set_in_any_order() {
        CheckPolicy wanted = new CheckPolicy(seconds(5), seconds(2), 3, 4);
        assertThat(Check.tcp("::1", 1)
                        .every(seconds(5))
                        .timeout(seconds(2))
                        .failures(3)
                        .successes(4)
                        .policy())
                .isEqualTo(wanted);
        assertThat(Check.tcp("::1", 1)
                        .successes(4)
                        .failures(3)
                        .timeout(seconds(2))
                        .every(seconds(5))
                        .policy())
                .isEqualTo(wanted);
    }

    @Test
    void a_default_gives_way_to_the_part_that_is_set() {
        assertThat(Check.http(URL).every(seconds(5)).policy().timeout()).isEqualTo(seconds(5));
        assertThat(Check.http(URL).every(seconds(60)).policy().timeout()).isEqualTo(seconds(10));
        assertThat(Check.http(URL).timeout(seconds(30)).policy().interval()).isEqualTo(seconds(30));
        assertThat(Check.http(URL).timeout(seconds(1)).policy().interval()).isEqualTo(seconds(10));
    }

    @Test
    void a_timeout_longer_than_the_interval_is_refused() {
        String message = "timeout 3.0 s is longer than interval 2.5 s; shorten the timeout or lengthen the interval";
        PolledCheck check = Check.http(URL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.every(Duration.ofMillis(2_500)).timeout(seconds(3)))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.timeout(seconds(3)).every(Duration.ofMillis(2_500)))
                .withMessage(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "PT-1S", "PT0.0009S", "PT24H0.001S"})
    void durations_out_of_range_are_refused(Duration duration) {
        PolledCheck check = Check.http(URL);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.every(duration))
                .withMessage("interval must be 1 ms to 24 h, not " + duration);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> check.timeout(duration))
                .withMessage("timeout must be 1 ms to 24 h, not " + duration);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.ttl(duration))
                .withMessage("ttl must be 1 ms to 24 h, not " + duration);
    }

    @Test
    void the_shortest_and_longest_durations_are_allowed() {
        assertThat(Check.http(URL)
                        .every(Duration.ofHours(24))
                        .timeout(Duration.ofMillis(1))
                        .policy())
                .isEqualTo(new CheckPolicy(Duration.ofHours(24), Duration.ofMillis(1), 2, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 1_000})
    void counts_out_of_range_are_refused(int count) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.http(URL).failures(count))
                .withMessage("failures must be 1 to 999, not " + count);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.http(URL).successes(count))
                .withMessage("successes must be 1 to 999, not " + count);
    }

    @Test
    void urls_that_cannot_be_requested_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.http("ftp://host/"))
                .withMessage("check URL 'ftp://host/' is not allowed: use http://HOST:PORT/PATH or"
                        + " https://HOST:PORT/PATH");
        assertThatIllegalArgumentException().isThrownBy(() -> Check.http(URI.create("/health")));
    }

    @Test
    void hosts_that_the_http_client_does_not_take_are_refused_and_others_allow_them() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.http("http://my_host/"))
                .withMessage("check URL 'http://my_host/' is not allowed: the Java runtime's HTTP client takes no host"
                        + " 'my_host'; use an IP address, or a name of letters, digits, '-' and '.' whose last part"
                        + " begins with a letter");
        assertThatIllegalArgumentException().isThrownBy(() -> Check.http(URI.create("http://web.1:81/x")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.http("http://host/a[b]"))
                .withMessageEndingWith(
                        "(Illegal character in path at character 14); percent-encode what is not allowed" + " there");
        assertThat(Check.http("http://web-1.example:81/x?a[]=b"))
                .hasToString("http://web-1.example:81/x?a[]=b every 10.0 s");
        assertThat(Check.tcp("my_host", 80)).hasToString("my_host:80 every 10.0 s");
    }

    @Test
    void hosts_and_ports_that_cannot_be_connected_to_are_refused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.tcp("tcp://host", 80))
                .withMessage("check host 'tcp://host' is not allowed: use a host name or an IP address without port");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.tcp("host", 0))
                .withMessage("check port must be 1 to 65535, not 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Check.tcp("host", 65_536))
                .withMessage("check port must be 1 to 65535, not 65536");
    }

    @Test
    @SuppressWarnings("NullAway") // null is the argument that is tested
    void null_is_refused_by_name() {
        assertThatNullPointerException()
                .isThrownBy(() -> Check.http((String) null))
                .withMessage("url");
        assertThatNullPointerException()
                .isThrownBy(() -> Check.http((URI) null))
                .withMessage("url");
        assertThatNullPointerException().isThrownBy(() -> Check.tcp(null, 1)).withMessage("host");
        assertThatNullPointerException().isThrownBy(() -> Check.of(null)).withMessage("supplier");
        assertThatNullPointerException().isThrownBy(() -> Check.ttl(null)).withMessage("ttl");
        assertThatNullPointerException()
                .isThrownBy(() -> Check.http(URL).every(null))
                .withMessage("interval");
        assertThatNullPointerException()
                .isThrownBy(() -> Check.http(URL).timeout(null))
                .withMessage("timeout");
    }

    @Test
    void checks_of_the_same_in_the_same_way_are_equal() {
        Supplier<Health> supplier = () -> Health.PASSING;
        assertThat(Check.http(URL).every(seconds(10)))
                .isEqualTo(Check.http(URI.create(URL)))
                .hasSameHashCodeAs(Check.http(URI.create(URL)))
                .isNotEqualTo(Check.http(URL).every(seconds(9)))
                .isNotEqualTo(Check.http(URL + "z"));
        assertThat(Check.of(supplier)).isEqualTo(Check.of(supplier)).isNotEqualTo(Check.of(() -> Health.PASSING));
        assertThat(Check.tcp("a", 1)).isEqualTo(Check.tcp("a", 1)).isNotEqualTo(Check.tcp("a", 2));
        assertThat(Check.ttl(seconds(1))).isEqualTo(Check.ttl(seconds(1))).isNotEqualTo(Check.ttl(seconds(2)));
    }

    @Test
    void they_read_well() {
        assertThat(Check.http(URL)).hasToString(URL + " every 10.0 s");
        assertThat(Check.tcp("::1", 80).every(seconds(2))).hasToString("[::1]:80 every 2.0 s");
        assertThat(Check.ttl(seconds(30))).hasToString("a report every 30.0 s");
    }
}
