package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** Asserts the exact content of problem documents. */
final class ProblemAssert {

    private ProblemAssert() {}

    static void assertProblem(
            HttpResponse<String> response, int status, String title, String detail, String remedy, String path) {
        assertThat(response.body())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                                + detail.replace("\"", "\\\"") + "\""
                                + (remedy.isEmpty() ? "" : ",\"remedy\":\"" + remedy.replace("\"", "\\\"") + "\"")
                                + ",\"instance\":\"" + path + "\"}");
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
