package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.ClusterKeys;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class KeyRoutesTest {

    private static final String ID = "94b0f50dfc95bb3a";

    private TestServer server;

    @BeforeEach
    void start() {
        server = new TestServer();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private HttpResponse<String> post(String body) {
        return server.send("POST", "/v1/keys", body);
    }

    private static void assertProblem(HttpResponse<String> response, int status, String detail) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains("\"detail\":\"" + detail.replace("\"", "\\\""));
    }

    @Test
    void the_keys_are_listed_with_what_the_members_have() {
        server.cluster.keys().add(ID, 1, true);
        assertThat(server.get("/v1/keys").body())
                .isEqualTo("[{\"id\":\"" + ID + "\",\"turn\":1,\"primary\":true,\"removed\":false,\"held\":true,"
                        + "\"fromFile\":false,\"holders\":[\"node1\"],\"lacking\":[],\"sealing\":[\"node1\"]}]");
    }

    @Test
    void a_key_is_installed_and_the_answer_has_its_id_alone() {
        byte[] key = new byte[32];
        String base64 = Base64.getEncoder().encodeToString(key);
        HttpResponse<String> response = post("{\"action\":\"install\",\"key\":\"" + base64 + "\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body())
                .isEqualTo("{\"id\":\"" + ClusterKeys.id(key) + "\",\"step\":\"done\",\"waitingFor\":[]}");
        assertThat(server.cluster.keys().asked()).containsExactly("install " + ClusterKeys.id(key));
    }

    @Test
    void without_a_key_the_agent_makes_one() {
        assertThat(post("{\"action\":\"install\"}").statusCode()).isEqualTo(200);
        assertThat(post("{\"action\":\"install\"}").statusCode()).isEqualTo(200);
        assertThat(server.cluster.keys().asked()).hasSize(2).doesNotHaveDuplicates();
    }

    @Test
    void a_key_that_is_none_is_refused_and_never_repeated() {
        HttpResponse<String> short31 = post("{\"action\":\"install\",\"key\":\"c2VjcmV0\"}");
        assertThat(short31.body()).doesNotContain("c2VjcmV0");
        assertProblem(short31, 400, "key has 6 bytes, expected 32");
        HttpResponse<String> garbage = post("{\"action\":\"install\",\"key\":\"s$cret\"}");
        assertThat(garbage.body()).doesNotContain("s$cret");
        assertProblem(garbage, 400, "key is not base64");
    }

    @Test
    void a_key_in_a_wrong_place_is_not_repeated() {
        String key = "QUL1qctWPrDgqT1Y3GX/ITbHO4gVTkwS5HjgKoJk8NE=";
        String escaped = "QUL1qctWPrDgqT1Y3GX%2FITbHO4gVTkwS5HjgKoJk8NE%3D";
        assertThat(post("{\"action\":\"" + key + "\"}").body())
                .contains("(hidden)")
                .doesNotContain(key);
        assertThat(server.send("DELETE", "/v1/keys/" + escaped, "").body())
                .contains("/v1/keys/(hidden)")
                .doesNotContain(escaped);
    }

    @Test
    void keys_are_used_and_removed_by_force_too() {
        server.cluster.keys().add(ID, 0, false);
        assertThat(post("{\"action\":\"use\",\"id\":\"" + ID + "\"}").statusCode())
                .isEqualTo(200);
        assertThat(post("{\"action\":\"use\",\"id\":\"" + ID + "\",\"force\":true}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(server.send("DELETE", "/v1/keys/" + ID, "").statusCode()).isEqualTo(204);
        assertThat(server.send("DELETE", "/v1/keys/" + ID + "?force", "").statusCode())
                .isEqualTo(204);
        assertThat(server.cluster.keys().asked())
                .containsExactly("use " + ID, "use " + ID + " forced", "remove " + ID, "remove " + ID + " forced");
    }

    @Test
    void a_refusal_says_why_and_what_to_do() {
        HttpResponse<String> refused = post("{\"action\":\"use\",\"id\":\"0000000000000000\"}");
        assertProblem(refused, 409, "key 0000000000000000 is not installed");
        assertThat(refused.body()).contains("install a new one first");
        assertProblem(server.send("DELETE", "/v1/keys/1", ""), 400, "a key id has 16 hexadecimal digits");
        assertProblem(post("{\"action\":\"use\"}"), 400, "id is missing");
        assertProblem(post("{\"action\":\"steal\"}"), 400, "found action \"steal\", expected install, use or rotate");
    }

    @Test
    void a_rotation_goes_step_by_step() {
        assertThat(post("{\"action\":\"rotate\"}").body())
                .isEqualTo("{\"id\":\"0123456789abcdef\",\"step\":\"installing\",\"waitingFor\":[\"node2\"]}");
        assertThat(post("{\"action\":\"rotate\",\"id\":\"0123456789abcdef\"}").body())
                .isEqualTo("{\"id\":\"0123456789abcdef\",\"step\":\"using\",\"waitingFor\":[]}");
        assertThat(post("{\"action\":\"rotate\",\"id\":\"0123456789abcdef\",\"force\":true}")
                        .body())
                .isEqualTo("{\"id\":\"0123456789abcdef\",\"step\":\"done\",\"waitingFor\":[]}");
        assertThat(server.cluster.keys().asked())
                .containsExactly("rotate null", "rotate 0123456789abcdef", "rotate 0123456789abcdef forced");
    }
}
