package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.tls.TestCertificate;
import dev.grapevine.agent.tls.TlsFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command whose connection ends after the handshake, as one does that a server refuses while the command sends. */
class LostTlsConnectionTest {

    @TempDir
    private Path folder;

    @Test
    void the_error_names_the_client_certificate_as_what_may_be_missing() throws Exception {
        TestCertificate own = TestCertificate.make(folder, "own");
        TlsFiles files =
                TlsFiles.read(Optional.of(own.certificate()), Optional.of(own.key()), Optional.of(own.certificate()));
        try (SSLServerSocket server =
                (SSLServerSocket) files.context().getServerSocketFactory().createServerSocket(0)) {
            Thread refuses = new Thread(() -> refuseAll(server));
            refuses.setDaemon(true);
            refuses.start();
            String url = "https://127.0.0.1:" + server.getLocalPort();
            CommandRun run = new CommandRun()
                    .command("members", "--http", url, "--ca", own.certificate().toString());
            assertThat(run.status()).isEqualTo(ExitStatus.UNREACHABLE);
            assertThat(run.err())
                    .isEqualTo("grapevine: the agent at " + url + " ended the connection without a response; if it"
                            + " asks for a client certificate, give one with --cert FILE or GRAPEVINE_CERT\n");
        }
    }

    private static void refuseAll(SSLServerSocket server) {
        while (!server.isClosed()) {
            try (SSLSocket client = (SSLSocket) server.accept()) {
                client.startHandshake();
                client.setSoLinger(true, 0);
            } catch (IOException e) {
                if (!server.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
