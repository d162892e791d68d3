package dev.grapevine.core.wire;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.ProcessInfo;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.StateRules;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/**
 * Encodes {@link ProcessInfo} as the value of the entry {@link StateKeys#PROCESS}: a list of fields {@code tag (1), length (varint), bytes}, as
 * {@link ServiceCodec} does. Unknown fields are stepped over. All methods are thread-safe.
 */
public final class ProcessCodec {

    private static final int VERSION = 1;
    private static final int SETTINGS = 2;

    private ProcessCodec() {}

    /**
     * The hash that a member tells of its settings: {@link Hashes#name} of the lines {@code key=value}, each with a line feed, in the order of the keys.
     * The values are in the unit of the setting.
     */
    public static long hashOf(Settings settings) {
        StringBuilder lines = new StringBuilder();
        Arrays.stream(ProtocolSetting.values())
                .sorted(Comparator.comparing(ProtocolSetting::key))
                .forEach(setting -> lines.append(setting.key())
                        .append('=')
                        .append(settings.get(setting))
                        .append('\n'));
        return Hashes.name(lines.toString());
    }

    /** @throws IllegalArgumentException if the version breaks the rules */
    public static byte[] encode(ProcessInfo info) {
        StateRules.checkVersion(info.version());
        Writer writer = new Writer(32);
        if (!info.version().isEmpty()) {
            writer.u8(VERSION);
            writer.text(info.version());
        }
        writer.u8(SETTINGS);
        writer.varint(Long.BYTES);
        writer.u64(info.settingsHash());
        return writer.copy();
    }

    /** What the value says; empty if it cannot be decoded here. */
    public static Optional<ProcessInfo> decode(byte[] value) {
        try {
            ProcessInfo info = read(new Reader(value, 0, value.length));
            return StateRules.isVersion(info.version()) ? Optional.of(info) : Optional.empty();
        } catch (WireFault fault) {
            return Optional.empty();
        }
    }

    private static ProcessInfo read(Reader reader) throws WireFault {
        String version = "";
        long settings = 0;
        int end = reader.limit();
        while (reader.remaining() > 0) {
            int field = reader.u8();
            int fieldEnd = reader.length() + reader.position();
            reader.limit(fieldEnd);
            switch (field) {
                case VERSION -> version = reader.rest();
                case SETTINGS -> settings = reader.u64();
                default -> {} // a field of a newer version
            }
            reader.position(fieldEnd);
            reader.limit(end);
        }
        return new ProcessInfo(version, settings);
    }
}
