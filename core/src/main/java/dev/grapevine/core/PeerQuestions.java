package dev.grapevine.core;

import dev.grapevine.core.failure.FlapDamping;
import dev.grapevine.core.state.OwnedState;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.ServiceRegistry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.ServiceInstance;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Answers what the program around a peer asks about members and their services. */
final class PeerQuestions {

    private final View view;
    private final StateStore states;
    private final ServiceRegistry registry;
    private final EvidenceHistory evidenceHistory;
    private final FlapDamping flaps;

    PeerQuestions(
            View view,
            StateStore states,
            ServiceRegistry registry,
            EvidenceHistory evidenceHistory,
            FlapDamping flaps) {
        this.view = view;
        this.states = states;
        this.registry = registry;
        this.evidenceHistory = evidenceHistory;
        this.flaps = flaps;
    }

    List<MemberRecord> members() {
        List<MemberRecord> records = new ArrayList<>();
        view.entries().forEach(entry -> records.add(entry.record()));
        records.sort(Comparator.comparing(MemberRecord::name));
        return records;
    }

    @Nullable MemberRecord member(String name) {
        MemberEntry entry = view.get(name);
        return entry == null ? null : entry.record();
    }

    Set<String> tagsOf(String name) {
        Set<String> tags = new TreeSet<>();
        for (StateEntry entry : under(name, StateKeys.TAGS)) {
            String tag = StateKeys.tagOf(entry.key());
            if (tag != null) {
                tags.add(tag);
            }
        }
        return tags;
    }

    Map<String, String> metadataOf(String name) {
        Map<String, String> metadata = new TreeMap<>();
        for (StateEntry entry : under(name, StateKeys.METADATA)) {
            String key = StateKeys.metadataOf(entry.key());
            byte[] value = entry.value();
            if (key != null && value != null) {
                metadata.put(key, new String(value, StandardCharsets.UTF_8));
            }
        }
        return metadata;
    }

    private List<StateEntry> under(String name, String prefix) {
        OwnedState state = states.of(name);
        return state == null ? List.of() : state.under(prefix);
    }

    boolean unstable(String name, long now) {
        return flaps.unstable(name, now);
    }

    boolean degraded(String name) {
        MemberEntry entry = view.get(name);
        return entry != null && entry.degraded();
    }

    List<ServiceInstance> instancesOf(String name) {
        List<ServiceInstance> instances = new ArrayList<>();
        for (StateEntry entry : under(name, StateKeys.SERVICES)) {
            ServiceCodec.decode(entry).ifPresent(instances::add);
        }
        return instances;
    }

    ServiceRegistry registry() {
        return registry;
    }

    Optional<Why> why(String name, long now) {
        MemberEntry entry = view.get(name);
        return entry == null
                ? Optional.empty()
                : Optional.of(
                        new Why(entry.record(), entry.evidence(), entry.accusers(), evidenceHistory.of(name, now)));
    }
}
