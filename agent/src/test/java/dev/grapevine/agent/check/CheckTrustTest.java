package dev.grapevine.agent.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.agent.tls.TestCertificate;
import dev.grapevine.cluster.check.HttpCheckOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckTrustTest {

    private static final int PATIENCE_SECONDS = 30;

    private final CheckTrust trust = new CheckTrust("trust-test");

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        trust.close();
    }

    private static HttpCheckOptions of(Path authorities) {
        return new HttpCheckOptions(Map.of(), true, Optional.of(authorities));
    }

    /** Remembers what it is told, and in which thread. */
    private static final class Waiting implements CheckTrust.User {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final CountDownLatch gate;

        Waiting(int gates) {
            gate = new CountDownLatch(gates);
        }

        @Override
        public void trust(SslContextFactory.Client tls) {
            told.add("trusts in " + Thread.currentThread().getName());
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void distrust(Throwable why) {
            told.add(String.valueOf(why.getMessage()));
        }

        String next() throws InterruptedException {
            return String.valueOf(told.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
    }

    @Test
    void a_file_is_read_in_a_thread_of_its_own_and_one_that_cannot_be_used_is_told() throws Exception {
        Waiting sound = new Waiting(0);
        trust.find(of(TestCertificate.make(folder, "authority").certificate()), sound);
        assertThat(sound.next()).isEqualTo("trusts in trust-test");
        Waiting missing = new Waiting(0);
        trust.find(of(folder.resolve("none")), missing);
        assertThat(missing.next()).endsWith("none: there is no such file");
    }

    @Test
    void while_a_file_is_slow_nobody_is_held_up_who_asks_and_who_gives_up_is_not_told() throws Exception {
        Waiting slow = new Waiting(1);
        Waiting givesUp = new Waiting(0);
        Waiting patient = new Waiting(0);
        trust.find(of(TestCertificate.make(folder, "authority").certificate()), slow);
        assertThat(slow.next()).startsWith("trusts");
        Path other = folder.resolve("none");
        trust.find(of(other), givesUp);
        trust.find(of(other), patient);
        trust.forget(givesUp);
        slow.gate.countDown();
        assertThat(patient.next()).endsWith("no such file");
        assertThat(givesUp.told).isEmpty();
    }

    @Test
    void after_the_end_all_who_ask_are_told() throws Exception {
        trust.close();
        Waiting late = new Waiting(0);
        trust.find(of(folder.resolve("none")), late);
        assertThat(late.next()).isNotEqualTo("null");
    }
}
