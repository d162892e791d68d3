package dev.grapevine.core.config;

import static dev.grapevine.core.config.ProtocolSetting.Unit.BYTES;
import static dev.grapevine.core.config.ProtocolSetting.Unit.COUNT;
import static dev.grapevine.core.config.ProtocolSetting.Unit.DURATION;
import static dev.grapevine.core.config.ProtocolSetting.Unit.PERCENT;

import java.util.Optional;

/**
 * Every number of the protocol that may be set: its key under {@code protocol.} in a configuration, its unit, its default
 * in each {@link Profile}, its bounds, and what it is. The one place where they are written down; the reference
 * configuration and the documentation are checked against it. Durations are in nanoseconds here.
 */
@SuppressWarnings("ImmutableEnumChecker") // the array of defaults never leaves
public enum ProtocolSetting {
    // spotless:off (a table reads best as one)
    PROBE_PERIOD("probe.period", DURATION, ms(200), ms(1_000), ms(5_000), ms(20), ms(60_000),
            "How often a member probes another."),
    PROBE_TIMEOUT_MIN("probe.timeout-min", DURATION, ms(20), ms(50), ms(500), ms(1), ms(30_000),
            "Shortest wait for an answer to a direct probe; in between, the measured round trip of that member decides."),
    PROBE_TIMEOUT_MAX("probe.timeout-max", DURATION, ms(100), ms(500), ms(3_000), ms(2), ms(30_000),
            "Longest wait for an answer to a direct probe, and the first one, while no round trip was measured."),
    PROBE_HELPERS("probe.helpers", COUNT, 3, 3, 3, 0, 16,
            "How many others are asked to probe a member that did not answer."),
    SUCCESSOR_EVERY("probe.successor-every", COUNT, 2, 2, 2, 0, 10,
            "One probe in so many goes to the successor on the circle of names, so that nobody waits long for a probe; 0: none does."),
    PROOF("probe.proof", COUNT, 1, 1, 1, 0, 1,
            "Whether an unanswered probe counts only if something answered this member meanwhile, so that the deaf and the mute accuse nobody: 1 or 0."),
    WINDOW_MIN("suspicion.window-min", DURATION, ms(1_200), ms(5_600), ms(30_000), ms(50), ms(600_000),
            "From the first unanswered probe to the verdict, when others confirm."),
    WINDOW_MAX("suspicion.window-max", DURATION, ms(2_400), ms(11_200), ms(60_000), ms(50), ms(1_200_000),
            "From the first unanswered probe to the verdict, when nobody confirms; at most twice the shortest window."),
    CONFIRMATIONS("suspicion.confirmations", COUNT, 2, 2, 2, 0, 4,
            "Confirmations by others that shorten the window to its minimum; fewer where fewer members could confirm."),
    CONFIRMERS("suspicion.confirmers", COUNT, 3, 3, 3, 0, 8,
            "How many of a silent suspect's witnesses probe it at once, besides those who hold a tether of it; 0: nobody probes out of turn."),
    TELLINGS("suspicion.tellings", COUNT, 5, 5, 5, 0, 5,
            "How often an accuser tells the suspect in packets of their own, so that it can refute; 0: it hears of it by rumors and probes."),
    BUDDY("suspicion.buddy", COUNT, 1, 1, 1, 0, 1,
            "Whether packets that go to a suspect anyway, probes above all, tell it of the suspicion: 1 or 0."),
    BYSTANDER_DELAY("suspicion.bystander-delay", DURATION, ms(250), ms(1_000), ms(5_000), 0, ms(60_000),
            "How much later members that did not accuse declare a death themselves."),
    CLOSED_WINDOW("suspicion.closed-window", DURATION, ms(500), ms(2_000), ms(10_000), ms(50), ms(600_000),
            "From a tether that closed, followed by silence, to the verdict."),
    VETO_HOLD("suspicion.veto-hold", DURATION, ms(100), ms(100), ms(1_000), ms(1), ms(10_000),
            "How long a refused member's other witnesses may object before it is declared dead."),
    SOLE_RECHECK("suspicion.sole-recheck", DURATION, ms(250), ms(250), ms(1_000), ms(10), ms(10_000),
            "Pause before a lone accuser checks a refusing member a second time."),
    BRAKE_FLOOR("suspicion.brake-floor", COUNT, 3, 3, 3, 1, 1_000_000,
            "So many members may go silent together before the brake is pulled."),
    BRAKE_SHARE("suspicion.brake-share", PERCENT, 25, 25, 25, 1, 100,
            "Share of the members that may go silent together before the brake is pulled; 100%: it never is."),
    BRAKE_HOLD("suspicion.brake-hold", DURATION, ms(1_200), ms(5_600), ms(30_000), 0, ms(1_200_000),
            "How long the brake holds a verdict back at most; 0: it only tells of the partition."),
    WITNESSES("witness.count", COUNT, 3, 3, 3, 0, 8,
            "How many members hold a tether of each member; 0 switches tethers and the quick verdict on refusals off."),
    WITNESS_QUIET("witness.quiet", DURATION, ms(300), ms(1_000), ms(3_000), 0, ms(60_000),
            "After a mass join the view must have been still for so long before tethers are moved; a fortieth of it after one join."),
    TETHER_KEEPALIVE("witness.keepalive", DURATION, ms(120_000), ms(120_000), ms(120_000), ms(1_000), ms(3_600_000),
            "A sign of life on idle tethers, for middleboxes."),
    HEALTH_LIMIT("health.limit", COUNT, 8, 8, 8, 0, 64,
            "Highest local health score; at it, timeouts are three times as long; 0: health plays no part."),
    STALL("health.stall", DURATION, ms(250), ms(500), ms(1_000), 0, ms(60_000),
            "An own timer so much late is a stall of this process; 0: stalls are not looked for."),
    FLAP_HALF_LIFE("flap.half-life", DURATION, ms(10_000), ms(60_000), ms(300_000), ms(100), ms(3_600_000),
            "Time in which the penalty for coming back from suspicion or death halves."),
    FLAP_LIMIT("flap.limit", COUNT, 3, 3, 3, 0, 100,
            "Penalty from which a member counts as unstable and its window is doubled; 0: neither happens."),
    RINGS("rumor.rings", COUNT, 3, 3, 3, 0, 8,
            "Hash orders of the names; news is pushed to the next live member in each."),
    RANDOM_TARGETS("rumor.random", COUNT, 1, 1, 1, 0, 16,
            "Random members that news is pushed to besides."),
    PUSH_WINDOW_MIN("rumor.window-min", DURATION, ms(2), ms(5), ms(20), 0, ms(1_000),
            "News that follows a push within this window goes together."),
    PUSH_WINDOW_MAX("rumor.window-max", DURATION, ms(40), ms(40), ms(160), 0, ms(10_000),
            "The window doubles up to this while news keeps coming."),
    REPEAT_TARGETS("rumor.repeat-targets", COUNT, 2, 2, 2, 0, 16,
            "Random members that news is repeated to, each time."),
    REPEAT_FIRST("rumor.repeat-first", DURATION, ms(20), ms(20), ms(80), ms(1), ms(60_000),
            "After first hearing, news is repeated after this long, then after 4 and after 14 times as long."),
    GOSSIP_TICK("rumor.tick", DURATION, 0, 0, 0, 0, ms(60_000),
            "News waits for a tick of this length and goes to the random members alone; 0: it is pushed at once."),
    GOSSIP_FACTOR("rumor.tick-factor", COUNT, 4, 4, 4, 1, 16,
            "With a tick: news is sent this many times the decimal logarithm of the members, rounded up."),
    PACKET_SIZE("packet.size", BYTES, 1_200, 1_200, 1_200, 1_160, 1_400,
            "Longest datagram, sealed, without IP and UDP headers."),
    SYNC_QUIET("sync.quiet", DURATION, ms(500), ms(500), ms(1_000), 0, ms(60_000),
            "A view must have been still for so long before one mismatch of view hashes starts a sync; otherwise the third does."),
    SYNC_PAUSE_MIN("sync.pause-min", DURATION, ms(200), ms(200), ms(500), ms(1), ms(60_000),
            "Pause after a sync."),
    SYNC_PAUSE_MAX("sync.pause-max", DURATION, ms(10_000), ms(10_000), ms(10_000), ms(1), ms(600_000),
            "The pause doubles up to this while syncs bring nothing."),
    SYNC_SAFETY("sync.safety", DURATION, ms(300_000), ms(300_000), ms(600_000), ms(1_000), ms(86_400_000),
            "A sync with a random member so often, whatever the hashes say."),
    HEAL_HOLD("sync.heal-hold", DURATION, ms(2_000), ms(5_000), ms(10_000), 0, ms(60_000),
            "After a partition heals, the other side's verdicts wait so long for their subjects to object."),
    HEAL_SHARE("sync.heal-share", PERCENT, 10, 10, 10, 1, 100,
            "Share of the living that a partner's verdicts may kill before the meeting counts as a heal."),
    TOMBSTONE_TIME("tombstone.time", DURATION, ms(3_600_000), ms(3_600_000), ms(3_600_000), ms(1_000), ms(604_800_000),
            "How long the dead and the left are remembered."),
    TOMBSTONE_LIMIT("tombstone.limit", COUNT, 4_096, 4_096, 4_096, 16, 1_000_000,
            "How many of the dead and the left are remembered; beyond it the oldest are forgotten first."),
    MEMBER_LIMIT("limit.members", COUNT, 10_000, 10_000, 10_000, 2, 13_000,
            "Live members beyond this number are not taken in."),
    STATE_ENTRIES("state.entries", COUNT, 512, 512, 512, 1, 65_536,
            "Entries in one member's owned state: services, tags, metadata."),
    STATE_BYTES("state.bytes", BYTES, 65_536, 65_536, 65_536, 1_024, 1_000_000,
            "Bytes of one member's owned state, keys and values."),
    STATE_VALUE("state.value", BYTES, 4_096, 4_096, 4_096, 64, 500_000,
            "Bytes of one value in it."),
    STATE_PUSH("state.push", BYTES, 600, 600, 600, 0, 1_000,
            "Longer changes are announced by version and fetched by stream."),
    PUBLISH_BURST("state.publish-burst", COUNT, 5, 5, 5, 1, 1_000,
            "An owner publishes so many changes at once before it is slowed down."),
    PUBLISH_INTERVAL("state.publish-interval", DURATION, ms(100), ms(100), ms(100), ms(1), ms(60_000),
            "After a burst an owner publishes once in this time; what changes meanwhile goes together."),
    JOIN_WINDOW("bootstrap.window", DURATION, ms(200), ms(500), ms(2_000), ms(10), ms(60_000),
            "A joiner is ready when its view was still for so long after its first sync, or after three times as long in any case."),
    CONTACT_INTERVAL("bootstrap.contact-interval", DURATION, ms(2_000), ms(2_000), ms(5_000), ms(100), ms(600_000),
            "How often, in the whole cluster, a seed, remembered address or dead member is tried again."),
    CONTACT_FIRST("bootstrap.contact-first", DURATION, ms(200), ms(300), ms(1_000), ms(10), ms(60_000),
            "First pause between attempts to reach seeds while alone; doubles up to the contact interval."),
    DISCOVER_INTERVAL("bootstrap.discover-interval", DURATION, ms(500), ms(1_000), ms(5_000), ms(100), ms(600_000),
            "Pause between broadcasts on the local segment while alone; a tenth as often when not."),
    JOIN_LIMIT("bootstrap.join-limit", COUNT, 32, 32, 32, 1, 1_024,
            "Joins that a member serves at a time; others are sent on."),
    CONFLICT_PATIENCE("bootstrap.conflict-patience", DURATION, ms(10_000), ms(10_000), ms(10_000), ms(100), ms(600_000),
            "A joiner whose name is taken gives up when the other has answered for so long."),
    LEAVE_TIMEOUT("leave.timeout", DURATION, ms(1_000), ms(1_000), ms(3_000), 0, ms(60_000),
            "A leaving member waits at most so long for others to have heard.");
    // spotless:on

