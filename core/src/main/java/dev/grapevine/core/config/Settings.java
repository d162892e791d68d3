package dev.grapevine.core.config;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value for every {@link ProtocolSetting}. Immutable; {@link #with} makes a changed copy.
 *
 * <pre>{@code
 * Settings settings = Settings.of(Profile.LAN).with(Knob.PROBE_PERIOD, Duration.ofMillis(500));
 * }</pre>
 */
public final class Settings {

    private final Profile profile;
    private final long[] values;

    private Settings(Profile profile, long[] values) {
        this.profile = profile;
        this.values = values;
    }

    /** The defaults of a profile. */
    public static Settings of(Profile profile) {
        long[] values = new long[ProtocolSetting.values().length];
        for (ProtocolSetting knob : ProtocolSetting.values()) {
            values[knob.ordinal()] = knob.defaultIn(profile);
        }
        return new Settings(profile, values);
    }

    public Profile profile() {
        return profile;
    }

    /** The value: nanoseconds, bytes, percent or a plain number, as {@link ProtocolSetting#unit} says. */
    public long get(ProtocolSetting knob) {
        return values[knob.ordinal()];
    }

    /** The value as an int; for counts, bytes and percents. */
    public int count(ProtocolSetting knob) {
        return Math.toIntExact(values[knob.ordinal()]);
    }

    /**
     * A copy with one value changed, in the unit of the knob (nanoseconds for durations).
     *
     * @throws IllegalArgumentException if it is out of the bounds of the knob
     */
    public Settings with(ProtocolSetting knob, long value) {
        if (value < knob.min() || value > knob.max()) {
            throw new IllegalArgumentException("protocol." + knob.key() + " must be " + knob.min() + " to " + knob.max()
                    + (knob.unit() == ProtocolSetting.Unit.DURATION ? " nanoseconds" : "") + ", not " + value);
        }
        long[] changed = values.clone();
        changed[knob.ordinal()] = value;
        return new Settings(profile, changed);
    }

    /** A copy with one duration changed. */
    public Settings with(ProtocolSetting knob, Duration value) {
        if (knob.unit() != ProtocolSetting.Unit.DURATION) {
            throw new IllegalArgumentException("protocol." + knob.key() + " is not a duration");
        }
        return with(knob, value.toNanos());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings that && profile == that.profile && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The profile and what differs from it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(profile.toString());
        for (ProtocolSetting knob : ProtocolSetting.values()) {
            if (get(knob) != knob.defaultIn(profile)) {
                text.append(' ').append(knob.key()).append('=').append(get(knob));
            }
        }
        return text.toString();
    }
}
