package dev.grapevine.core;

import dev.grapevine.core.failure.FlapDamping;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.state.OwnedState;
import dev.grapevine.core.state.ServiceIndex;
import dev.grapevine.core.state.StatePublisher;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.ProcessCodec;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.Why;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What one member knows of all members and their services. Every answer is as of the moment of the call. Belongs to the
 * thread of its peer.
 */
public final class PeerQuestions {

    private final View view;
    private final String self;
    private final StateStore states;
    private final StatePublisher publisher;
    private final ServiceIndex services;
    private final EvidenceHistory evidenceHistory;
    private final FlapDamping flaps;

    /** What the last member told of its process: most run the same software with the same settings. */
    private byte @Nullable [] lastProcess;

    private @Nullable ProcessInfo lastProcessInfo;

    PeerQuestions(
            Membership membership,
            StateStore states,
            StatePublisher publisher,
            ServiceIndex services,
            EvidenceHistory evidenceHistory,
            FlapDamping flaps) {
        this.view = membership.view();
        this.self = membership.local().name();
        this.states = states;
        this.publisher = publisher;
        this.services = services;
        this.evidenceHistory = evidenceHistory;
        this.flaps = flaps;
    }

    /** All that are known, tombstones and the local member included, by name; without those that an operator had forgotten. */
    public List<MemberRecord> members() {
        List<MemberRecord> records = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (!entry.forgotten()) {
                records.add(entry.record());
            }
        }
        records.sort(Comparator.comparing(MemberRecord::name));
        return records;
    }

    /** What is known of one member; null if nothing is, or an operator had it forgotten. */
    public @Nullable MemberRecord member(String name) {
        MemberEntry entry = view.get(name);
        return entry == null || entry.forgotten() ? null : entry.record();
    }

    /** The tags of a member; empty for an unknown one. */
    public Set<String> tagsOf(String name) {
        List<StateEntry> entries = under(name, StateKeys.TAGS);
        if (entries.isEmpty()) {
            return Set.of();
        }
        Set<String> tags = new TreeSet<>();
        for (StateEntry entry : entries) {
            String tag = StateKeys.tagOf(entry.key());
            if (tag != null) {
                tags.add(tag);
            }
        }
        return tags;
    }

    /** The metadata of a member; empty for an unknown one. */
    public Map<String, String> metadataOf(String name) {
        List<StateEntry> entries = under(name, StateKeys.METADATA);
        if (entries.isEmpty()) {
            return Map.of();
        }
        Map<String, String> metadata = new TreeMap<>();
        for (StateEntry entry : entries) {
            String key = StateKeys.metadataOf(entry.key());
            byte[] value = entry.value();
            if (key != null && value != null) {
                metadata.put(key, new String(value, StandardCharsets.UTF_8));
            }
        }
        return metadata;
    }

    /** What a member tells of its process; null if it is unknown, or tells nothing. */
    public @Nullable ProcessInfo processOf(String name) {
        if (name.equals(self)) {
            return publisher.process();
        }
        OwnedState state = states.of(name);
        StateEntry entry = state == null ? null : state.get(StateKeys.PROCESS);
        byte @Nullable [] value = entry == null ? null : entry.value();
        if (value == null) {
            return null;
        }
        if (!Arrays.equals(value, lastProcess)) {
            lastProcess = value;
            lastProcessInfo = ProcessCodec.decode(value).orElse(null);
        }
        return lastProcessInfo;
    }

    private List<StateEntry> under(String name, String prefix) {
        OwnedState state = states.of(name);
        return state == null ? List.of() : state.under(prefix);
    }

    /** Whether a member came back from suspicion or death so often lately that clients should prefer others. */
    public boolean unstable(String name, long now) {
        return flaps.unstable(name, now);
    }

    /** Whether a member answers by stream only (UDP blocked?). */
    public boolean degraded(String name) {
        MemberEntry entry = view.get(name);
        return entry != null && entry.degraded();
    }

    /** What the local member publishes. */
    public List<ServiceInstance> ownInstances() {
        List<ServiceInstance> instances = new ArrayList<>();
        for (StateEntry entry : under(self, StateKeys.SERVICES)) {
            ServiceCodec.decode(entry).ifPresent(instances::add);
        }
        return instances;
    }

    /** Where each service runs. */
    public ServiceRegistry registry() {
        return services.registry();
    }

    /** The instances of a live member, discoverable or not, in any order; none of another. */
    public List<ServiceInstance> instancesOf(String member) {
        return services.of(member);
    }

    /** The evidence behind what is known of a member; empty for an unknown one. */
    public Optional<Why> why(String name, long now) {
        MemberEntry entry = view.get(name);
        return entry == null || entry.forgotten() ? Optional.empty() : Optional.of(evidenceHistory.why(entry, now));
    }

    /** A hash over (name, generation) of the live members: the id of a stable view. */
    public long liveId() {
        return view.liveId();
    }

    /** The view hash: members with the same hash hold the same view of the live members. */
    public long viewHash() {
        return view.hash();
    }
}
