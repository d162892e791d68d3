package dev.grapevine.agent.config;

import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The value of every key, with its source. */
final class ResolvedConfig {

    /** @param place with the column, for error messages */
    private record Value(Object value, String place) {
        /** The place without the column, which is precise enough for showing effective values. */
        String source() {
            return place.replaceFirst("(:\\d+):\\d+$", "$1");
        }
    }

    private final Map<String, Value> byName = new HashMap<>();

    /** Reads all given values, including those that a later source overrides, because they must be valid too. */
    ResolvedConfig(ConfigSources sources, Problems problems) {
        Profile profile = Profile.LAN;
        for (ConfigKey<?> key : ConfigKeys.values()) {
            fallback(key, profile);
            for (RawValue raw : sources.of(key)) {
                Object value = key.type().read(raw, key.name(), problems);
                if (value != null) {
                    byName.put(key.name(), new Value(value, raw.place()));
                }
            }
            if (key.equals(ConfigKeys.PROFILE)) {
                profile = get(ConfigKeys.PROFILE);
            }
        }
    }

    private void fallback(ConfigKey<?> key, Profile profile) {
        Object value = key.valueIn(profile);
        if (value != null) {
            byName.put(key.name(), new Value(value, key.sameInAllProfiles() ? "default" : word(profile) + " profile"));
        }
    }

    private static String word(Profile profile) {
        return profile.name().toLowerCase(Locale.ROOT);
    }

    /** Sets a value that follows from something else. */
    <T> void put(ConfigKey<T> key, T value, String source) {
        byName.put(key.name(), new Value(value, source));
    }

    /** The value of a key that has a default. */
    <T> T get(ConfigKey<T> key) {
        return find(key).orElseThrow(() -> new IllegalStateException("no default for " + key.name()));
    }

    <T> T get(ConfigKey<T> key, T otherwise) {
        return find(key).orElse(otherwise);
    }

    @SuppressWarnings("unchecked")
    <T> Optional<T> find(ConfigKey<T> key) {
        Value value = byName.get(key.name());
        return value == null ? Optional.empty() : Optional.of((T) value.value());
    }

    /** The protocol settings. */
    Settings settings() {
        Settings settings = Settings.of(get(ConfigKeys.PROFILE));
        for (ProtocolSetting setting : ProtocolSetting.values()) {
            settings = settings.with(setting, get(ConfigKeys.of(setting)));
        }
        return settings;
    }

    /** The source of a value; {@code default} if it is not set. */
    String source(ConfigKey<?> key) {
        Value value = byName.get(key.name());
        return value == null ? "default" : value.source();
    }

    /** The place of a value, with the column. */
    String place(ConfigKey<?> key) {
        Value value = byName.get(key.name());
        return value == null ? "default" : value.place();
    }

    /** Whether the value was given, rather than being a default. */
    boolean given(ConfigKey<?> key) {
        String source = source(key);
        return !source.equals("default") && !source.endsWith(" profile");
    }

    /** All values for people, in order. */
    List<EffectiveValue> effective() {
        List<EffectiveValue> all = new ArrayList<>();
        ConfigKeys.values().forEach(key -> all.add(new EffectiveValue(key.name(), shown(key), source(key))));
        return all;
    }

    private <T> String shown(ConfigKey<T> key) {
        return find(key).map(key.type()::show).orElse("");
    }
}
