package dev.grapevine.model;

import java.math.BigDecimal;
import java.util.List;

/**
 * Two settings that are each within their bounds but contradict each other: one must not be more than so many times the
 * other.
 *
 * @param one the setting that is too large
 * @param other the setting that limits it
 * @param times how many times the other it may be at most; 1 or more
 */
public record Contradiction(ProtocolSetting one, ProtocolSetting other, int times) {

    private static final List<Contradiction> POSSIBLE = List.of(
            new Contradiction(ProtocolSetting.PROBE_TIMEOUT_MIN, ProtocolSetting.PROBE_TIMEOUT_MAX, 1),
            new Contradiction(ProtocolSetting.PROBE_TIMEOUT_MAX, ProtocolSetting.PROBE_PERIOD, 1),
            new Contradiction(ProtocolSetting.WINDOW_MIN, ProtocolSetting.WINDOW_MAX, 1),
            new Contradiction(ProtocolSetting.WINDOW_MAX, ProtocolSetting.WINDOW_MIN, 2),
            new Contradiction(ProtocolSetting.PUSH_WINDOW_MIN, ProtocolSetting.PUSH_WINDOW_MAX, 1),
            new Contradiction(ProtocolSetting.SYNC_PAUSE_MIN, ProtocolSetting.SYNC_PAUSE_MAX, 1),
            new Contradiction(ProtocolSetting.CONTACT_FIRST, ProtocolSetting.CONTACT_INTERVAL, 1));

    /** The contradictions among these settings; none with the defaults of a profile. */
    public static List<Contradiction> in(Settings settings) {
        return POSSIBLE.stream()
                .filter(pair -> settings.get(pair.one) > pair.times * settings.get(pair.other))
                .toList();
    }

    /** The contradiction as a sentence for people. */
    public String words(Settings settings) {
        return "protocol." + one.key() + " is " + millis(settings.get(one)) + "; it " + rule() + ", which is "
                + millis(settings.get(other));
    }

    private static String millis(long nanos) {
        return BigDecimal.valueOf(nanos, 6).stripTrailingZeros().toPlainString() + " ms";
    }

    /** The broken rule without the values, as in {@code must not be more than twice protocol.suspicion.window-min}. */
    public String rule() {
        String factor = times == 1 ? "" : times == 2 ? "twice " : times + " times ";
        return "must not be more than " + factor + "protocol." + other.key();
    }
}
