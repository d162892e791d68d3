package dev.grapevine.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {

    @Test
    void a_measurement_is_one_line_of_json() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Report report = new Report(new PrintStream(bytes, true, StandardCharsets.UTF_8), "some", 16);
        report.emit("crash", "all_dead_ms", 2, 12.5, "ok", true, "saw", 15);
        assertThat(bytes.toString(StandardCharsets.UTF_8))
                .isEqualToIgnoringNewLines("{\"peer\":\"some\",\"n\":16,\"scenario\":\"crash\",\"metric\":\"all_dead_ms\","
                        + "\"rep\":2,\"value\":12.5,\"ok\":true,\"saw\":15}");
    }

    @Test
    void text_is_quoted_and_stays_on_its_line() {
        assertThat(Report.json(Map.of("a", "\"b\"\\\n\tc"))).isEqualTo("{\"a\":\"\\\"b\\\"\\\\  c\"}");
    }

    @Test
    void nanoseconds_are_rounded_to_microseconds() {
        assertThat(Report.millis(1_234_567)).isEqualTo(1.235);
    }
}
