package dev.grapevine.bench.soak;

/**
 * What is measured of an agent, and how much it may grow in the second half of the load: by a share of its median or by
 * an amount, whichever is more.
 */
enum Measure {
    // spotless:off
    HEAP("heap after a full collection", "MB", 0.15, 3),
    MEMORY("resident memory", "MB", 0.10, 15),
    THREADS("threads", "", 0.05, 4),
    DESCRIPTORS("open descriptors", "", 0.10, 10),
    PACKETS("datagrams sent", "/s", 0.40, 20),
    TRAFFIC("bytes sent", "kB/s", 0.40, 4),
    LOG("log", "B/s", 0.40, 200);
    // spotless:on

    private final String title;
    private final String unit;
    private final double share;
    private final double amount;

    Measure(String title, String unit, double share, double amount) {
        this.title = title;
        this.unit = unit;
        this.share = share;
        this.amount = amount;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /** Whether it is the change of a counter since the sample before. */
    boolean rate() {
        return unit.endsWith("/s");
    }

    /** The growth that counts as flat, for values around a median. */
    double bound(double median) {
        return Math.max(share * median, amount);
    }
}
