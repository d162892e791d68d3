package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Members without a key believe what anybody on their network says in their words; but they send a stranger no more than it sent. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
final class AttackPlainTest {

    private static final int STRANGER = 99;

    @RegisterExtension
    private final Site site = Site.of(5);

    @Test
    void members_without_a_key_send_a_stranger_no_more_packets_and_bytes_than_came(@TempDir Path folder)
            throws IOException {
        Path recorded = Files.createFile(folder.resolve("recorded"));
        Host stranger = Host.create(STRANGER);
        Attacker attacker = Attacker.on(stranger);
        assertThat(attacker.record(recorded, 8)).isGreaterThan(50);

        Attacker.Outcome replayed = attacker.replay(recorded, "own", 500);
        Attacker.Outcome storm = attacker.storm(recorded, site.host(1), 5_000, 10);

        // They do answer what is well formed.
        assertThat(replayed.answers() + storm.answers()).isPositive();
        assertThat(replayed.answers()).isLessThanOrEqualTo(replayed.sent());
        assertThat(replayed.answerBytes()).isLessThanOrEqualTo(replayed.sentBytes());
        assertThat(storm.answers()).isLessThanOrEqualTo(storm.sent());
        assertThat(storm.answerBytes()).isLessThanOrEqualTo(storm.sentBytes());
        site.assertNoDeathBut();
        stranger.remove();
        site.settle();
    }
}
