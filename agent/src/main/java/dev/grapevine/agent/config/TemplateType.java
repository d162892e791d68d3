package dev.grapevine.agent.config;

import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.Units;
import dev.grapevine.yaml.ValueType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A template that the agent renders: a YAML mapping. It has no short form, since commands come from files only. */
record TemplateType() implements ValueType<TemplateSpec> {

    static final List<String> KEYS = List.of("source", "file", "command", "wait", "command-timeout");

    @Override
    public @Nullable TemplateSpec read(RawValue raw, String key, Problems problems) {
        if (!(raw instanceof RawValue.Mapping mapping)) {
            problems.refuse(raw, key, allowed());
            return null;
        }
        int before = problems.lines().size();
        List<String> full = KEYS.stream().map(field -> key + "." + field).toList();
        mapping.entries().forEach((field, entry) -> {
            if (!KEYS.contains(field)) {
                problems.unknown(entry.keyPlace(), key + "." + field, full);
            } else if (!(entry.value() instanceof RawValue.Text)) {
                problems.refuse(entry.value(), key + "." + field, "a single value");
            }
        });
        for (String needed : List.of("source", "file")) {
            if (text(mapping, needed).isEmpty()) {
                problems.add(mapping.place(), key + "." + needed, "missing; every template needs a source and a file");
            }
        }
        if (problems.lines().size() > before) {
            return null;
        }
        try {
            String wait = text(mapping, "wait");
            String timeout = text(mapping, "command-timeout");
            return TemplateSpec.of(
                    Path.of(text(mapping, "source")),
                    Path.of(text(mapping, "file")),
                    text(mapping, "command"),
                    wait.isEmpty() ? QuietWait.USUAL : QuietWait.parse(wait),
                    timeout.isEmpty() ? TemplateSpec.COMMAND_TIMEOUT : duration(timeout));
        } catch (IllegalArgumentException wrong) {
            problems.add(mapping.place(), key, String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private static Duration duration(String text) {
        return Duration.ofNanos(Units.duration(text)
                .orElseThrow(() -> new IllegalArgumentException(
                        "command-timeout: found \"" + text + "\", expected a time such as 30s")));
    }

    private static String text(RawValue.Mapping mapping, String field) {
        RawValue.Entry entry = mapping.entries().get(field);
        return entry != null && entry.value() instanceof RawValue.Text text ? text.text() : "";
    }

    @Override
    public String allowed() {
        return "a list of mappings with source, file, and maybe command, wait, command-timeout";
    }

    @Override
    public String show(TemplateSpec value) {
        List<String> parts =
                new ArrayList<>(List.of(value.source().toString(), value.file().toString()));
        if (!value.command().isEmpty()) {
            parts.add(value.command());
        }
        return String.join(":", parts);
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> parts = new LinkedHashMap<>();
        KEYS.forEach(key -> parts.put(key, Map.of("type", "string")));
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("type", "object");
        schema.put("additionalProperties", false);
        schema.put("required", List.of("source", "file"));
        schema.put("properties", parts);
        return schema;
    }
}
