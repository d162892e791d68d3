package dev.grapevine.sim.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class JsonTest {

    private final Json json = new Json();

    @Test
    void fields_and_elements_are_separated_by_commas_at_every_depth() {
        json.object(() -> {
            json.name("a").value(1);
            json.name("b")
                    .array(
                            List.of(1, 2),
                            (to, value) -> to.array(() -> to.value(value).value(value > 1)));
            json.name("c").object(() -> {});
            json.name("d").array(() -> {});
        });
        assertThat(json).hasToString("{\"a\":1,\"b\":[[1,false],[2,true]],\"c\":{},\"d\":[]}");
    }

    @Test
    void numbers_have_four_decimals_at_most_and_no_exponent() {
        json.array(() -> json.value(1.0)
                .value(0.00001)
                .value(2.0 / 3)
                .value(12_345_678.9)
                .value(-0.5));
        assertThat(json).hasToString("[1,0,0.6667,12345678.9,-0.5]");
    }

    @Test
    void nanoseconds_are_written_as_milliseconds() {
        json.array(() -> json.millis(1_500_000L).millis(0L).millis(123L).millis(null));
        assertThat(json).hasToString("[1.5,0,0.0001,null]");
    }

    @Test
    void texts_are_escaped_for_json_and_for_html() {
        json.value("a\"b\\c\nd\t</script>\u2028");
        assertThat(json).hasToString("\"a\\\"b\\\\c\\nd\\u0009\\u003c/script>\\u2028\"");
    }
}
