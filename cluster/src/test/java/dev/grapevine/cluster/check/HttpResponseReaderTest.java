package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpResponseReaderTest {

    private static final int LIMIT = 20;

    private static String text(String escaped) {
        return escaped.replace("\\r", "\r").replace("\\n", "\n");
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String read(HttpResponseReader reader) {
        return (reader.status() + " " + new String(reader.body(), StandardCharsets.ISO_8859_1)).strip();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.1 200 OK\\r\\nContent-Length: 4\\r\\n\\r\\nwell                                | 200 well
            HTTP/1.1 200 OK\\r\\ncontent-length:4\\r\\n\\r\\nwell and more                         | 200 well
            HTTP/1.0 503\\nContent-Length: 2\\n\\nno                                              | 503 no
            HTTP/1.1 204 No Content\\r\\n\\r\\n                                                    | 204
            HTTP/1.1 304 Not Modified\\r\\nContent-Length: 9\\r\\n\\r\\n                           | 304
            HTTP/1.1 200 OK\\r\\nContent-Length: 0\\r\\n\\r\\n                                     | 200
            HTTP/1.1 100 Continue\\r\\n\\r\\nHTTP/1.1 103 Hints\\r\\nContent-Length: 5\\r\\n\\r\\nHTTP/1.1 429 Slow\\r\\nContent-Length: 1\\r\\n\\r\\nx | 429 x
            HTTP/1.1 101 Switching\\r\\n\\r\\n                                                     | 101
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n3\\r\\nabc\\r\\n2;x=y\\r\\nde\\r\\n0\\r\\n | 200 abcde
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: gzip, chunked\\r\\nContent-Length: 1\\r\\n\\r\\n1\\r\\na\\r\\n0\\r\\n | 200 a
            HTTP/1.1 200 OK\\r\\nContent-Length: 999999999999\\r\\n\\r\\n123456789012345678901234     | 200 12345678901234567890
            HTTP/1.1 200 OK\\r\\n\\r\\n123456789012345678901234                                    | 200 12345678901234567890
            """)
    void responses_are_read_in_pieces_of_any_size(String escaped, String expected) throws IOException {
        String text = text(escaped);
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            HttpResponseReader reader = new HttpResponseReader(LIMIT);
            boolean done = false;
            for (int at = 0; at < text.length() && !done; ) {
                int end = Math.min(text.length(), at + 1 + random.nextInt(seed == 0 ? 10_000 : 7));
                done = reader.read(bytes(text.substring(at, end)));
                at = end;
            }
            assertThat(done).isTrue();
            assertThat(read(reader)).isEqualTo(expected);
        }
    }

    @Test
    void a_body_without_a_length_ends_with_the_connection() throws IOException {
        HttpResponseReader reader = new HttpResponseReader(LIMIT);
        assertThat(reader.read(bytes("HTTP/1.0 200 OK\r\n\r\nwell"))).isFalse();
        assertThat(reader.ended()).isTrue();
        assertThat(read(reader)).isEqualTo("200 well");
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 2", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nwell", "HTTP/1.1 200 OK\r\nX"})
    void a_connection_that_ends_too_early_is_a_failure(String text) throws IOException {
        HttpResponseReader reader = new HttpResponseReader(LIMIT);
        assertThat(reader.read(bytes(text))).isFalse();
        assertThatThrownBy(reader::ended)
                .isInstanceOf(IOException.class)
                .hasMessage("the connection was closed in the middle of the response");
    }

    @Test
    void a_connection_that_ends_at_once_is_a_failure() {
        assertThatThrownBy(() -> new HttpResponseReader(LIMIT).ended())
                .hasMessage("the connection was closed without a response");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SSH-2.0-OpenSSH_9.2\\r\\n                                | the response is not HTTP/1.1: it begins with 'SSH-2.0-OpenSSH_9.2'
            HTTP/2.0 200 OK\\r\\n                                    | the response is not HTTP/1.1: it begins with 'HTTP/2.0 200 OK'
            GET / HTTP/1.1\\r\\n                                     | the response is not HTTP/1.1: it begins with 'GET / HTTP/1.1'
            HTTP/1.1 2000 OK\\r\\n                                   | the response has no status: it begins with 'HTTP/1.1 2000 OK'
            HTTP/1.1 099 OK\\r\\n                                    | the response has no status: it begins with 'HTTP/1.1 099 OK'
            HTTP/1.1 200 OK\\r\\nContent-Length: -1\\r\\n\\r\\n        | the response has the Content-Length '-1'
            HTTP/1.1 200 OK\\r\\nContent-Length: 99999999999999999999\\r\\n\\r\\n | the response has the Content-Length '99999999999999999999'
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n-1\\r\\n | the response has a chunk of the size '-1'
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\nffffffffffffffff\\r\\n | the response has a chunk of the size 'ffffffffffffffff'
            """)
    void what_is_no_response_is_refused(String escaped, String message) {
        assertThatThrownBy(() -> new HttpResponseReader(LIMIT).read(bytes(text(escaped))))
                .isInstanceOf(IOException.class)
                .hasMessage(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x",
                "HTTP/1.1 200 OK\r\nX: ",
                "HTTP/1.1 200 OK\r\nX: y\r\n",
                "HTTP/1.1 100 Continue\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1"
            })
    void a_head_without_end_is_refused(String begin) {
        HttpResponseReader reader = new HttpResponseReader(LIMIT);
        String repeated = begin.endsWith("\n") ? begin.substring(begin.indexOf('\n') + 1) : "";
        String more = begin.endsWith("Continue\r\n\r\n") ? begin : repeated.isEmpty() ? "1" : repeated;
        assertThatThrownBy(() -> {
                    reader.read(bytes(begin));
                    for (int i = 0; i < HttpResponseReader.MAX_HEAD; i++) {
                        reader.read(bytes(more));
                    }
                })
                .hasMessage("the response has more than 32768 bytes before its body");
    }

    @Test
    void random_bytes_are_a_response_or_a_failure_and_nothing_else() {
        for (int seed = 0; seed < 20_000; seed++) {
            Random random = new Random(seed);
            byte[] noise = new byte[random.nextInt(60)];
            random.nextBytes(noise);
            HttpResponseReader reader = new HttpResponseReader(LIMIT);
            try {
                reader.read(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
                reader.read(ByteBuffer.wrap(noise));
                reader.ended();
            } catch (IOException expected) {
                assertThat(expected).hasMessageStartingWith("the ");
            }
            assertThat(reader.body().length).isLessThanOrEqualTo(LIMIT);
        }
    }
}
