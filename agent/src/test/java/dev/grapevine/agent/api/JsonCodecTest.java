package dev.grapevine.agent.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonCodecTest {

    private static final Instant TIME = Instant.parse("2030-01-02T03:04:05.678Z");

    @Test
    void a_member_is_written_in_its_documented_shape() {
        var member = new dev.grapevine.model.Member(
                "node1",
                -2,
                3,
                Status.SUSPECT,
                List.of(Address.ipv4(0x7f000001, 7700)),
                "eu",
                Set.of("b", "a"),
                Map.of("k", "v"),
                TIME,
                false,
                true,
                false);
        assertThat(JsonCodec.lenient().write(MemberInfo.of(member)))
                .isEqualTo("{\"name\":\"node1\",\"generation\":\"18446744073709551614\",\"incarnation\":3,"
                        + "\"status\":\"suspect\",\"addresses\":[\"127.0.0.1:7700\"],\"zone\":\"eu\",\"tags\":[\"a\",\"b\"],"
                        + "\"metadata\":{\"k\":\"v\"},\"since\":\"2030-01-02T03:04:05.678Z\",\"local\":false,"
                        + "\"unstable\":true,\"degraded\":false}");
    }

    @Test
    void null_fields_are_omitted() {
        assertThat(JsonCodec.lenient().write(new Problem("about:blank", "No", 404, "why", null, null)))
                .isEqualTo("{\"type\":\"about:blank\",\"title\":\"No\",\"status\":404,\"detail\":\"why\"}");
    }

    @Test
    void written_json_can_be_read_back() {
        WhyInfo why = new WhyInfo(
                new MemberInfo("n", "1", 0, "dead", List.of(), "", List.of(), Map.of(), TIME, false, false, false),
                "n is dead",
                "SILENT",
                List.of("m"),
                List.of(
                        new WhyInfo.FindingInfo(TIME, 0.25, "sign", "m", List.of(), null, 1, "said \"no\"\n"),
                        new WhyInfo.FindingInfo(TIME, 0.25, "heard", "m", List.of("o"), "k", 1, "said more")));
        JsonCodec codec = JsonCodec.strict();
        assertThat(codec.read(WhyInfo.class, codec.write(why))).isEqualTo(why);
        assertThat(codec.readList(WhyInfo.class, codec.writeList(WhyInfo.class, List.of(why))))
                .containsExactly(why);
    }

    @Test
    void an_unknown_field_is_skipped_in_responses_and_refused_in_requests() {
        String json = "{\"seeds\":[\"a:1\"],\"sedes\":[]}";
        assertThat(JsonCodec.lenient().read(JoinRequest.class, json)).isEqualTo(new JoinRequest(List.of("a:1")));
        assertThatThrownBy(() -> JsonCodec.strict().read(JoinRequest.class, json))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessageContaining("sedes");
    }

    @Test
    void json_of_another_shape_is_refused_with_the_reason() {
        JsonCodec codec = JsonCodec.strict();
        assertThatThrownBy(() -> codec.read(JoinRequest.class, "{}"))
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage("seeds: missing");
        for (String json : List.of("", "null", "[]", "{", "{\"seeds\":7}", "{\"seeds\":[null]}")) {
            assertThatThrownBy(() -> codec.read(JoinRequest.class, json))
                    .as(json)
                    .isInstanceOf(MalformedJsonException.class);
        }
    }

    @Test
    void an_error_is_one_short_line_however_long_the_names_and_texts_are() {
        String name = "x".repeat(5_000);
        assertRefused(
                "{\"" + name + "\":1}",
                name.substring(0, 97)
                        + "...: unknown field; expected one of address, port, tags, metadata, weight, health, output, state,"
                        + " checks");
        for (String long5k : List.of(
                "{\"port\":\"" + name + "\"}",
                "{\"metadata\":{\"" + "\\ud83c\\udf47".repeat(5_000) + "\":1}}",
                "{\"metadata\":{\"" + name + "\":1}}",
                "{\"metadata\":{\"" + name + "\":{\"" + name + "\":1}}}",
                "{\"tags\":[" + "{\"" + name + "\":0}" + "]}",
                "{\"checks\":[{\"" + name + "\":0}]}",
                name,
                "\"" + name + "\"")) {
            assertThatThrownBy(() -> JsonCodec.strict().read(RegisterRequest.class, long5k))
                    .isInstanceOf(MalformedJsonException.class)
                    .satisfies(refused -> assertThat(refused.getMessage())
                            .hasSizeLessThanOrEqualTo(MalformedJsonException.MAX_LENGTH)
                            .doesNotContainPattern("\\p{Cntrl}"));
        }
    }

    @Test
    void what_is_not_exactly_json_is_refused_with_the_place_and_the_reason() {
        assertRefused("{\"port\":1e400}", "port: the number \"1e400}\" is too large");
        assertRefused("{\"port\":1.5}", "port: expected a whole number, found 1.5");
        assertRefused("{\"port\":1e3}", "port: expected a whole number, found 1e3");
        assertRefused("{\"port\":80.0}", "port: expected a whole number, found 80.0");
        assertRefused(
                "{\"port\":2147483648}",
                "port: expected a whole number of -2147483648 to 2147483647, found 2147483648");
        assertRefused("{\"port\":18446744073709551696}", "port: expected a whole number, found 18446744073709551696");
        assertRefused(
                "{\"port\":" + "9".repeat(100_000) + "}", "port: the number \"99999999999999999999...\" is too large");
        assertRefused("{\"port\":\"80\"}", "port: expected a whole number, found a text");
        assertRefused("{\"port\":080}", "expected ',' or '}', found \"80}\"");
        assertRefused("{\"port\":+80}", "port: expected a value, found \"+80}\"");
        assertRefused("{\"port\":NaN}", "port: expected a value, found \"NaN}\"");
        assertRefused("{\"port\":80,}", "expected a key in quotes, found \"}\"");
        assertRefused("{\"port\":80} {}", "expected nothing after the JSON, found \"{}\"");
        assertRefused("{\"port\":80}\u0000", "expected nothing after the JSON, found \"?\"");
        assertRefused("{\"port\":80,\"port\":81}", "port: given twice");
        assertRefused("{\"metadata\":{\"a\":\"1\",\"\\u0061\":\"2\"}}", "metadata.a: given twice");
        assertRefused(
                "{\"metadata\":{\"a\":\"\\ud800\"}}",
                "metadata.a: a text contains half of a surrogate pair, which is no character");
        assertRefused(
                "{\"tags\":[\"\\udc00\\ud800\"]}",
                "tags[0]: a text contains half of a surrogate pair, which is no character");
        assertRefused(
                "{\"metadata\":{\"\\ud800\":\"\"}}",
                "metadata: a text contains half of a surrogate pair, which is no character");
        assertRefused("{\"output\":\"a\nb\"}", "output: a text contains a control character; write it as \\u000a");
        assertRefused("{\"output\":\"\\x\"}", "output: a backslash is followed by neither of \" \\ / b f n r t u");
        assertRefused("{\"output\":\"\\u12g4\"}", "output: expected four hexadecimal digits after \\u");
        assertRefused("{\"output\":\"", "output: a text has no end");
        assertRefused("{'output':1}", "expected a key in quotes, found \"'output':1}\"");
        assertRefused("{\"tags\":null,\"tags\":null}", "tags: given twice");
        assertRefused("{\"tags\":[null]}", "tags[0]: expected a text, found null");
        assertRefused("{\"tags\":{}}", "tags: expected an array, found an object");
        assertRefused("{\"metadata\":[]}", "metadata: expected an object, found an array");
        assertRefused("{\"checks\":[{}]}", "checks[0].check: missing");
        assertRefused("{\"checks\":[{\"check\":null}]}", "checks[0].check: expected a text, found null");
        assertRefused(
                "{\"checks\":[{\"check\":\"tcp\",\"intervalSeconds\":true}]}",
                "checks[0].intervalSeconds: expected a number, found true");
        assertRefused("{\"prt\":80}", "prt: unknown field; did you mean port?");
        assertRefused("\ufeff{}", "expected a value, found \"\ufeff{}\"");
    }

    @Test
    void a_pair_of_surrogates_is_one_character() {
        assertThat(JsonCodec.strict()
                        .read(RegisterRequest.class, "{\"output\":\"\\ud83c\\udf47 \ud83c\udf47\"}")
                        .output())
                .isEqualTo("\ud83c\udf47 \ud83c\udf47");
    }

    @Test
    void nesting_is_limited_whatever_it_is_made_of() {
        for (String open : List.of("[", "{\"a\":", "[{\"metadata\":")) {
            String deep = open.repeat(100_000);
            assertThatThrownBy(() -> JsonCodec.strict().read(RegisterRequest.class, deep))
                    .as(open)
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessageEndingWith(": nested deeper than 32 levels");
        }
    }

    @Test
    void bytes_that_are_not_utf_8_are_refused() {
        for (byte[] bytes : List.of(
                new byte[] {'{', '"', (byte) 0xff, '"', '}'}, // no byte of UTF-8
                new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}, // an overlong zero
                new byte[] {'"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"'}, // a surrogate
                new byte[] {'"', (byte) 0xe2, (byte) 0x82})) { // the beginning of a character
            assertThatThrownBy(() -> JsonCodec.strict().read(RegisterRequest.class, bytes))
                    .isInstanceOf(MalformedJsonException.class)
                    .hasMessage("not valid UTF-8");
        }
    }

    private static void assertRefused(String json, String reason) {
        assertThatThrownBy(() -> JsonCodec.strict().read(RegisterRequest.class, json))
                .as(json.length() < 200 ? json : "a long text")
                .isInstanceOf(MalformedJsonException.class)
                .hasMessage(reason);
    }

    @Test
    void pretty_json_is_indented() {
        JsonCodec codec = JsonCodec.lenient();
        assertThat(codec.writeListPretty(
                        JoinRequest.class,
                        List.of(new JoinRequest(List.of("a:1", "x\\\"{,")), new JoinRequest(List.of()))))
                .isEqualTo("""
                        [
                          {
                            "seeds": [
                              "a:1",
                              "x\\\\\\"{,"
                            ]
                          },
                          {
                            "seeds": []
                          }
                        ]
                        """);
        assertThat(codec.writeListPretty(JoinRequest.class, List.of())).isEqualTo("[]\n");
    }

    @Test
    void an_empty_request_uses_all_defaults() {
        assertThat(JsonCodec.strict().read(RegisterRequest.class, "{}"))
                .isEqualTo(new RegisterRequest(null, null, null, null, null, null, null, null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "a\"b", "a\\b", "\f\n\r\t\b", "a/b", "\u0001", "\u20ac"})
    void a_key_is_read_as_it_was_written(String key) {
        RegisterRequest request =
                new RegisterRequest(null, null, null, Map.of(key, "x" + key), null, null, null, null, null);
        String json = JsonCodec.strict().write(request);
        assertThat(JsonCodec.strict().read(RegisterRequest.class, json)).isEqualTo(request);
        assertThat(JsonCodec.lenient().read(RegisterRequest.class, json)).isEqualTo(request);
    }
}
