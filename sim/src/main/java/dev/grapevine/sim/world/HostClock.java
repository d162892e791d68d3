package dev.grapevine.sim.world;

/**
 * The two clocks of a host. The monotonic one starts anywhere (near overflow on some hosts, to find programs that compare
 * where they should subtract), may run fast or slow, and stands still while the host sleeps. The wall clock goes on during
 * sleep, and may be stepped.
 */
public final class HostClock {

    /** What an exact wall clock shows at the beginning of the world: 2026-01-01T00:00:00Z, in milliseconds since 1970. */
    public static final long WALL_START_MILLIS = 1_767_225_600_000L;

    /** A clock is never set beyond that, nor to before 1970: a generation has no room for it. */
    private static final long MAX_OFFSET_MILLIS = 1L << 46;

    private static final long MILLION = 1_000_000;

    private long origin;
    private long base;
    private int ppm;
    private long wallOffsetMillis;
    private long asleepSince = -1;

    HostClock(long base, int ppm, long wallOffsetMillis) {
        this.base = base;
        this.ppm = ppm;
        this.wallOffsetMillis = wallOffsetMillis;
    }

    /** The monotonic clock at a time of the world. */
    long monotonic(long worldTime) {
        return base + scaled((asleepSince >= 0 ? asleepSince : worldTime) - origin);
    }

    /** The wall clock at a time of the world, in milliseconds since 1970. */
    long wallMillis(long worldTime) {
        return WALL_START_MILLIS + worldTime / MILLION + wallOffsetMillis;
    }

    /** How much world time passes, at least, while the monotonic clock advances by this much. */
    long worldDelay(long monotonicDelay) {
        long quotient = monotonicDelay / (MILLION + ppm);
        long rest = monotonicDelay % (MILLION + ppm);
        return quotient * MILLION + rest * MILLION / (MILLION + ppm);
    }

    void skew(long worldTime, int changedPpm) {
        base = monotonic(worldTime);
        origin = worldTime;
        ppm = changedPpm;
    }

    void stepWall(long millis) {
        wallOffsetMillis = Math.max(-WALL_START_MILLIS, Math.min(MAX_OFFSET_MILLIS, wallOffsetMillis + millis));
    }

    void sleep(long worldTime) {
        asleepSince = worldTime;
    }

    void wake(long worldTime) {
        base = monotonic(worldTime);
        origin = worldTime;
        asleepSince = -1;
    }

    private long scaled(long elapsed) {
        return ppm == 0 ? elapsed : elapsed + elapsed / MILLION * ppm + elapsed % MILLION * ppm / MILLION;
    }
}
