package dev.grapevine.core.seal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class ReplayWindowTest {

    private static final int SEEDS = 500;

    @Test
    void it_keeps_the_64_highest_counters_that_were_taken() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            ReplayWindow window = new ReplayWindow();
            TreeSet<Long> highest = new TreeSet<>();
            long clock = 0;
            for (int i = 0; i < 500; i++) {
                clock += random.nextInt(100);
                long counter = random.nextInt(4) == 0 ? Math.max(0, clock - random.nextInt(3_000)) : clock;
                boolean replayed =
                        highest.contains(counter) || highest.size() == ReplayWindow.SIZE && counter < highest.first();
                assertThat(window.replayed(counter))
                        .as("seed %d, counter %d", seed, counter)
                        .isEqualTo(replayed);
                if (!replayed) {
                    window.take(counter);
                    highest.add(counter);
                    if (highest.size() > ReplayWindow.SIZE) {
                        highest.pollFirst();
                    }
                }
            }
        }
    }
}
