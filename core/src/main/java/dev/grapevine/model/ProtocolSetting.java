package dev.grapevine.model;

import static dev.grapevine.model.ProtocolSetting.Unit.BYTES;
import static dev.grapevine.model.ProtocolSetting.Unit.COUNT;
import static dev.grapevine.model.ProtocolSetting.Unit.DURATION;
import static dev.grapevine.model.ProtocolSetting.Unit.PERCENT;

import java.util.Optional;

/**
 * Every number of the protocol that users can set: its key under {@code protocol.} in a configuration, its unit, its
 * default in each {@link Profile}, its bounds, and its {@linkplain #meaning() meaning} in a sentence. They are written
 * down here only; tests compare the reference configuration and the documentation with this table. {@code
 * docs/grapevine.reference.yaml} in the sources lists them all in words. Durations are in nanoseconds.
 *
 * <p>{@link Settings} holds a value for each of them.
 */
@SuppressWarnings("ImmutableEnumChecker") // the array of defaults never leaves this class
public enum ProtocolSetting {
    // spotless:off (a table reads best as one)
    PROBE_PERIOD("probe.period", DURATION, ms(200), ms(1_000), ms(5_000), ms(20), ms(60_000),
            "How often a member probes another."),
    PROBE_TIMEOUT_MIN("probe.timeout-min", DURATION, ms(20), ms(50), ms(500), ms(1), ms(30_000),
            "Shortest wait for an answer to a direct probe; between this and timeout-max, the measured round trip decides."),
    PROBE_TIMEOUT_MAX("probe.timeout-max", DURATION, ms(100), ms(500), ms(3_000), ms(2), ms(30_000),
            "Longest wait for an answer to a direct probe; used while no round trip has been measured."),
    PROBE_HELPERS("probe.helpers", COUNT, 3, 3, 3, 0, 16,
            "How many other members are asked to probe a member that did not answer."),
    SUCCESSOR_EVERY("probe.successor-every", COUNT, 2, 2, 2, 0, 10,
            "One probe in so many goes to the successor on the ring of names, which bounds the time between two probes of a member; 0: none does."),
    PROOF("probe.proof", COUNT, 1, 1, 1, 0, 1,
            "Whether an unanswered probe counts only if another member answered this one meanwhile, so that a member that cannot hear or send accuses nobody: 1 or 0."),
    WINDOW_MIN("suspicion.window-min", DURATION, ms(1_200), ms(5_600), ms(30_000), ms(50), ms(600_000),
            "From the first unanswered probe to the verdict, if others confirm the suspicion."),
    WINDOW_MAX("suspicion.window-max", DURATION, ms(2_400), ms(11_200), ms(60_000), ms(50), ms(1_200_000),
            "From the first unanswered probe to the verdict, if nobody confirms; at most twice window-min."),
    CONFIRMATIONS("suspicion.confirmations", COUNT, 2, 2, 2, 0, 4,
            "Confirmations by others that shorten the window to window-min; fewer if fewer members could confirm."),
    CONFIRMERS("suspicion.confirmers", COUNT, 3, 3, 3, 0, 8,
            "How many witnesses of a silent suspect probe it at once, besides the members that hold its tethers; 0: nobody probes out of turn."),
    TELLINGS("suspicion.tellings", COUNT, 5, 5, 5, 0, 5,
            "How often an accuser tells the suspect in a packet of its own, so that it can refute; 0: it hears only by rumors and probes."),
    BUDDY("suspicion.buddy", COUNT, 1, 1, 1, 0, 1,
            "Whether other packets to a suspect, probes above all, tell it of the suspicion: 1 or 0."),
    BYSTANDER_DELAY("suspicion.bystander-delay", DURATION, ms(250), ms(1_000), ms(5_000), 0, ms(60_000),
            "How much later than the accusers the other members declare a death."),
    CLOSED_WINDOW("suspicion.closed-window", DURATION, ms(500), ms(2_000), ms(10_000), ms(50), ms(600_000),
            "From a closed tether, followed by silence, to the verdict."),
    VETO_HOLD("suspicion.veto-hold", DURATION, ms(100), ms(100), ms(1_000), ms(1), ms(10_000),
            "How long the other witnesses of a member that refuses can object before it is declared dead."),
    SOLE_RECHECK("suspicion.sole-recheck", DURATION, ms(250), ms(250), ms(1_000), ms(10), ms(10_000),
            "Pause before a sole accuser checks a refusing member a second time."),
    BRAKE_FLOOR("suspicion.brake-floor", COUNT, 3, 3, 3, 1, 1_000_000,
            "So many members can go silent together before the brake holds verdicts back."),
    BRAKE_SHARE("suspicion.brake-share", PERCENT, 25, 25, 25, 1, 100,
            "Share of the members that can go silent together before the brake holds verdicts back; 100%: it never does."),
    BRAKE_HOLD("suspicion.brake-hold", DURATION, ms(1_200), ms(5_600), ms(30_000), 0, ms(1_200_000),
            "How long the brake holds a verdict back at most; 0: it only reports the partition."),
    WITNESSES("witness.count", COUNT, 3, 3, 3, 0, 8,
            "How many members hold a tether of each member; 0: no tethers, and no quick verdict on refusals."),
    WITNESS_QUIET("witness.quiet", DURATION, ms(300), ms(1_000), ms(3_000), 0, ms(60_000),
            "How long the view must be still after a mass join before tethers are moved; after a single join, a fortieth of that."),
    TETHER_KEEPALIVE("witness.keepalive", DURATION, ms(180_000), ms(180_000), ms(180_000), ms(1_000), ms(3_600_000),
            "How often one end or the other says something on an idle tether, so that NATs and firewalls keep it open."),
    HEALTH_LIMIT("health.limit", COUNT, 8, 8, 8, 0, 64,
            "Highest score of bad local health; at the limit, timeouts are three times as long; 0: health is ignored."),
    STALL("health.stall", DURATION, ms(250), ms(500), ms(1_000), 0, ms(60_000),
            "A timer of this process that runs so much late is a stall; 0: stalls are ignored."),
    FLAP_HALF_LIFE("flap.half-life", DURATION, ms(10_000), ms(60_000), ms(300_000), ms(100), ms(3_600_000),
            "Time in which the penalty for coming back from suspicion or death is halved."),
    FLAP_LIMIT("flap.limit", COUNT, 3, 3, 3, 0, 100,
            "Penalty from which on a member counts as unstable and its window is doubled; 0: neither happens."),
    RINGS("rumor.rings", COUNT, 3, 3, 3, 0, 8,
            "Number of hash orders of the names; news is pushed to the next live member in each."),
    RANDOM_TARGETS("rumor.random", COUNT, 1, 1, 1, 0, 16,
            "Number of random members that news is pushed to besides."),
    PUSH_WINDOW_MIN("rumor.window-min", DURATION, ms(2), ms(5), ms(20), 0, ms(1_000),
            "News that follows a push within this time goes out together."),
    PUSH_WINDOW_MAX("rumor.window-max", DURATION, ms(40), ms(40), ms(160), 0, ms(10_000),
            "The push window doubles up to this while news keeps coming."),
    REPEAT_TARGETS("rumor.repeat-targets", COUNT, 2, 2, 2, 0, 16,
            "Number of random members that each repeat of news goes to."),
    REPEAT_FIRST("rumor.repeat-first", DURATION, ms(20), ms(20), ms(80), ms(1), ms(60_000),
            "News is repeated after this time from first hearing it, and after 4 and 14 times as long."),
    PACKET_SIZE("packet.size", BYTES, 1_200, 1_200, 1_200, 1_160, 1_400,
            "Longest sealed datagram, without IP and UDP headers."),
    SYNC_QUIET("sync.quiet", DURATION, ms(500), ms(500), ms(1_000), 0, ms(60_000),
            "A single mismatch of view hashes starts a sync if the view was still for so long; otherwise the third in a row does."),
    SYNC_PAUSE_MIN("sync.pause-min", DURATION, ms(200), ms(200), ms(500), ms(1), ms(60_000),
            "Pause after a sync."),
    SYNC_PAUSE_MAX("sync.pause-max", DURATION, ms(10_000), ms(10_000), ms(10_000), ms(1), ms(600_000),
            "The pause doubles up to this while syncs bring nothing new."),
    SYNC_SAFETY("sync.safety", DURATION, ms(300_000), ms(300_000), ms(600_000), ms(1_000), ms(86_400_000),
            "How often a member syncs with a random other, unless it has seen that enough of them hold the same view."),
    HEAL_HOLD("sync.heal-hold", DURATION, ms(2_000), ms(5_000), ms(10_000), 0, ms(60_000),
            "When a partition heals, verdicts of the other side wait so long for the accused members to refute."),
    HEAL_SHARE("sync.heal-share", PERCENT, 10, 10, 10, 1, 100,
            "Share of the live members that a partner's verdicts can kill before the meeting counts as a heal."),
    TOMBSTONE_TIME("tombstone.time", DURATION, ms(3_600_000), ms(3_600_000), ms(3_600_000), ms(1_000), ms(604_800_000),
            "How long dead and left members are remembered."),
    TOMBSTONE_LIMIT("tombstone.limit", COUNT, 4_096, 4_096, 4_096, 16, 1_000_000,
            "How many dead and left members are remembered; beyond that, the oldest are forgotten first."),
    MEMBER_LIMIT("limit.members", COUNT, 10_000, 10_000, 10_000, 2, 13_000,
            "How many live members are accepted; more are refused."),
    STATE_ENTRIES("state.entries", COUNT, StateLimits.ENTRIES, StateLimits.ENTRIES, StateLimits.ENTRIES, 1, StateLimits.ENTRIES,
            "Most entries in the state that one member owns: services, tags and metadata."),
    STATE_BYTES("state.bytes", BYTES, StateLimits.BYTES, StateLimits.BYTES, StateLimits.BYTES, 1_024, StateLimits.BYTES,
            "Most bytes of the state that one member owns, keys and values."),
    STATE_VALUE("state.value", BYTES, StateLimits.VALUE, StateLimits.VALUE, StateLimits.VALUE, 64, StateLimits.VALUE,
            "Most bytes of one value in that state."),
    STATE_PUSH("state.push", BYTES, 600, 600, 600, 0, 1_000,
            "Longer changes of state are announced by version, and fetched by stream."),
    PUBLISH_BURST("state.publish-burst", COUNT, 5, 5, 5, 1, 1_000,
            "So many changes in a row are published at once before an owner is slowed down."),
    PUBLISH_INTERVAL("state.publish-interval", DURATION, ms(100), ms(100), ms(100), ms(1), ms(60_000),
            "After a burst, an owner publishes once in this time; changes meanwhile go out together."),
    JOIN_WINDOW("bootstrap.window", DURATION, ms(200), ms(500), ms(2_000), ms(10), ms(60_000),
            "A joiner is ready once its view was still for so long after its first sync, and after three times as long in any case."),
    CONTACT_INTERVAL("bootstrap.contact-interval", DURATION, ms(2_000), ms(2_000), ms(5_000), ms(100), ms(600_000),
            "How often a seed, a remembered address or a dead member is tried again, by the whole cluster together."),
    CONTACT_FIRST("bootstrap.contact-first", DURATION, ms(200), ms(300), ms(1_000), ms(10), ms(60_000),
            "First pause between attempts to reach the seeds while alone; it doubles up to contact-interval."),
    DISCOVER_INTERVAL("bootstrap.discover-interval", DURATION, ms(500), ms(1_000), ms(5_000), ms(100), ms(600_000),
            "Pause between broadcasts on the local segment while alone; in a cluster, all members together broadcast a tenth as often."),
    JOIN_LIMIT("bootstrap.join-limit", COUNT, 32, 32, 32, 1, 1_024,
            "Joins that a member serves at the same time; it sends others on to other members."),
    CONFLICT_PATIENCE("bootstrap.conflict-patience", DURATION, ms(10_000), ms(10_000), ms(10_000), ms(100), ms(600_000),
            "A joiner whose name is taken gives up when the other process has answered for so long."),
    LEAVE_TIMEOUT("leave.timeout", DURATION, ms(1_000), ms(1_000), ms(3_000), 0, ms(60_000),
            "How long a leaving member waits at most for others to hear of it.");
    // spotless:on

    /** What the value of a setting counts. */
    public enum Unit {
        /** Nanoseconds; written {@code 500ms}, {@code 5s}, {@code 1m}. */
        DURATION,
        /** A plain number. */
        COUNT,
        /** Bytes. */
        BYTES,
        /** Hundredths, 0 to 100. */
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

    /** The key below {@code protocol.}, such as {@code probe.period}. */
    public String key() {
        return key;
    }

    /** What a value of this setting counts. */
    public Unit unit() {
        return unit;
    }

    /** The default in a profile, in the unit of this setting. */
    public long defaultIn(Profile profile) {
        return defaults[profile.ordinal()];
    }

    /** The smallest value allowed, in the unit of this setting. */
    public long min() {
        return min;
    }

    /** The largest value allowed, in the unit of this setting. */
    public long max() {
        return max;
    }

    /** The meaning, as one sentence for people. */
    public String meaning() {
        return meaning;
    }

    /** The setting of a key; empty if there is none. */
    public static Optional<ProtocolSetting> byKey(String key) {
        for (ProtocolSetting setting : values()) {
            if (setting.key.equals(key)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
