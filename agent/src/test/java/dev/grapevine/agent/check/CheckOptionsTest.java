package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.tls.TestCertificate;
import dev.grapevine.agent.tls.TlsFiles;
import dev.grapevine.cluster.check.CheckUrl;
import dev.grapevine.cluster.check.HttpCheckClient;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Headers of a check, and whom it trusts. */
class CheckOptionsTest {

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell";
    private static final int PATIENCE_SECONDS = 60;

    private final JettyHttpClient client = new JettyHttpClient("options-test", new SslContextFactory.Client());
    private final ExecutorService serving = Executors.newCachedThreadPool();
    private final List<ServerSocket> servers = new ArrayList<>();
    private final List<String> heads = new CopyOnWriteArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() throws IOException {
        client.close();
        for (ServerSocket server : servers) {
            server.close();
        }
        serving.shutdownNow();
    }

    private int serve(ServerSocket server) {
        servers.add(server);
        serving.execute(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    StringBuilder head = new StringBuilder();
                    while (head.indexOf("\r\n\r\n") < 0) {
                        int next = socket.getInputStream().read();
                        if (next < 0) {
                            break;
                        }
                        head.append((char) next);
                    }
                    heads.add(head.toString());
                    socket.getOutputStream().write(OK.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException gone) {
                    // The client did not trust this server.
                }
            }
        });
        return server.getLocalPort();
    }

    private int secure(TestCertificate own) throws Exception {
        return serve(TlsFiles.read(Optional.of(own.certificate()), Optional.of(own.key()), Optional.empty())
                .context()
                .getServerSocketFactory()
                .createServerSocket(0, 50, LOOPBACK));
    }

    private String ask(String url, HttpCheckOptions options) throws Exception {
        CompletableFuture<String> result = new CompletableFuture<>();
        client.get(CheckUrl.parse(url), options, List.of(LOOPBACK), new HttpCheckClient.Listener() {
            @Override
            public void answered(int status, byte[] body) {
                result.complete(status + " " + new String(body, StandardCharsets.UTF_8));
            }

            @Override
            public void failed(Throwable cause) {
                result.complete(
                        cause instanceof IOException ? String.valueOf(cause.getMessage()) : "unexpected " + cause);
            }
        });
        return result.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    private static HttpCheckOptions trusting(Path authorities) {
        return new HttpCheckOptions(Map.of(), true, Optional.of(authorities));
    }

    @Test
    void own_headers_are_sent_and_replace_those_of_the_check() throws Exception {
        int port = serve(new ServerSocket(0, 50, LOOPBACK));
        HttpCheckOptions options = new HttpCheckOptions(
                Map.of("Host", "web.example.org", "X-Probe", "a b", "User-Agent", "me", "Authorization", "Bearer hush"),
                true,
                Optional.empty());
        assertThat(ask("http://127.0.0.1:" + port + "/", options)).isEqualTo("200 well");
        assertThat(heads.get(0).lines())
                .containsExactlyInAnyOrder(
                        "GET / HTTP/1.1",
                        "Host: web.example.org",
                        "X-Probe: a b",
                        "User-Agent: me",
                        "Authorization: Bearer hush",
                        "Accept: */*",
                        "Connection: close",
                        "");
    }

    @Test
    void a_certificate_is_verified_by_the_authorities_of_the_check() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own");
        TestCertificate other = TestCertificate.make(folder, "other");
        String url = "https://127.0.0.1:" + secure(own) + "/";
        Path authorities = Files.copy(other.certificate(), folder.resolve("ca.crt"));
        assertThat(ask(url, HttpCheckOptions.NONE)).doesNotStartWith("200");
        assertThat(ask(url, trusting(authorities))).doesNotStartWith("200").doesNotStartWith("unexpected");
        Files.copy(own.certificate(), authorities, StandardCopyOption.REPLACE_EXISTING);
        assertThat(ask(url, trusting(authorities))).isEqualTo("200 well");
        assertThat(ask(url.replace("127.0.0.1", "elsewhere"), trusting(authorities)))
                .doesNotStartWith("200")
                .doesNotStartWith("unexpected");
        Files.writeString(authorities, "nothing");
        assertThat(ask(url, trusting(authorities)))
                .isEqualTo(authorities + ": there is no certificate in it; expected PEM with BEGIN CERTIFICATE");
        Files.delete(authorities);
        assertThat(ask(url, trusting(authorities))).isEqualTo("cannot read " + authorities + ": there is no such file");
        assertThat(ask(url, HttpCheckOptions.NONE)).doesNotStartWith("200");
    }

    @Test
    void a_check_that_skips_the_verification_takes_any_certificate_and_others_do_not() throws Exception {
        String url = "https://127.0.0.1:" + secure(TestCertificate.make(folder, "own")) + "/";
        HttpCheckOptions anybody = new HttpCheckOptions(Map.of(), false, Optional.empty());
        assertThat(ask(url, anybody)).isEqualTo("200 well");
        assertThat(ask(url.replace("127.0.0.1", "elsewhere"), anybody)).isEqualTo("200 well");
        assertThat(ask(url, HttpCheckOptions.NONE)).doesNotStartWith("200");
    }
}
