package dev.grapevine.cluster;

import dev.grapevine.model.EncryptionMode;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Warns, again and again, while a member takes plain messages although it has a key: the modes between off and require are steps of a change, and
 * none of them is safe to stay in. Used by the loop's thread only.
 */
final class HalfSealedWarning {

    /** Between two warnings. */
    static final long INTERVAL_NANOS = TimeUnit.MINUTES.toNanos(10);

    /** Runs tasks in the loop later, until the member ends. */
    @FunctionalInterface
    interface Timer {
        void after(long delayNanos, Runnable task);
    }

    private final Supplier<EncryptionMode> mode;
    private final Timer timer;
    private final Consumer<String> log;

    /** Grows with each change, so that only the warnings of the last one go on. */
    private int change;

    HalfSealedWarning(Supplier<EncryptionMode> mode, Timer timer, Consumer<String> log) {
        this.mode = mode;
        this.timer = timer;
        this.log = log;
    }

    /** To be called when the member starts, and when its mode has changed. */
    void modeChanged() {
        change++;
        warn(change);
    }

    private void warn(int since) {
        String text = text(mode.get());
        if (since == change && !text.isEmpty()) {
            log.accept(text);
            timer.after(INTERVAL_NANOS, () -> warn(since));
        }
    }

    private static String text(EncryptionMode mode) {
        return switch (mode) {
            case OFF, REQUIRE -> "";
            case ACCEPT ->
                "encryption mode ACCEPT: this member sends in clear, and takes what is in clear; when all members are at ACCEPT,"
                        + " go on to SEND";
            case SEND ->
                "encryption mode SEND: this member still takes what is in clear; when all members are at SEND, go on to REQUIRE";
        };
    }
}
