package dev.grapevine.agent.config;

import dev.grapevine.yaml.ListType;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.ValueType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A service: its short form, or a YAML mapping with all its fields. */
record ServiceType() implements ValueType<ServiceSpec> {

    static final List<String> KEYS = List.of("name", "id", "address", "port", "tags", "metadata", "weight", "checks");
    static final List<String> KINDS = List.of("http", "tcp", "ttl", "grpc", "script", "alias");
    static final List<String> CHECK_KEYS = Stream.of(KINDS, CheckDraft.KEYS, List.of("headers"))
            .flatMap(List::stream)
            .toList();
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
                List<String> kinds =
                        KINDS.stream().filter(mapping.entries()::containsKey).toList();
                if (kinds.size() != 1) {
                    problems.add(mapping.place(), key, "a check needs exactly one of " + String.join(", ", KINDS));
                    return;
                }
                draft.checks.add(check(mapping, kinds.get(0), key, problems));
                return;
            }
        } catch (IllegalArgumentException wrong) {
            problems.add(raw.place(), key, String.valueOf(wrong.getMessage()));
            return;
        }
        problems.refuse(raw, key, CheckSyntax.ALLOWED);
    }

    private static CheckSpec check(RawValue.Mapping mapping, String kind, String key, Problems problems) {
        CheckDraft draft = new CheckDraft();
        for (String field : CheckDraft.KEYS) {
            if (value(mapping, field) instanceof RawValue.Text text) {
                draft.set(field, text.text());
            }
        }
        RawValue headers = value(mapping, "headers");
        Map<String, String> texts = headers == null ? null : TEXTS.read(headers, key + ".headers", problems);
        if (texts != null) {
            draft.headers(texts);
        }
        if (kind.equals("script") && value(mapping, "script") instanceof RawValue.Sequence words) {
            return CheckSyntax.script(command(words, key + ".script", problems), draft);
        }
        String target = text(mapping, kind);
        if (kind.equals("ttl") && draft.hasPace()) {
            throw new IllegalArgumentException(
                    String.join(", ", CheckDraft.PACE) + " are not for ttl checks, which nobody makes; leave them out");
        }
        return switch (kind) {
            case "http" -> CheckSyntax.http(target, draft);
            case "tcp" -> CheckSyntax.tcp(target, draft);
            case "grpc" ->
                CheckSyntax.grpc(
                        target.isEmpty()
                                ? "grpc"
                                : target.matches("grpcs?(:.*)?")
                                        ? target
                                        : "grpc:" + (target.startsWith("/") ? target : "//" + target),
                        draft);
            case "alias" -> CheckSyntax.alias(target, draft);
            case "script" -> CheckSyntax.parse("script:" + target, draft);
            default -> CheckSyntax.ttl(target, draft);
        };
    }

    private static List<String> command(RawValue.Sequence words, String key, Problems problems) {
        List<String> command = new ArrayList<>();
        for (RawValue word : words.items()) {
            if (word instanceof RawValue.Text text) {
                command.add(text.text());
            } else {
                problems.refuse(word, key, "a program and its arguments, as in [/usr/local/bin/check-db, --fast]");
                command.add("");
            }
        }
        return command;
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
