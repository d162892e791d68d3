package dev.grapevine.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.monitor.MemberLog;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventLogWriterTest {

    /** Runs nothing until it is told to, like a callback thread that waits for a slow log. */
    private static final class Busy implements CallbackExecutor {
        final ArrayDeque<Runnable> tasks = new ArrayDeque<>();

        @Override
        public void execute(Runnable task) {
            tasks.add(task);
        }

        @Override
        public void executeLater(Runnable task) {
            throw new IllegalStateException("nothing fails here");
        }

        void run() {
            while (!tasks.isEmpty()) {
                tasks.remove().run();
            }
        }
    }

    private final List<String> lines = new ArrayList<>();
    private final Busy callbacks = new Busy();
    private final EventLogWriter writer = new EventLogWriter(
            new MemberLog(
                    new System.Logger() {
                        @Override
                        public String getName() {
                            return "lines";
                        }

                        @Override
                        public boolean isLoggable(Level level) {
                            return level.getSeverity() >= Level.INFO.getSeverity();
                        }

                        @Override
                        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
                            lines.add(text);
                        }

                        @Override
                        public void log(Level level, ResourceBundle bundle, String text, Object... parameters) {
                            lines.add(text);
                        }
                    },
                    "m1"),
            callbacks);

    @Test
    void events_are_written_in_order_on_a_callback_thread() {
        writer.add(List.of(new Event.Merged(1)));
        writer.add(List.of(new Event.Merged(2), new Event.Merged(3)));
        assertThat(lines).isEmpty();
        assertThat(callbacks.tasks).hasSize(1);
        callbacks.run();
        assertThat(lines)
                .containsExactly(
                        "m1: two parts of the cluster met: 1 members gained",
                        "m1: two parts of the cluster met: 2 members gained",
                        "m1: two parts of the cluster met: 3 members gained");
    }

    @Test
    void what_is_too_much_for_the_log_is_dropped_and_counted() {
        List<Event> many = IntStream.range(0, 1_000)
                .mapToObj(i -> (Event) new Event.Merged(i))
                .toList();
        writer.add(many);
        writer.add(many);
        writer.add(List.of(new Event.Merged(7)));
        callbacks.run();
        assertThat(lines)
                .as("100 lines of a kind a minute, and the number")
                .hasSize(101)
                .last()
                .isEqualTo("m1: 1000 events are missing here: the log was too slow for them");
    }
}
