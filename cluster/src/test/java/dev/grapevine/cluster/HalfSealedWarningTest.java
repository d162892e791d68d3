package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.model.EncryptionMode;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class HalfSealedWarningTest {

    private final List<String> log = new ArrayList<>();
    private final Deque<Runnable> later = new ArrayDeque<>();
    private EncryptionMode mode = EncryptionMode.OFF;
    private final HalfSealedWarning warning = new HalfSealedWarning(() -> mode, this::after, log::add);

    private void after(long delayNanos, Runnable task) {
        assertThat(Duration.ofNanos(delayNanos)).isEqualTo(Duration.ofMinutes(10));
        later.add(task);
    }

    private void become(EncryptionMode changed) {
        mode = changed;
        warning.modeChanged();
    }

    @Test
    void the_modes_in_between_warn_every_ten_minutes() {
        become(EncryptionMode.OFF);
        assertThat(log).isEmpty();
        become(EncryptionMode.ACCEPT);
        later.remove().run();
        later.remove().run();
        assertThat(log).hasSize(3).allMatch(line -> line.startsWith("encryption mode ACCEPT: "));
    }

    @Test
    void each_change_replaces_the_warnings_before_it() {
        become(EncryptionMode.ACCEPT);
        become(EncryptionMode.SEND);
        assertThat(later).hasSize(2);
        later.remove().run();
        later.remove().run();
        assertThat(log).hasSize(3);
        assertThat(log.subList(1, 3)).allMatch(line -> line.startsWith("encryption mode SEND: "));
        become(EncryptionMode.REQUIRE);
        later.remove().run();
        assertThat(log).hasSize(3);
        assertThat(later).isEmpty();
    }
}
