package com.example.chat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Keeps the lines that a participant sees. */
final class Screen implements Consumer<String> {

    private static final long LIMIT_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final List<String> lines = new ArrayList<>();

    @Override
    public synchronized void accept(String line) {
        lines.add(line);
        notifyAll();
    }

    /** Waits for a line that begins so. */
    synchronized void await(String beginning) throws InterruptedException {
        long end = System.nanoTime() + LIMIT_NANOS;
        while (lines.stream().noneMatch(line -> line.startsWith(beginning))) {
            long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("no line '" + beginning + "' among " + lines);
            }
            wait(left);
        }
    }
}
