package dev.grapevine.agent.config;

import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueType;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A network, or a single address, as an {@link AllowList} takes it. */
record NetworkType() implements ValueType<String> {

    @Override
    public @Nullable String read(RawValue raw, String key, Problems problems) {
        if (raw instanceof RawValue.Text text) {
            try {
                AllowList.of(List.of(text.text()));
                return text.text();
            } catch (IllegalArgumentException wrong) {
                problems.add(raw.place(), key, String.valueOf(wrong.getMessage()));
                return null;
            }
        }
        problems.refuse(raw, key, allowed());
        return null;
    }

    @Override
    public String allowed() {
        return AllowList.ALLOWED;
    }

    @Override
    public String show(String value) {
        return value;
    }

    @Override
    public Map<String, Object> schema() {
        return Map.of("type", "string");
    }
}
