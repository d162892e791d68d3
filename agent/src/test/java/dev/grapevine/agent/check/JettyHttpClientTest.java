package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.check.CheckOutcome;
import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckClient;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests to small servers on loopback. */
class JettyHttpClientTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell";
    private static final int PATIENCE_SECONDS = 30;

    private final String name = "jetty-test-" + Integer.toHexString(hashCode());
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final List<ServerSocket> servers = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private @Nullable JettyHttpClient client;

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        if (client != null) {
            client.close();
        }
        for (ServerSocket server : servers) {
            server.close();
        }
        serving.shutdownNow();
    }

    private JettyHttpClient client() {
        return client(new SslContextFactory.Client());
    }

    private JettyHttpClient client(SslContextFactory.Client tls) {
        JettyHttpClient opened = client;
        if (opened == null) {
            client = opened = new JettyHttpClient(name, tls);
        }
        return opened;
    }

    /** What a server does with a connection. */
    private interface Service {
        void serve(Socket socket) throws Exception;
    }

    private int server(Service service) throws IOException {
        return server(new ServerSocket(0, 1_000, LOOPBACK), service);
    }

    private int server(ServerSocket server, Service service) {
        servers.add(server);
        serving.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    accepted.incrementAndGet();
                    serving.execute(() -> {
                        try (socket) {
                            service.serve(socket);
                        } catch (Exception e) {
                            // The check has closed the connection.
                        }
                    });
                } catch (IOException closed) {
                    return;
                }
            }
        });
        return server.getLocalPort();
    }

    private int answering(String response) throws IOException {
        return server(socket -> {
            head(socket);
            socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    private static String head(Socket socket) throws IOException {
        StringBuilder head = new StringBuilder();
        InputStream in = socket.getInputStream();
        while (head.indexOf("\r\n\r\n") < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            head.append((char) next);
        }
        return head.toString();
    }

    /** A request, and what became of it: the status and the body, or the message of the failure. */
    private static final class Asked implements HttpCheckClient.Listener {
        final CompletableFuture<String> result = new CompletableFuture<>();
        final AtomicInteger told = new AtomicInteger();
        final HttpCheckClient.Call call;

        Asked(JettyHttpClient client, String url, InetAddress... addresses) {
            call = client.get(CheckUrl.parse(url), HttpCheckOptions.NONE, List.of(addresses), this);
        }

        @Override
        public void answered(int status, byte[] body) {
            told.incrementAndGet();
            result.complete(status + " " + new String(body, StandardCharsets.UTF_8));
        }

        @Override
        public void failed(Throwable cause) {
            told.incrementAndGet();
            result.complete(cause instanceof IOException ? cause.getMessage() : "unexpected " + cause);
        }

        String result() throws Exception {
            return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        }
    }

    private Asked ask(String url) {
        return new Asked(client(), url, LOOPBACK);
    }

    // ---- requests

    @Test
    void a_request_is_as_the_url_says_and_asks_for_the_end_of_the_connection() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        int port = server(socket -> {
            heads.add(head(socket));
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        });
        for (String path : List.of("/a%20b?c[]=d&e=%2F", "//two/../[x]/%2e", "/?", "/;v=1?u=http://h/?x")) {
            heads.clear();
            assertThat(ask("http://my_host:" + port + path).result()).isEqualTo("200 well");
            assertThat(heads.get(0).lines())
                    .containsExactlyInAnyOrder(
                            "GET " + path + " HTTP/1.1",
                            "Host: my_host:" + port,
                            "User-Agent: grapevine-check",
                            "Accept: */*",
                            "Connection: close",
                            "");
        }
    }

    @Test
    void each_run_has_a_connection_of_its_own_also_where_the_server_would_keep_it() throws Exception {
        int port = server(socket -> {
            while (!head(socket).isEmpty()) {
                socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
            }
        });
        for (int i = 1; i <= 20; i++) {
            assertThat(ask("http://127.0.0.1:" + port + "/").result()).isEqualTo("200 well");
            assertThat(accepted.get()).isEqualTo(i);
        }
    }

    @Test
    void the_addresses_of_a_name_are_tried_one_after_the_other() throws Exception {
        String url = "http://two:" + answering(OK) + "/";
        assertThat(new Asked(client(), url, InetAddress.getByName("127.0.0.9"), LOOPBACK).result())
                .isEqualTo("200 well");
        assertThat(new Asked(client(), url, InetAddress.getByName("127.0.0.9"), InetAddress.getByName("127.0.0.8"))
                        .result())
                .isEqualTo("Connection refused");
    }

    // ---- responses

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.0 299 Fine\\r\\n\\r\\n                          | '299 '
            HTTP/1.1 302 Found\\r\\nLocation: /\\r\\n\\r\\n        | '302 '
            HTTP/1.1 401 Who\\r\\nContent-Length: 1\\r\\n\\r\\nx   | 401 x
            HTTP/1.1 407 Who\\r\\nContent-Length: 1\\r\\n\\r\\nx   | 407 x
            HTTP/1.1 204 None\\r\\n\\r\\n                          | '204 '
            HTTP/1.1 101 Up\\r\\nUpgrade: x\\r\\nConnection: upgrade\\r\\n\\r\\n | '101 '
            HTTP/1.1 103 Hint\\r\\n\\r\\nHTTP/1.1 200 OK\\r\\n\\r\\nwell | 200 well
            HTTP/1.1 200 OK\\r\\nContent-Encoding: gzip\\r\\n\\r\\nwell | 200 well
            HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n4\\r\\nwell\\r\\n0\\r\\n\\r\\n | 200 well
            SSH-2.0-OpenSSH\\r\\n                                  | the response is not HTTP/1.1: 400: No Status
            HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nx    | the connection was closed in the middle of the response
            """)
    void a_response_is_taken_as_it_is(String response, String expected) throws Exception {
        assertThat(ask("http://127.0.0.1:" + answering(response.translateEscapes()) + "/")
                        .result())
                .isEqualTo(expected);
    }

    @Test
    void a_connection_that_is_closed_or_reset_is_a_failure() throws Exception {
        assertThat(ask("http://127.0.0.1:" + server(JettyHttpClientTest::head) + "/")
                        .result())
                .isEqualTo("the connection was closed without a response");
        Asked reset = ask("http://127.0.0.1:" + server(socket -> socket.setSoLinger(true, 0)) + "/");
        assertThat(reset.result())
                .isIn(
                        "Connection reset",
                        "Connection reset by peer",
                        "the connection was closed without a response",
                        "Broken pipe");
        assertThat(reset.told).hasValue(1);
    }

    @Test
    void no_more_of_a_body_is_read_than_is_kept() throws Exception {
        CountDownLatch stopped = new CountDownLatch(1);
        int port = server(socket -> {
            head(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                while (true) {
                    socket.getOutputStream().write("x".repeat(1_024).getBytes(StandardCharsets.US_ASCII));
                }
            } finally {
                stopped.countDown();
            }
        });
        Asked asked = ask("http://127.0.0.1:" + port + "/");
        assertThat(asked.result()).isEqualTo("200 " + "x".repeat(CheckOutcome.MAX_BYTES));
        assertThat(stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.told).hasValue(1);
    }

    @Test
    void a_head_without_end_is_a_failure() throws Exception {
        int port = server(socket -> {
            head(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n".getBytes(StandardCharsets.US_ASCII));
            while (true) {
                socket.getOutputStream().write("X: yyyyyyyyyyyyyyyy\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        });
        assertThat(ask("http://127.0.0.1:" + port + "/").result()).startsWith("the response is not HTTP/1.1: ");
    }

    @Test
    void cancelling_frees_the_socket_and_tells_nobody() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        int silent = server(socket -> {
            head(socket);
            if (socket.getInputStream().read() < 0) {
                closed.countDown();
            }
        });
        Asked asked = ask("http://127.0.0.1:" + silent + "/");
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> accepted.get() == 1 && asked.call.connected());
        asked.call.cancel();
        asked.call.cancel();
        assertThat(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(asked.told).hasValue(0);
    }

    // ---- TLS

    private SSLContext certificate(String host) throws Exception {
        Path store = folder.resolve(host + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "check",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=" + host,
                        "-ext",
                        "san=dns:" + host,
                        "-keystore",
                        store.toString(),
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "secret")
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(keytool.waitFor()).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "secret".toCharArray());
        }
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "secret".toCharArray());
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(keys);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }

    private void trust(SSLContext context) {
        SslContextFactory.Client tls = new SslContextFactory.Client();
        tls.setSslContext(context);
        client(tls);
    }

    private int tlsServer(SSLContext context, String response) throws IOException {
        return server(context.getServerSocketFactory().createServerSocket(0, 100, LOOPBACK), socket -> {
            head(socket);
            socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void https_requests_work_and_see_the_certificate_of_the_moment() throws Exception {
        SSLContext old = certificate("web.example");
        trust(old);
        int port = tlsServer(old, OK);
        String url = "https://web.example:" + port + "/";
        for (int i = 0; i < 20; i++) {
            assertThat(ask(url).result()).isEqualTo("200 well");
        }
        servers.get(0).close();
        server(
                certificate("other.example").getServerSocketFactory().createServerSocket(port, 100, LOOPBACK),
                JettyHttpClientTest::head);
        assertThat(ask(url).result()).contains("unable to find valid certification path");
    }

    @Test
    void a_certificate_of_another_host_is_a_failure() throws Exception {
        SSLContext web = certificate("web.example");
        trust(web);
        assertThat(ask("https://other.example:" + tlsServer(web, OK) + "/").result())
                .contains("No subject alternative DNS name matching other.example found");
    }

    @Test
    void a_certificate_of_nobody_known_is_a_failure() throws Exception {
        assertThat(ask("https://web.example:" + tlsServer(certificate("web.example"), OK) + "/")
                        .result())
                .contains("PKIX path building failed");
    }

    @Test
    void a_long_response_over_tls_is_read_in_part() throws Exception {
        SSLContext web = certificate("web.example");
        trust(web);
        int port = tlsServer(web, "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1_000_000));
        assertThat(ask("https://web.example:" + port + "/").result())
                .isEqualTo("200 " + "x".repeat(CheckOutcome.MAX_BYTES));
    }

    @Test
    void a_handshake_that_hangs_or_fails_is_no_more_than_a_failure() throws Exception {
        Asked hanging = ask("https://web.example:" + server(socket -> end.await()) + "/");
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> accepted.get() == 1);
        int plain = server(socket -> socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII)));
        // It may be reset before it is read.
        assertThat(ask("https://web.example:" + plain + "/").result())
                .containsAnyOf("plaintext connection", "reset", "closed", "Broken pipe");
        int closing = server(Socket::getInputStream);
        assertThat(ask("https://web.example:" + closing + "/").result()).doesNotStartWith("unexpected");
        assertThat(hanging.result).isNotDone();
        hanging.call.cancel();
    }

    // ---- what is held

    private static long descriptors() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The sockets of this process that are connected to a port, or still connecting to it. */
    private static long socketsTo(int port) {
        String remote = String.format(":%04X", port);
        try (Stream<String> v4 = Files.lines(Path.of("/proc/self/net/tcp"));
                Stream<String> v6 = Files.lines(Path.of("/proc/self/net/tcp6"))) {
            return Stream.concat(v4, v6)
                    .map(line -> line.trim().split(" +"))
                    .filter(fields -> fields[2].endsWith(remote) && !fields[9].equals("0")) // 0: closed by its process
                    .count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith(name))
                .count();
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void five_thousand_requests_leave_no_descriptor_behind() throws Exception {
        int port = answering(OK);
        long before = 0;
        for (int round = 0; round < 101; round++) {
            List<Asked> all = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                all.add(ask("http://127.0.0.1:" + port + "/"));
                if (i % 10 == 0) {
                    all.get(i).call.cancel();
                    all.get(i).result.complete("cancelled");
                }
            }
            for (Asked each : all) {
                assertThat(each.result()).isIn("200 well", "cancelled");
            }
            if (round == 0) {
                before = descriptors();
            }
        }
        long limit = before + 20;
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> descriptors() <= limit);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_thousand_requests_that_hang_hold_few_threads_and_the_close_frees_their_sockets() throws Exception {
        ServerSocket silent = new ServerSocket(0, 2_000, LOOPBACK);
        servers.add(silent);
        for (int i = 0; i < 500; i++) {
            ask("http://127.0.0.1:" + silent.getLocalPort() + "/");
            ask("https://127.0.0.1:" + silent.getLocalPort() + "/");
        }
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> socketsTo(silent.getLocalPort()) == 1_000);
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> threads() <= 1 + JettyHttpClient.THREADS);
        client().close();
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> threads() == 0);
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> socketsTo(silent.getLocalPort()) == 0);
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void cancelling_while_it_connects_frees_the_socket() throws Exception {
        ServerSocket full = new ServerSocket(0, 1, LOOPBACK);
        servers.add(full);
        List<Asked> all = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            all.add(ask("http://127.0.0.1:" + full.getLocalPort() + "/"));
        }
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> socketsTo(full.getLocalPort()) == 50);
        assertThat(all).anyMatch(asked -> !asked.call.connected());
        all.forEach(asked -> asked.call.cancel());
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> socketsTo(full.getLocalPort()) == 0);
        assertThat(all).allMatch(asked -> asked.told.get() == 0);
    }
}
