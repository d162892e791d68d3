package dev.grapevine.core.wire;

import dev.grapevine.model.CheckResult;
import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceInstance;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.StateRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Encodes a {@link ServiceInstance} as the value of a {@link StateEntry}, whose key holds the service name and the
 * instance id. The value is a list of fields {@code tag (1), length (varint), bytes}. Fields with their default value
 * are left out, and unknown fields are stepped over, so that members of different versions understand each other. Each
 * instance has one encoding. All methods are thread-safe.
 */
public final class ServiceCodec {

    private static final int ADDRESS = 1;
    private static final int PORT = 2;
    private static final int TAG = 3;
    private static final int METADATA = 4;
    private static final int WEIGHT = 5;
    private static final int HEALTH = 6;
    private static final int OUTPUT = 7;
    private static final int STATE = 8;
    private static final int SINCE = 9;
    private static final int CHECK = 10;
    private static final int EXTENSION = 11;

    private ServiceCodec() {}

    /** @throws IllegalArgumentException if the instance breaks {@link StateRules} */
    public static byte[] encode(ServiceInstance instance) {
        StateRules.check(instance);
        Writer writer = new Writer(64);
        if (!instance.address().isEmpty()) {
            text(writer, ADDRESS, instance.address());
        }
        if (instance.port() != 0) {
            number(writer, PORT, instance.port());
        }
        for (String tag : instance.tags()) {
            text(writer, TAG, tag);
        }
        // Sorted, since the order of an immutable map differs between processes.
        new TreeMap<>(instance.metadata()).forEach((key, value) -> {
            writer.u8(METADATA);
            writer.varint(Writer.textSize(key) + Writer.textSize(value));
            writer.text(key);
            writer.text(value);
        });
        if (instance.weight() != 1) {
            number(writer, WEIGHT, instance.weight());
        }
        if (instance.health() != Health.PASSING) {
            number(writer, HEALTH, Codes.of(instance.health()));
        }
        if (!instance.output().isEmpty()) {
            text(writer, OUTPUT, instance.output());
        }
        if (instance.state() != ServiceState.UP) {
            number(writer, STATE, Codes.of(instance.state()));
        }
        if (instance.sinceMillis() != 0) {
            number(writer, SINCE, instance.sinceMillis());
        }
        for (CheckResult check : instance.checks()) {
            writer.u8(CHECK);
            writer.varint(Writer.textSize(check.id())
                    + Writer.textSize(check.name())
                    + Writer.varintSize(Codes.of(check.health()))
                    + Writer.textSize(check.output()));
            writer.text(check.id());
            writer.text(check.name());
            writer.varint(Codes.of(check.health()));
            writer.text(check.output());
        }
        new TreeMap<>(instance.extensions()).forEach((face, extension) -> {
            writer.u8(EXTENSION);
            writer.varint(Writer.textSize(face) + Writer.textSize(extension));
            writer.text(face);
            writer.text(extension);
        });
        return writer.copy();
    }

    private static void text(Writer writer, int field, String text) {
        writer.u8(field);
        writer.text(text);
    }

    private static void number(Writer writer, int field, long value) {
        writer.u8(field);
        writer.varint(Writer.varintSize(value));
        writer.varint(value);
    }

    /**
     * The instance in an entry of owned state; empty if the entry is no instance, is deleted, or cannot be decoded
     * here.
     */
    public static Optional<ServiceInstance> decode(StateEntry entry) {
        byte @Nullable [] value = entry.value();
        return value == null ? Optional.empty() : decode(entry.key(), value);
    }

    /**
     * The instance of this key and value; empty if the key is not that of an instance, or the value cannot be decoded
     * here.
     */
    public static Optional<ServiceInstance> decode(String key, byte[] value) {
        StateKeys.ServiceKey names = StateKeys.serviceOf(key);
        if (names == null) {
            return Optional.empty();
        }
        try {
            ServiceInstance instance = read(names, new Reader(value, 0, value.length));
            return StateRules.problemOf(instance) == null ? Optional.of(instance) : Optional.empty();
        } catch (WireFault fault) {
            return Optional.empty();
        }
    }

    private static ServiceInstance read(StateKeys.ServiceKey names, Reader reader) throws WireFault {
        String address = "";
        int port = 0;
        List<String> tags = new ArrayList<>();
        Map<String, String> metadata = new HashMap<>();
        int weight = 1;
        Health health = Health.PASSING;
        String output = "";
        ServiceState state = ServiceState.UP;
        long since = 0;
        List<CheckResult> checks = new ArrayList<>();
        Map<String, String> extensions = new HashMap<>();
        int end = reader.limit();
        while (reader.remaining() > 0) {
            int field = reader.u8();
            int fieldEnd = reader.length() + reader.position();
            reader.limit(fieldEnd);
            switch (field) {
                case ADDRESS -> address = reader.rest();
                case PORT -> port = reader.varint31();
                case TAG -> tags.add(reader.rest());
                case METADATA -> {
                    String key = reader.text(Integer.MAX_VALUE);
                    metadata.put(key, reader.text(Integer.MAX_VALUE));
                }
                case WEIGHT -> weight = reader.varint31();
                case HEALTH -> health = Codes.health(reader.varint31());
                case OUTPUT -> output = reader.rest();
                case STATE -> state = Codes.serviceState(reader.varint31());
                case SINCE -> since = reader.varint();
                case CHECK ->
                    checks.add(new CheckResult(
                            reader.text(Integer.MAX_VALUE),
                            reader.text(Integer.MAX_VALUE),
                            Codes.health(reader.varint31()),
                            reader.text(Integer.MAX_VALUE)));
                case EXTENSION -> {
                    String face = reader.text(Integer.MAX_VALUE);
                    extensions.put(face, reader.text(Integer.MAX_VALUE));
                }
                default -> {} // a field of a newer version
            }
            reader.position(fieldEnd);
            reader.limit(end);
        }
        return new ServiceInstance(
                names.service(),
                names.id(),
                address,
                port,
                tags,
                metadata,
                weight,
                health,
                output,
                state,
                since,
                checks,
                extensions);
    }
}
