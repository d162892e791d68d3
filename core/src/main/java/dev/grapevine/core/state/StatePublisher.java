package dev.grapevine.core.state;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.ServiceCodec;
import dev.grapevine.core.wire.StateEntry;
import dev.grapevine.core.wire.StateKeys;
import dev.grapevine.model.LimitExceededException;
import dev.grapevine.model.ServiceInstance;
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
 * Writes this member's own state: checks the limits where a clear error is of use, and publishes, at most so often after a burst; what
 * changes in between goes together.
 */
public final class StatePublisher {

    private final Settings settings;
    private final View view;
    private final LocalMember self;
    private final StateStore states;
    private final ServiceIndex catalog;
    private final Rumors rumors;
    private final Timers timers;
    private long published;
    private long tokensAt;
    private double tokens;
    private boolean waiting;

    public StatePublisher(
            Settings settings,
            View view,
            LocalMember self,
            StateStore states,
            ServiceIndex catalog,
            Rumors rumors,
            Timers timers,
            long now) {
        this.settings = settings;
        this.view = view;
        this.self = self;
        this.states = states;
        this.catalog = catalog;
        this.rumors = rumors;
        this.timers = timers;
        this.tokens = settings.count(ProtocolSetting.PUBLISH_BURST);
        this.tokensAt = now;
    }

    /** Registers, or replaces the instance of the same service and id. */
    public void register(ServiceInstance instance, long now) {
        StateRules.check(instance);
        Map<String, byte[]> one =
                Map.of(StateKeys.service(instance.service(), instance.id()), ServiceCodec.encode(instance));
        write(one, List.of(), now);
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
        Map<String, byte[]> wanted = new TreeMap<>();
        tags.forEach(StateRules::checkTag);
        new TreeSet<>(tags).forEach(tag -> wanted.put(StateKeys.tag(tag), new byte[0]));
        replaceUnder(StateKeys.TAGS, wanted, now);
    }

    public void setMetadata(Map<String, String> metadata, long now) {
        Map<String, byte[]> wanted = new TreeMap<>();
        metadata.forEach(StateRules::checkMetadata);
        metadata.forEach((key, value) -> wanted.put(StateKeys.metadata(key), value.getBytes(StandardCharsets.UTF_8)));
        replaceUnder(StateKeys.METADATA, wanted, now);
    }

    private void replaceUnder(String prefix, Map<String, byte[]> wanted, long now) {
        List<String> gone = new ArrayList<>();
        for (StateEntry entry : states.own().under(prefix)) {
            if (!wanted.containsKey(entry.key())) {
                gone.add(entry.key());
            }
        }
        write(wanted, gone, now);
    }

    private void write(Map<String, byte[]> values, List<String> gone, long now) {
        OwnedState own = states.own();
        checkLimits(own, values, gone);
        boolean changed = !gone.isEmpty();
        gone.forEach(key -> own.write(key, null));
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            StateEntry known = own.get(value.getKey());
            if (known == null || !Arrays.equals(known.value(), value.getValue())) {
                own.write(value.getKey(), value.getValue());
                changed = true;
            }
        }
        if (changed) {
            publish(now);
        }
    }

    private void checkLimits(OwnedState own, Map<String, byte[]> values, List<String> gone) {
        long bytes = own.bytes();
        int entries = own.size() - gone.size();
        for (String key : gone) {
            StateEntry known = own.get(key);
            byte @Nullable [] held = known == null ? null : known.value();
            bytes -= held == null ? 0 : held.length;
        }
        for (Map.Entry<String, byte[]> value : values.entrySet()) {
            String key = value.getKey();
            int length = value.getValue().length;
            if (length > settings.count(ProtocolSetting.STATE_VALUE)) {
                throw tooMuch(key + " takes " + length + " bytes", ProtocolSetting.STATE_VALUE);
            }
            StateEntry known = own.get(key);
            byte @Nullable [] held = known == null ? null : known.value();
            bytes += key.length() + length - (held == null ? 0 : key.length() + held.length);
            entries += held == null ? 1 : 0;
        }
        if (entries > settings.count(ProtocolSetting.STATE_ENTRIES)) {
            throw tooMuch(
                    "this member would own " + entries + " services, tags and metadata entries",
                    ProtocolSetting.STATE_ENTRIES);
        }
        if (bytes > settings.count(ProtocolSetting.STATE_BYTES)) {
            throw tooMuch(
                    "services, tags and metadata of this member would take " + bytes + " bytes",
                    ProtocolSetting.STATE_BYTES);
        }
    }

    private LimitExceededException tooMuch(String what, ProtocolSetting knob) {
        return new LimitExceededException(
                what + "; the limit is " + settings.get(knob) + " (protocol." + knob.key() + ")");
    }

    private void publish(long now) {
        catalog.refresh(self.entry(), states.own());
        if (waiting) {
            return;
        }
        double interval = settings.get(ProtocolSetting.PUBLISH_INTERVAL);
        tokens = Math.min(settings.count(ProtocolSetting.PUBLISH_BURST), tokens + (now - tokensAt) / interval);
        tokensAt = now;
        if (tokens >= 1) {
            announce(now);
        } else {
            waiting = true;
            timers.at(now + (long) Math.ceil((1 - tokens) * interval), due -> {
                waiting = false;
                tokens = 1;
                tokensAt = due;
                announce(due);
            });
        }
    }

    private void announce(long now) {
        tokens -= 1;
        long before = published;
        published = states.own().version();
        view.held(self.entry(), published);
        rumors.spreadState(self.entry(), before, null, true, now);
        rumors.flush(now);
    }
}
