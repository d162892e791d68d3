package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.Health;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpCheckOptionsTest {

    private static HttpCheckOptions headers(String... pairs) {
        Map<String, String> headers = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            headers.put(pairs[i], pairs[i + 1]);
        }
        return new HttpCheckOptions(headers, true, Optional.empty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a:", "ä", "a\r\nX", "a\n", "(a)", "a\u0000"})
    void what_is_no_name_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers(name, "value"))
                .withMessageStartingWith("a header has a name of 1 to 64 letters")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("\n", "\r", "ä", "\u0000"));
    }

    @ParameterizedTest
    @ValueSource(strings = {" hush", "hush ", "hush\r\nX: y", "hush\n", "hush\u0000", "hüsh", "\thush"})
    void what_is_no_value_is_refused_and_not_repeated(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers("Authorization", value))
                .withMessage(
                        "the value of header Authorization is not allowed: use at most 1024 printable ASCII characters,"
                                + " without spaces around them");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Connection", "content-length", "TE", "Transfer-Encoding", "Upgrade", "Expect", "Trailer"})
    void what_says_how_a_request_is_sent_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers(name, "x"))
                .withMessage("header " + name + " is set by the check itself; leave it out");
    }

    @Test
    void there_are_limits() {
        Map<String, String> many = new LinkedHashMap<>();
        for (int i = 0; i < 16; i++) {
            many.put("X-" + i, "x".repeat(1_024));
        }
        assertThat(new HttpCheckOptions(many, true, Optional.empty()).headers()).hasSize(16);
        many.put("X-16", "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpCheckOptions(many, true, Optional.empty()))
                .withMessage("found 17 headers, at most 16 are allowed");
        assertThatIllegalArgumentException().isThrownBy(() -> headers("X", "x".repeat(1_025)));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> headers("Accept", "a", "accept", "b"))
                .withMessage("header accept is there twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new HttpCheckOptions(Map.of(), false, Optional.of(Path.of("ca"))))
                .withMessageStartingWith("authorities are of no use while certificates are not verified");
    }

    @Test
    void values_are_not_shown() {
        HttpCheckOptions options = new HttpCheckOptions(Map.of("Authorization", "hush"), false, Optional.empty());
        assertThat(options).hasToString("headers [Authorization], certificates not verified");
        assertThat(new CheckTarget.Http(CheckUrl.parse("http://web/"), options)).hasToString("http://web/");
    }

    @Test
    void the_client_of_the_java_runtime_sends_headers_too() throws Exception {
        CheckLoop loop = new CheckLoop("options-test", Clock.systemUTC());
        SocketTransport transport = new SocketTransport(
                loop, "options-test", () -> new JdkHttpClient("options-test", null), () -> AllowList.ALL);
        CompletableFuture<String> head = new CompletableFuture<>();
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            loop.alarm(() -> {}); // starts the thread
            CheckRun run = transport.begin(
                    new CheckTarget.Http(
                            CheckUrl.parse("http://127.0.0.1:" + server.getLocalPort() + "/"),
                            headers("X-Probe", "a b", "User-Agent", "me")),
                    Punctuality.NEW);
            try (Socket socket = server.accept()) {
                StringBuilder read = new StringBuilder();
                while (read.indexOf("\r\n\r\n") < 0) {
                    read.append((char) socket.getInputStream().read());
                }
                head.complete(read.toString());
                socket.getOutputStream()
                        .write("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                assertThat(run.outcome().get(60, TimeUnit.SECONDS).health()).isEqualTo(Health.PASSING);
            }
        } finally {
            transport.close();
            loop.close();
        }
        assertThat(head.join()).contains("\r\nX-Probe: a b\r\n", "\r\nUser-Agent: me\r\n");
    }
}
