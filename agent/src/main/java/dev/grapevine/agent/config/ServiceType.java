package dev.grapevine.agent.config;

import dev.grapevine.yaml.ListType;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.Raw;
import dev.grapevine.yaml.ValueType;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A service: its short form, or a YAML mapping with all there is to say. */
record ServiceType() implements ValueType<ServiceSpec> {

    static final List<String> KEYS = List.of("name", "id", "address", "port", "tags", "metadata", "weight", "checks");
    static final List<String> CHECK_KEYS =
            List.of("http", "tcp", "ttl", "interval", "timeout", "failures", "successes");
    private static final MapType TEXTS = new MapType();
    private static final ListType<String> TAGS = new ListType<>(Types.TAG);

    @Override
    public @Nullable ServiceSpec read(Raw raw, String key, Problems problems) {
        if (raw instanceof Raw.Mapping mapping) {
            return full(mapping, key, problems);
        }
        if (raw instanceof Raw.Text text) {
            try {
                return ServiceText.parse(text.text());
            } catch (IllegalArgumentException wrong) {
                problems.add(raw.place(), key, "\"" + text.text() + "\": " + String.valueOf(wrong.getMessage()));
                return null;
            }
        }
        problems.refuse(raw, key, allowed());
        return null;
    }

    private @Nullable ServiceSpec full(Raw.Mapping mapping, String key, Problems problems) {
        int before = problems.lines().size();
        unknownKeys(mapping, key, KEYS, problems);
        String name = text(mapping, "name");
        if (name.isEmpty()) {
            problems.add(mapping.place(), key + ".name", "missing: every service has a name");
            return null;
        }
        ServiceText.Draft draft = new ServiceText.Draft(name);
        Fields fields = new Fields(mapping, key, problems);
        fields.take("name", ServiceText::serviceName, ignored -> {});
        fields.take("id", ServiceText::id, id -> draft.id = id);
        fields.take("address", ServiceText::address, address -> draft.address = address);
        fields.take("port", ServiceText::port, port -> draft.port = port);
        fields.take("weight", ServiceText::weight, weight -> draft.weight = weight);
        Raw tags = value(mapping, "tags");
        List<String> labels = tags == null ? null : TAGS.read(tags, key + ".tags", problems);
        if (labels != null) {
            draft.tags.addAll(labels);
        }
        Raw metadata = value(mapping, "metadata");
        Map<String, String> texts = metadata == null ? null : TEXTS.read(metadata, key + ".metadata", problems);
        if (texts != null) {
            draft.metadata.putAll(texts);
        }
        Raw checks = value(mapping, "checks");
        if (checks != null) {
            List<Raw> items = checks instanceof Raw.Sequence sequence ? sequence.items() : List.of(checks);
            items.forEach(item -> check(item, key + ".checks", draft, problems));
        }
        if (problems.lines().size() > before) {
            return null;
        }
        try {
            return draft.spec();
        } catch (IllegalArgumentException wrong) {
            problems.add(mapping.place(), key, String.valueOf(wrong.getMessage()));
            return null;
        }
    }

    private static void check(Raw raw, String key, ServiceText.Draft draft, Problems problems) {
        try {
            if (raw instanceof Raw.Text text) {
                draft.checks.add(CheckText.parse(text.text()));
                return;
            }
            if (raw instanceof Raw.Mapping mapping) {
                unknownKeys(mapping, key, CHECK_KEYS, problems);
                CheckPaceBuilder pace = new CheckPaceBuilder();
                for (String field : CheckPaceBuilder.KEYS) {
                    if (value(mapping, field) instanceof Raw.Text text) {
                        pace.set(field, text.text());
                    }
                }
                List<String> kinds = List.of("http", "tcp", "ttl").stream()
                        .filter(mapping.entries()::containsKey)
                        .toList();
                if (kinds.size() != 1) {
                    problems.add(mapping.place(), key, "a check is exactly one of http, tcp, ttl");
                    return;
                }
                String target = text(mapping, kinds.get(0));
                draft.checks.add(
                        switch (kinds.get(0)) {
                            case "http" -> CheckText.http(target, pace.done());
                            case "tcp" -> CheckText.tcp(target, pace.done());
                            default -> CheckText.ttl(target);
                        });
                return;
            }
        } catch (IllegalArgumentException wrong) {
            problems.add(raw.place(), key, String.valueOf(wrong.getMessage()));
            return;
        }
        problems.refuse(raw, key, CheckText.ALLOWED);
    }

    private static void unknownKeys(Raw.Mapping mapping, String key, List<String> known, Problems problems) {
        List<String> full = known.stream().map(field -> key + "." + field).toList();
        mapping.entries().forEach((field, entry) -> {
            if (!known.contains(field)) {
                problems.unknown(entry.keyPlace(), key + "." + field, full);
            }
        });
    }

    private static @Nullable Raw value(Raw.Mapping mapping, String field) {
        Raw.Entry entry = mapping.entries().get(field);
        return entry == null || entry.value().blank() ? null : entry.value();
    }

    private static String text(Raw.Mapping mapping, String field) {
        return value(mapping, field) instanceof Raw.Text text ? text.text() : "";
    }

    @Override
    public String allowed() {
        return ServiceText.ALLOWED;
    }

    @Override
    public String show(ServiceSpec value) {
        return value.toString();
    }

    @Override
    public Map<String, Object> schema() {
        return ServiceSchema.of();
    }

    /** The one-word fields of a mapping. */
    private record Fields(Raw.Mapping mapping, String key, Problems problems) {
        <T> void take(String field, Function<String, T> parse, Consumer<T> use) {
            Raw raw = value(mapping, field);
            if (raw == null) {
                return;
            }
            if (raw instanceof Raw.Text text) {
                try {
                    use.accept(parse.apply(text.text()));
                } catch (IllegalArgumentException wrong) {
                    problems.add(raw.place(), key + "." + field, String.valueOf(String.valueOf(wrong.getMessage())));
                }
            } else {
                problems.add(raw.place(), key + "." + field, "found " + raw.found() + ", allowed is one text");
            }
        }
    }
}
