package dev.grapevine.agent.config;

import dev.grapevine.cluster.check.HttpCheckOptions;
import dev.grapevine.yaml.ListType;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueType;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A service: its short form, or a YAML mapping with all its fields. */
record ServiceType() implements ValueType<ServiceSpec> {

    static final List<String> KEYS = List.of("name", "id", "address", "port", "tags", "metadata", "weight", "checks");
    static final List<String> CHECK_KEYS = List.of(
            "http", "tcp", "ttl", "interval", "timeout", "failures", "successes", "headers", "tls-skip-verify", "ca");
    private static final MapType TEXTS = new MapType();
    private static final ListType<String> TAGS = new ListType<>(ConfigTypes.TAG);

    @Override
    public @Nullable ServiceSpec read(RawValue raw, String key, Problems problems) {
        if (raw instanceof RawValue.Mapping mapping) {
            return full(mapping, key, problems);
        }
        if (raw instanceof RawValue.Text text) {
            try {
                return ServiceSyntax.parse(text.text());
            } catch (IllegalArgumentException wrong) {
                problems.add(raw.place(), key, "\"" + text.text() + "\": " + String.valueOf(wrong.getMessage()));
                return null;
            }
        }
        problems.refuse(raw, key, allowed());
        return null;
    }

    private @Nullable ServiceSpec full(RawValue.Mapping mapping, String key, Problems problems) {
        int before = problems.lines().size();
        unknownKeys(mapping, key, KEYS, problems);
        String name = text(mapping, "name");
        if (name.isEmpty()) {
            problems.add(mapping.place(), key + ".name", "missing; every service needs a name");
            return null;
        }
        ServiceSyntax.Draft draft = new ServiceSyntax.Draft(name);
        MappingFields fields = new MappingFields(mapping, key, problems);
        fields.take("name", ServiceSyntax::serviceName, ignored -> {});
        fields.take("id", ServiceSyntax::id, id -> draft.id = id);
        fields.take("address", ServiceSyntax::address, address -> draft.address = address);
        fields.take("port", ServiceSyntax::port, port -> draft.port = port);
        fields.take("weight", ServiceSyntax::weight, weight -> draft.weight = weight);
        RawValue tags = value(mapping, "tags");
        List<String> labels = tags == null ? null : TAGS.read(tags, key + ".tags", problems);
        if (labels != null) {
            draft.tags.addAll(labels);
        }
        RawValue metadata = value(mapping, "metadata");
        Map<String, String> texts = metadata == null ? null : TEXTS.read(metadata, key + ".metadata", problems);
        if (texts != null) {
            draft.metadata.putAll(texts);
        }
        RawValue checks = value(mapping, "checks");
        if (checks != null) {
            List<RawValue> items = checks instanceof RawValue.Sequence sequence ? sequence.items() : List.of(checks);
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

    private static void check(RawValue raw, String key, ServiceSyntax.Draft draft, Problems problems) {
        try {
            if (raw instanceof RawValue.Text text) {
                draft.checks.add(CheckSyntax.parse(text.text()));
                return;
            }
            if (raw instanceof RawValue.Mapping mapping) {
                unknownKeys(mapping, key, CHECK_KEYS, problems);
                CheckPaceBuilder pace = new CheckPaceBuilder();
                for (String field : CheckPaceBuilder.KEYS) {
                    if (value(mapping, field) instanceof RawValue.Text text) {
                        pace.set(field, text.text());
                    }
                }
                List<String> kinds = List.of("http", "tcp", "ttl").stream()
                        .filter(mapping.entries()::containsKey)
                        .toList();
                if (kinds.size() != 1) {
                    problems.add(mapping.place(), key, "a check needs exactly one of http, tcp, ttl");
                    return;
                }
                String target = text(mapping, kinds.get(0));
                HttpCheckOptions options = options(mapping, key, problems);
                if (!options.equals(HttpCheckOptions.NONE) && !kinds.get(0).equals("http")) {
                    problems.add(mapping.place(), key, "headers, tls-skip-verify and ca are for http checks only");
                    return;
                }
                draft.checks.add(
                        switch (kinds.get(0)) {
                            case "http" -> CheckSyntax.http(target, options, pace.build());
                            case "tcp" -> CheckSyntax.tcp(target, pace.build());
                            default -> CheckSyntax.ttl(target);
                        });
                return;
            }
        } catch (IllegalArgumentException wrong) {
            problems.add(raw.place(), key, String.valueOf(wrong.getMessage()));
            return;
        }
        problems.refuse(raw, key, CheckSyntax.ALLOWED);
    }

    private static HttpCheckOptions options(RawValue.Mapping mapping, String key, Problems problems) {
        RawValue headers = value(mapping, "headers");
        Map<String, String> texts = headers == null ? null : TEXTS.read(headers, key + ".headers", problems);
        String skip = text(mapping, "tls-skip-verify");
        if (!skip.isEmpty() && !skip.equals("true") && !skip.equals("false")) {
            throw new IllegalArgumentException("found tls-skip-verify \"" + skip + "\", expected true or false");
        }
        String authorities = text(mapping, "ca");
        return new HttpCheckOptions(
                texts == null ? Map.of() : texts,
                !skip.equals("true"),
                authorities.isEmpty() ? Optional.empty() : Optional.of(path(authorities)));
    }

    private static Path path(String text) {
        try {
            return Path.of(text);
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("found ca \"" + text + "\", expected a path", e);
        }
    }

    private static void unknownKeys(RawValue.Mapping mapping, String key, List<String> known, Problems problems) {
        List<String> full = known.stream().map(field -> key + "." + field).toList();
        mapping.entries().forEach((field, entry) -> {
            if (!known.contains(field)) {
                problems.unknown(entry.keyPlace(), key + "." + field, full);
            }
        });
    }

    private static @Nullable RawValue value(RawValue.Mapping mapping, String field) {
        RawValue.Entry entry = mapping.entries().get(field);
        return entry == null || entry.value().blank() ? null : entry.value();
    }

    private static String text(RawValue.Mapping mapping, String field) {
        return value(mapping, field) instanceof RawValue.Text text ? text.text() : "";
    }

    @Override
    public String allowed() {
        return ServiceSyntax.ALLOWED;
    }

    @Override
    public String show(ServiceSpec value) {
        return value.toString();
    }

    @Override
    public Map<String, Object> schema() {
        return ServiceSchema.of();
    }

    /** Reads the fields of a mapping that have a single value. */
    private record MappingFields(RawValue.Mapping mapping, String key, Problems problems) {
        <T> void take(String field, Function<String, T> parse, Consumer<T> use) {
            RawValue raw = value(mapping, field);
            if (raw == null) {
                return;
            }
            if (raw instanceof RawValue.Text text) {
                try {
                    use.accept(parse.apply(text.text()));
                } catch (IllegalArgumentException wrong) {
                    problems.add(raw.place(), key + "." + field, String.valueOf(wrong.getMessage()));
                }
            } else {
                problems.add(raw.place(), key + "." + field, "found " + raw.found() + ", expected a single value");
            }
        }
    }
}
