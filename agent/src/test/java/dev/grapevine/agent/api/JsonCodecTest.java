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
                "SILENT",
                List.of("m"),
                List.of(
                        new WhyInfo.FindingInfo(TIME, 0.25, "m", null, 1, "said \"no\"\n"),
                        new WhyInfo.FindingInfo(TIME, 0.25, "m", "k", 1, "said more")));
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
                .hasMessage("seeds is missing");
        for (String json : List.of("", "null", "[]", "{", "{\"seeds\":7}", "{\"seeds\":[null]}")) {
            assertThatThrownBy(() -> codec.read(JoinRequest.class, json))
                    .as(json)
                    .isInstanceOf(MalformedJsonException.class);
        }
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
}
