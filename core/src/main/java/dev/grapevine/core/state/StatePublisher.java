package dev.grapevine.core.state;

import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.wire.Plausibility;
import dev.grapevine.core.wire.ProcessCodec;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Settings;
import dev.grapevine.model.StateLimits;
import dev.grapevine.model.StateRules;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Writes this member's own state and publishes it (PROTOCOL.md, section 5). Limits are checked here, where the error reaches the program that asked.
 *
 * <p>A token bucket limits how often it publishes. A change that finds no token waits for the next one; those that follow go with it.
 */
public final class StatePublisher {

    /** What a timer is for. */
    private enum Step {
        PUBLISH,
        TELL_PROCESS
    }

    /** When a process is told of. Nobody needs that in the rush of a start, where it would be a sixth of all bytes. */
    static final long PROCESS_DELAY_NANOS = 5_000_000_000L;

    /** When it is tried again, if users publish so much that there is no room. */
    static final long PROCESS_RETRY_NANOS = 60_000_000_000L;

    /** Room for versions below their ceiling that a member keeps, before it takes a new generation. */
    private static final long VERSIONS_KEPT_FREE = 1L << 40;

    private final Settings settings;
    private final StateStore states;
    private final Membership membership;
    private final LocalMember local;
    private final Rumors rumors;
    private final Timers timers;
    private final double intervalNanos;
    private final int burst;
    private long published;
    private double tokens;
    private long tokensAt;
    private boolean waiting;
    private @Nullable ProcessInfo process;

    public StatePublisher(
            Settings settings, StateStore states, Membership membership, Rumors rumors, Timers timers, long now) {
        this.settings = settings;
        this.states = states;
        this.membership = membership;
        this.local = membership.local();
        this.rumors = rumors;
        this.timers = timers;
        this.intervalNanos = settings.get(ProtocolSetting.PUBLISH_INTERVAL);
        this.burst = settings.count(ProtocolSetting.PUBLISH_BURST);
        this.tokens = burst;
        this.tokensAt = now;
    }

    // ---- writing

    /** Registers an instance, or replaces that of the same service and id. */
    public void register(ServiceInstance instance, long now) {
        StateRules.check(instance);
        write(Map.of(StateKeys.service(instance), ServiceCodec.encode(instance)), List.of(), now);
    }

    /**
     * Withdraws an instance.
     *
     * @return false if there is none
     */
    public boolean deregister(String service, String id, long now) {
        String key = StateKeys.service(service, id);
        StateEntry entry = states.own().get(key);
        if (entry == null || entry.deleted()) {
            return false;
        }
        write(Map.of(), List.of(key), now);
        return true;
    }

    public void setTags(Set<String> tags, long now) {
        Map<String, byte[]> values = new TreeMap<>();
        tags.forEach(StateRules::checkTag);
        new TreeSet<>(tags).forEach(tag -> values.put(StateKeys.tag(tag), new byte[0]));
        replaceUnder(StateKeys.TAGS, values, now);
    }

    public void setMetadata(Map<String, String> metadata, long now) {
        Map<String, byte[]> values = new TreeMap<>();
        metadata.forEach(StateRules::checkMetadata);
        metadata.forEach((key, value) -> values.put(StateKeys.metadata(key), value.getBytes(StandardCharsets.UTF_8)));
        replaceUnder(StateKeys.METADATA, values, now);
    }

    /**
     * Tells of this process, some seconds from now.
     *
     * @throws IllegalArgumentException if the version breaks the rules
     */
    public void tell(ProcessInfo info, long now) {
        StateRules.checkVersion(info.version());
        process = info;
        timers.at(now + PROCESS_DELAY_NANOS, this::onTimer, Step.TELL_PROCESS);
    }

    private void tellProcess(long now) {
        if (process != null) {
            try {
                write(Map.of(StateKeys.PROCESS, ProcessCodec.encode(process)), List.of(), now);
            } catch (LimitExceededException full) {
                // What users publish comes first.
                timers.at(now + PROCESS_RETRY_NANOS, this::onTimer, Step.TELL_PROCESS);
            }
        }
    }

    /** What this member tells of its process, or will soon; null for nothing. */
    public @Nullable ProcessInfo process() {
        return process;
    }

    /** Tells of the cluster keys that this member has. It does not count among what its user may own. */
    public void setClusterKeys(byte[] value, long now) {
        StateEntry known = states.own().get(StateKeys.CLUSTER_KEYS);
        if (known == null || !Arrays.equals(known.value(), value)) {
            states.own().write(StateKeys.CLUSTER_KEYS, value);
            states.ownWritten(List.of(StateKeys.CLUSTER_KEYS));
            publish(now);
        }
    }

