package dev.grapevine.cluster.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.cluster.check.CheckTransport.Punctuality;
import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Runs of checks against small servers on loopback. */
class SocketTransportTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell";
    private static final int PATIENCE_SECONDS = 30;

    private final String name = "transport-test-" + Integer.toHexString(hashCode());
    private final CheckLoop loop = new CheckLoop(name, Clock.systemUTC());
    private final CountDownLatch end = new CountDownLatch(1);
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final List<ServerSocket> servers = new ArrayList<>();
    private final AtomicInteger accepted = new AtomicInteger();
    private SSLContext certificates;
    private final SocketTransport transport =
            new SocketTransport(loop, name, this::lookUp, this::http, () -> AllowList.ALL);

    @TempDir
    private Path folder;

    SocketTransportTest() throws Exception {
        certificates = SSLContext.getDefault();
        loop.alarm(() -> {}); // starts the thread
    }

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        transport.close();
        loop.close();
        for (ServerSocket server : servers) {
            server.close();
        }
        serving.shutdownNow();
    }

    /** The transport asks at the first HTTP check, so a test may change the certificates before it. */
    private JdkHttpClient http() {
        return new JdkHttpClient(name, certificates);
    }

    private InetAddress[] lookUp(String host) throws UnknownHostException {
        switch (host) {
            case "nowhere":
                throw new UnknownHostException(host);
            case "stuck":
                try {
                    end.await();
                } catch (InterruptedException e) {
                    throw new UnknownHostException(host);
                }
                return new InetAddress[] {LOOPBACK};
            case "two":
                return new InetAddress[] {InetAddress.getByName("127.0.0.9"), LOOPBACK};
            case "empty":
                return new InetAddress[0];
            default:
                return host.startsWith("127.") ? InetAddress.getAllByName(host) : new InetAddress[] {LOOPBACK};
        }
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

    private static boolean isRefused(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LOOPBACK, port));
            return false;
        } catch (ConnectException refused) {
            return true;
        }
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

    private CheckRun http(String url) {
        return transport.begin(new CheckTarget.Http(CheckUrl.parse(url)), Punctuality.NEW);
    }

    private static CheckOutcome result(CheckRun run) throws ExecutionException, InterruptedException, TimeoutException {
        return run.outcome().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static void assertResult(CheckRun run, Health health, String output) throws Exception {
        assertThat(result(run)).isEqualTo(new CheckOutcome(health, output));
    }

    // ---- the request

    @Test
    void a_request_is_as_the_url_says() throws Exception {
        List<String> heads = new CopyOnWriteArrayList<>();
        int port = server(socket -> {
            heads.add(head(socket));
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        });
        assertResult(http("http://localhost:" + port + "/a%20b?c[]=d&e=%2F"), Health.PASSING, "HTTP 200: well");
        assertThat(heads.get(0).lines())
                .startsWith("GET /a%20b?c[]=d&e=%2F HTTP/1.1")
                .contains("Host: localhost:" + port, "User-Agent: grapevine-check", "Accept: */*")
                .noneMatch(line -> line.startsWith("Upgrade") || line.startsWith("Cookie"));
    }

    /** Ends each connection that it keeps after the first response, in the manner given. */
    private int forgetful(Service end) throws IOException {
        return server(socket -> {
            head(socket);
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
            end.serve(socket);
        });
    }

    @Test
    void a_kept_connection_that_the_server_has_ended_fails_no_run() throws Exception {
        int closing = forgetful(socket -> {});
        int resetting = forgetful(socket -> socket.setSoLinger(true, 0));
        int closingWhenAsked = forgetful(socket -> socket.getInputStream().read());
        int resettingWhenAsked = forgetful(socket -> {
            socket.getInputStream().read();
            socket.setSoLinger(true, 0);
        });
        for (int i = 0; i < 20; i++) {
            for (int port : new int[] {closing, resetting, closingWhenAsked, resettingWhenAsked}) {
                assertResult(http("http://127.0.0.1:" + port + "/"), Health.PASSING, "HTTP 200: well");
            }
        }
    }

    @Test
    void a_server_that_restarts_is_failing_while_it_is_gone_and_well_again_after_it() throws Exception {
        int port = answering(OK);
        String url = "http://127.0.0.1:" + port + "/";
        assertResult(http(url), Health.PASSING, "HTTP 200: well");
        servers.get(0).close();
        // The thread that waits for the next connection may still accept one.
        await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> isRefused(port));
        assertThat(result(http(url)).health()).isEqualTo(Health.CRITICAL);
        server(new ServerSocket(port, 100, LOOPBACK), socket -> {
            head(socket);
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        });
        assertResult(http(url), Health.PASSING, "HTTP 200: well");
    }

    @Test
    void the_addresses_of_a_name_are_tried_in_turn_by_a_tcp_check() throws Exception {
        int port = answering(OK);
        assertResult(
                transport.begin(new CheckTarget.Tcp("two", port), Punctuality.NEW),
                Health.PASSING,
                "connected to two:" + port);
    }

    @Test
    void a_name_without_an_address_is_a_failure() throws Exception {
        assertResult(http("http://nowhere/"), Health.CRITICAL, "unknown host nowhere");
        assertResult(http("http://empty/"), Health.CRITICAL, "GET http://empty/: the name has no address");
    }

    // ---- the response

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            HTTP/1.0 299 Fine\\r\\n\\r\\n                      | PASSING  | HTTP 299
            HTTP/1.1 302 Found\\r\\nLocation: /\\r\\n\\r\\n    | CRITICAL | HTTP 302
            HTTP/1.1 429 Slow\\r\\n\\r\\nlater                 | WARNING  | HTTP 429: later
            HTTP/1.1 500 No\\r\\n\\r\\n\\033[31mred\\007       | CRITICAL | HTTP 500: ?[31mred?
            SSH-2.0-OpenSSH\\r\\n                              | CRITICAL | GET URL: Invalid status line: "SSH-2.0-OpenSSH"
            HTTP/1.1 200 OK\\r\\nContent-Length: 9\\r\\n\\r\\nx | CRITICAL | GET URL: the connection was closed in the middle of the response
            """)
    void a_response_is_a_health_and_an_output(String response, Health health, String output) throws Exception {
        String url = "http://127.0.0.1:" + answering(response.translateEscapes()) + "/";
        assertResult(http(url), health, output.replace("URL", url));
    }

    @Test
    void a_connection_that_is_closed_or_reset_is_a_failure() throws Exception {
        String closed = "http://127.0.0.1:" + server(SocketTransportTest::head) + "/";
        assertResult(http(closed), Health.CRITICAL, "GET " + closed + ": the connection was closed without a response");
        String reset = "http://127.0.0.1:" + server(socket -> socket.setSoLinger(true, 0)) + "/";
        assertThat(result(http(reset)).output()).startsWith("GET " + reset + ": ");
    }

    @Test
    void no_more_of_a_body_is_read_than_is_kept() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        CountDownLatch stopped = new CountDownLatch(1);
        int port = server(socket -> {
            head(socket);
            socket.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            try {
                while (true) {
                    socket.getOutputStream().write("x".repeat(1_024).getBytes(StandardCharsets.US_ASCII));
                    sent.addAndGet(1_024);
                }
            } finally {
                stopped.countDown();
            }
        });
        assertThat(result(http("http://127.0.0.1:" + port + "/")).output()).hasSize(CheckOutcome.MAX_BYTES);
        assertThat(stopped.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    }

    // ---- what it waits for

    @Test
    void a_late_run_says_what_it_waits_for_and_abandoning_it_frees_its_socket() throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        int silent = server(socket -> {
            head(socket);
            if (socket.getInputStream().read() < 0) {
                closed.countDown();
            }
        });
        CheckRun run = http("http://127.0.0.1:" + silent + "/");
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> accepted.get() == 1);
        assertThat(run.late(Duration.ofSeconds(1)))
                .isEqualTo("GET http://127.0.0.1:" + silent + "/: no response within 1.0 s");
        run.abandon();
        run.abandon();
        assertThat(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(run.outcome()).isCancelled();

        CheckRun stuck = http("http://stuck/");
        assertThat(stuck.late(Duration.ofSeconds(1)))
                .isEqualTo("GET http://stuck/: the look-up of stuck did not answer within 1.0 s");
        stuck.abandon();
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> stuck.outcome().isDone());
    }

    @Test
    void look_ups_that_hang_delay_no_check_of_another_name() throws Exception {
        List<CheckRun> stuck = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            stuck.add(http("http://stuck/" + i));
        }
        String url = "http://localhost:" + answering(OK) + "/";
        assertResult(http(url), Health.PASSING, "HTTP 200: well");
        assertThat(stuck).noneMatch(run -> run.outcome().isDone());
    }

    @Test
    void a_socket_that_is_connected_to_itself_counts_as_refused() throws Exception {
        try (SocketChannel self = SocketChannel.open()) {
            self.bind(new InetSocketAddress(LOOPBACK, 0));
            self.connect(self.getLocalAddress());
            assertThatThrownBy(() -> TcpRun.refuseSelf(self)).hasMessage("Connection refused");
        }
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

    private int tlsServer(SSLContext context, String response) throws IOException {
        return server(context.getServerSocketFactory().createServerSocket(0, 100, LOOPBACK), socket -> {
            head(socket);
            socket.getOutputStream().write(response.getBytes(StandardCharsets.ISO_8859_1));
        });
    }

    @Test
    void https_checks_work_and_see_the_certificate_of_the_moment() throws Exception {
        SSLContext old = certificate("localhost");
        certificates = old;
        ServerSocket server = old.getServerSocketFactory().createServerSocket(0, 100, LOOPBACK);
        int port = server(server, socket -> {
            head(socket);
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        });
        for (int i = 0; i < 20; i++) {
            assertResult(http("https://localhost:" + port + "/"), Health.PASSING, "HTTP 200: well");
        }
        server.close();
        server(
                certificate("other.example").getServerSocketFactory().createServerSocket(port, 100, LOOPBACK),
                SocketTransportTest::head);
        assertThat(result(http("https://localhost:" + port + "/")).output())
                .startsWith("GET https://localhost:" + port + "/: ")
                .contains("unable to find valid certification path");
    }

    @Test
    void a_certificate_of_nobody_known_is_a_failure() throws Exception {
        SSLContext web = certificate("localhost");
        int port = tlsServer(web, OK);
        assertThat(result(http("https://localhost:" + port + "/")).output()).contains("PKIX path building failed");
    }

    @Test
    void a_certificate_of_another_host_is_a_failure() throws Exception {
        certificates = certificate("other.example");
        int port = tlsServer(certificates, OK);
        assertThat(result(http("https://localhost:" + port + "/")).output())
                .contains("No subject alternative DNS name matching localhost found");
    }

    @Test
    void a_long_response_over_tls_is_read_in_part() throws Exception {
        certificates = certificate("localhost");
        int port = tlsServer(certificates, "HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(1_000_000));
        assertThat(result(http("https://localhost:" + port + "/")).output()).hasSize(CheckOutcome.MAX_BYTES);
    }

    @Test
    void a_handshake_that_hangs_or_fails_is_no_more_than_a_failure() throws Exception {
        certificates = certificate("localhost");
        int silent = server(socket -> end.await());
        CheckRun hanging = http("https://localhost:" + silent + "/");
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> accepted.get() == 1);
        int plain = server(socket -> socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII)));
        assertThat(result(http("https://localhost:" + plain + "/")).health()).isEqualTo(Health.CRITICAL);
        int closing = server(Socket::getInputStream);
        assertThat(result(http("https://localhost:" + closing + "/")).health()).isEqualTo(Health.CRITICAL);
        assertThat(hanging.outcome()).isNotDone();
        hanging.abandon();
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .until(() -> hanging.outcome().isDone());
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
    void ten_thousand_runs_leave_no_descriptor_behind() throws Exception {
        int port = server(new ServerSocket(0, 1_000, LOOPBACK), socket -> {
            head(socket);
            socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
        });
        long before = 0;
        for (int round = 0; round < 101; round++) {
            List<CheckRun> runs = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                runs.add(http("http://127.0.0.1:" + port + "/"));
                runs.add(transport.begin(new CheckTarget.Tcp("127.0.0.1", port), Punctuality.PROMPT));
                if (i % 10 == 0) {
                    runs.get(runs.size() - 1).abandon();
                }
            }
            for (CheckRun run : runs) {
                run.outcome().handle((outcome, error) -> true).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
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
    void a_thousand_runs_that_hang_hold_few_threads_and_the_close_frees_their_sockets() throws Exception {
        ServerSocket silent = new ServerSocket(0, 2_000, LOOPBACK);
        servers.add(silent);
        for (int i = 0; i < 500; i++) {
            http("http://127.0.0.1:" + silent.getLocalPort() + "/");
            http("https://127.0.0.1:" + silent.getLocalPort() + "/");
        }
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> socketsTo(silent.getLocalPort()) == 1_000);
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> threads() <= 1 + JdkHttpClient.THREADS);
        transport.close();
        loop.close();
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> threads() == 0);
        await().atMost(PATIENCE_SECONDS, TimeUnit.SECONDS).until(() -> {
            System.gc(); // the client's selector ends when nobody holds the client
            return socketsTo(silent.getLocalPort()) == 0;
        });
    }
}
