package dev.grapevine.bench;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** One change that is waited for: which observers have seen it, and when. Thread-safe. */
final class Watch {

    enum Kind {
        NOTHING,
        SUSPECTED,
        LEAVING,
        DOWN,
        MESSAGE,
        UPDATED
    }

    /** A watch that nothing matches. */
    static final Watch NOTHING = new Watch(Kind.NOTHING, "", "");

    private final Kind kind;
    private final String subject;
    private final String value;
    private final long began = System.nanoTime();
    private final Map<String, Long> seenAt = new ConcurrentHashMap<>();

    /** Starts the clock for a change. */
    Watch(Kind kind, String subject, String value) {
        this.kind = kind;
        this.subject = subject;
        this.value = value;
    }

    void offer(Kind offered, String observer, String about, String said) {
        if (kind == offered && subject.equals(about) && value.equals(said) && !observer.equals(subject)) {
            seen(observer);
        }
    }

    void seen(String observer) {
        seenAt.putIfAbsent(observer, System.nanoTime());
    }

    boolean hasSeen(String observer) {
        return seenAt.containsKey(observer);
    }

    /** How many observers have seen it. */
    int count() {
        return seenAt.size();
    }

    /** How many observers other than this one have seen it. */
    int countWithout(String observer) {
        return count() - (hasSeen(observer) ? 1 : 0);
    }

    /** Milliseconds until the first observer saw it; -1 if none did. */
    double firstMillis() {
        return seenAt.values().stream()
                .mapToDouble(at -> Report.millis(at - began))
                .min()
                .orElse(-1);
    }

    /** Milliseconds until the last observer so far saw it; -1 if none did. */
    double lastMillis() {
        return seenAt.values().stream()
                .mapToDouble(at -> Report.millis(at - began))
                .max()
                .orElse(-1);
    }
}
