package dev.grapevine.model;

import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A value for every {@link ProtocolSetting}. Immutable; {@link #with} makes a changed copy.
 *
 * <pre>{@code
 * Settings settings = Settings.of(Profile.LAN).with(ProtocolSetting.PROBE_PERIOD, Duration.ofMillis(500));
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
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            values[setting.ordinal()] = setting.defaultIn(profile);
        }
        return new Settings(profile, values);
    }

    /** The profile whose defaults were the beginning. */
    public Profile profile() {
        return profile;
    }

    /** The value, in the unit of the setting: nanoseconds, bytes, percent or a plain number. */
    public long get(ProtocolSetting setting) {
        return values[setting.ordinal()];
    }

    /**
     * The value as an int; for counts, bytes and percents.
     *
     * @throws ArithmeticException if it is larger than an int, as many a duration
     */
    public int count(ProtocolSetting setting) {
        return Math.toIntExact(values[setting.ordinal()]);
    }

    /**
     * A copy with one value changed, in the unit of the setting (nanoseconds for durations).
     *
     * @throws IllegalArgumentException if the value is out of the bounds of the setting
     */
    public Settings with(ProtocolSetting setting, long value) {
        if (value < setting.min() || value > setting.max()) {
            throw new IllegalArgumentException("protocol." + setting.key() + " must be " + setting.min() + " to "
                    + setting.max() + (setting.unit() == ProtocolSetting.Unit.DURATION ? " nanoseconds" : "") + ", not "
                    + value);
        }
        long[] changed = values.clone();
        changed[setting.ordinal()] = value;
        return new Settings(profile, changed);
    }

    /**
     * A copy with one duration changed.
     *
     * @throws IllegalArgumentException if the setting is not a duration, or the value is out of its bounds
     */
    public Settings with(ProtocolSetting setting, Duration value) {
        if (setting.unit() != ProtocolSetting.Unit.DURATION) {
            throw new IllegalArgumentException("protocol." + setting.key() + " is not a duration");
        }
        return with(setting, value.toNanos());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Settings that && profile == that.profile && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    /** The profile, and the values that differ from its defaults. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(profile.toString());
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            if (get(setting) != setting.defaultIn(profile)) {
                text.append(' ').append(setting.key()).append('=').append(get(setting));
            }
        }
        return text.toString();
    }
}
