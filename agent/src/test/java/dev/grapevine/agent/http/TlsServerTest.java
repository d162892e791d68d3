package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.config.AgentConfig.TlsConfig;
import dev.grapevine.agent.tls.TestCertificate;
import dev.grapevine.agent.tls.TlsException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When new files of the certificate are taken. */
class TlsServerTest {

    @TempDir
    private Path folder;

    private Path certificate;
    private Path key;
    private Path authorities;
    private TestCertificate renewed;
    private TlsServer server;
    private SSLContext first;

    @BeforeEach
    void start() throws IOException, TlsException {
        TestCertificate old = TestCertificate.make(folder, "old");
        renewed = TestCertificate.make(folder, "renewed");
        certificate = Files.copy(old.certificate(), folder.resolve("served.crt"));
        key = Files.copy(old.key(), folder.resolve("served.key"));
        authorities = Files.copy(old.certificate(), folder.resolve("ca.crt"));
        server = new TlsServer(new TlsConfig(certificate, key, Optional.of(authorities)));
        first = served();
    }

    private SSLContext served() {
        return server.factory().getSslContext();
    }

    private static void write(Path to, Path from, double share) throws IOException {
        String whole = Files.readString(from);
        Files.writeString(to, whole.substring(0, (int) (share * whole.length())));
    }

    @Test
    void new_files_are_taken_when_they_have_been_the_same_twice() throws IOException {
        assertThat(server.renew(false)).isFalse();
        write(certificate, renewed.certificate(), 1);
        write(key, renewed.key(), 1);
        server.renew(false);
        assertThat(served()).isSameAs(first);
        assertThat(server.renew(false)).isFalse();
        assertThat(served()).isNotSameAs(first);
        SSLContext second = served();
        server.renew(false);
        assertThat(served()).isSameAs(second);
    }

    @Test
    void on_request_they_are_taken_at_once() throws IOException {
        write(certificate, renewed.certificate(), 1);
        write(key, renewed.key(), 1);
        server.renew(true);
        assertThat(served()).isNotSameAs(first);
    }

    @Test
    void files_that_are_half_written_gone_or_do_not_fit_change_nothing_until_they_are_right() throws IOException {
        for (double share = 0; share < 1; share += 0.05) {
            write(certificate, renewed.certificate(), share);
            for (int look = 0; look < 4; look++) {
                server.renew(look == 3);
            }
            assertThat(served()).as("share " + share).isSameAs(first);
        }
        write(certificate, renewed.certificate(), 1);
        server.renew(true); // with the old key
        assertThat(served()).isSameAs(first);
        for (double share = 0; share < 1; share += 0.05) {
            write(key, renewed.key(), share);
            server.renew(true);
            assertThat(served()).as("share " + share).isSameAs(first);
        }
        Files.delete(key);
        server.renew(true);
        Files.delete(certificate);
        server.renew(true);
        assertThat(served()).isSameAs(first);
        write(certificate, renewed.certificate(), 1);
        write(key, renewed.key(), 1);
        server.renew(true);
        assertThat(served()).isNotSameAs(first);
    }

    @Test
    void a_file_of_several_authorities_that_is_being_written_is_not_taken_for_a_shorter_one() throws IOException {
        String two = Files.readString(authorities) + Files.readString(renewed.certificate());
        Files.writeString(authorities, two);
        assertThat(server.renew(true)).isTrue();
        SSLContext both = served();
        Files.writeString(authorities, Files.readString(renewed.certificate()));
        server.renew(false);
        assertThat(served()).isSameAs(both);
        Files.writeString(authorities, Files.readString(renewed.certificate()) + two);
        server.renew(false);
        assertThat(served()).isSameAs(both);
        assertThat(server.renew(false)).isTrue();
        assertThat(served()).isNotSameAs(both);
    }
}