    private void replaceUnder(String prefix, Map<String, byte[]> values, long now) {
        List<String> deletions = new ArrayList<>();
        for (StateEntry entry : states.own().under(prefix)) {
            if (!values.containsKey(entry.key())) {
                deletions.add(entry.key());
            }
        }
        write(values, deletions, now);
    }

    private void write(Map<String, byte[]> values, List<String> deletions, long now) {
        OwnedState own = states.own();
        checkLimits(own, values, deletions);
        boolean changed = !deletions.isEmpty();
        deletions.forEach(key -> own.write(key, null));
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            StateEntry known = own.get(value.getKey());
            if (known == null || !Arrays.equals(known.value(), value.getValue())) {
                own.write(value.getKey(), value.getValue());
                changed = true;
            }
        }
        if (changed) {
            List<String> keys = new ArrayList<>(deletions);
            keys.addAll(values.keySet());
            states.ownWritten(keys);
            publish(now);
        }
    }

    /**
     * Another holds this member's state at a version that it never wrote: forged, or left over from before a restore. Everything is written anew above
     * it. At the ceiling of versions the member takes a new generation, where versions begin anew.
     */
    public void metForeignVersion(long version, long now) {
        OwnedState own = states.own();
        if (version <= own.version()) {
            return;
        }
        boolean room = Plausibility.isCounter(version + VERSIONS_KEPT_FREE);
        own.renumberAbove(room ? version : 0);
        published = 0;
        if (room) {
            publish(now);
        } else {
            membership.raiseGeneration(local.record().generation(), now);
            announce(now);
        }
    }

    private void checkLimits(OwnedState own, Map<String, byte[]> values, List<String> deletions) {
        long bytes = own.bytes();
        int entries = own.size() - deletions.size();
        for (String key : deletions) {
            byte @Nullable [] held = valueOf(own, key);
            bytes -= held == null ? 0 : held.length;
        }
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            String key = value.getKey();
            int length = value.getValue().length;
            if (length > settings.count(ProtocolSetting.STATE_VALUE)) {
                throw tooMuch(key + " takes " + length + " bytes", ProtocolSetting.STATE_VALUE);
            }
            byte @Nullable [] held = valueOf(own, key);
            bytes += key.length() + length - (held == null ? 0 : key.length() + held.length);
            entries += held == null ? 1 : 0;
        }
        // Entries of the protocol itself leave users what the settings promise, but count for the readers.
        int published = entries <= StateLimits.ENTRIES ? entries - protocolEntries(own, values.keySet()) : entries;
        if (published > settings.count(ProtocolSetting.STATE_ENTRIES)) {
            throw tooMuch(
                    "this member would own " + published + " services, tags and metadata entries",
                    ProtocolSetting.STATE_ENTRIES);
        }
        if (bytes > settings.count(ProtocolSetting.STATE_BYTES)) {
            throw tooMuch(
                    "services, tags and metadata of this member would take " + bytes + " bytes",
                    ProtocolSetting.STATE_BYTES);
        }
    }

    private static int protocolEntries(OwnedState own, Set<String> written) {
        return own.get(StateKeys.PROCESS) != null || written.contains(StateKeys.PROCESS) ? 1 : 0;
    }

    private static byte @Nullable [] valueOf(OwnedState state, String key) {
        StateEntry entry = state.get(key);
        return entry == null ? null : entry.value();
    }

    private LimitExceededException tooMuch(String what, ProtocolSetting limit) {
        return new LimitExceededException(
                what + "; the limit is " + settings.get(limit) + " (protocol." + limit.key() + ")");
    }

    // ---- publishing

    private void publish(long now) {
        if (waiting) {
            return;
        }
        tokens = Math.min(burst, tokens + (now - tokensAt) / intervalNanos);
        tokensAt = now;
        if (tokens >= 1) {
            announce(now);
        } else {
            waiting = true;
            timers.at(now + (long) Math.ceil((1 - tokens) * intervalNanos), this::onTimer, Step.PUBLISH);
        }
    }

    private void onTimer(Step step, long now) {
        switch (step) {
            case PUBLISH -> tokenArrived(now);
            case TELL_PROCESS -> tellProcess(now);
        }
    }

    private void tokenArrived(long now) {
        waiting = false;
        tokens = 1;
        tokensAt = now;
        announce(now);
    }

    private void announce(long now) {
        tokens -= 1;
        long publishedBefore = published;
        published = states.own().version();
        states.ownPublished();
        if (!local.quiet()) { // else all of it is spread together when this member speaks again
            rumors.spreadState(local.entry(), publishedBefore, null, true, now);
            rumors.flush(now);
        }
    }
}
