package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

/** Expects problem documents, to the letter. */
final class ProblemAssert {

    private ProblemAssert() {}

    static void assertProblem(
            HttpResponse<String> answer, int status, String title, String detail, String remedy, String path) {
        assertThat(answer.body())
                .isEqualTo(
                        "{\"type\":\"about:blank\",\"title\":\"" + title + "\",\"status\":" + status + ",\"detail\":\""
                                + detail.replace("\"", "\\\"") + "\""
                                + (remedy.isEmpty() ? "" : ",\"remedy\":\"" + remedy.replace("\"", "\\\"") + "\"")
                                + ",\"instance\":\"" + path + "\"}");
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    }
}