    /** What the number of a knob counts. */
    public enum Unit {
        /** Nanoseconds; written {@code 500ms}, {@code 5s}, {@code 1m}. */
        DURATION,
        COUNT,
        BYTES,
        PERCENT
    }

    private final String key;
    private final Unit unit;
    private final long[] defaults;
    private final long min;
    private final long max;
    private final String meaning;

    ProtocolSetting(String key, Unit unit, long local, long lan, long wan, long min, long max, String meaning) {
        this.key = key;
        this.unit = unit;
        this.defaults = new long[] {local, lan, wan};
        this.min = min;
        this.max = max;
        this.meaning = meaning;
    }

    private static long ms(long millis) {
        return millis * 1_000_000;
    }

    /** Key below {@code protocol.}, as {@code probe.period}. */
    public String key() {
        return key;
    }

    public Unit unit() {
        return unit;
    }

    public long defaultIn(Profile profile) {
        return defaults[profile.ordinal()];
    }

    public long min() {
        return min;
    }

    public long max() {
        return max;
    }

    /** One sentence for people. */
    public String meaning() {
        return meaning;
    }

    public static Optional<ProtocolSetting> byKey(String key) {
        for (ProtocolSetting knob : values()) {
            if (knob.key.equals(key)) {
                return Optional.of(knob);
            }
        }
        return Optional.empty();
    }
}
