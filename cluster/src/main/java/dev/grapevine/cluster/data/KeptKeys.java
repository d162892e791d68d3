package dev.grapevine.cluster.data;

import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.wire.KeyEntry;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * A keyring as it is kept on disk.
 *
 * @param entries what is known of keys
 * @param installed the keys that travel, 32 bytes each; those of a key file are not kept
 */
public record KeptKeys(List<KeyEntry> entries, List<byte[]> installed) {

    private static final String KNOWN = "known ";
    private static final String KEY = "key ";

    public KeptKeys {
        entries = List.copyOf(entries);
        installed = List.copyOf(installed);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        for (KeyEntry entry : entries) {
            lines.add(KNOWN + new KeyId(entry.id()) + " " + entry.turn() + (entry.removed() ? " removed" : ""));
        }
        for (byte[] key : installed) {
            lines.add(KEY + HexFormat.of().formatHex(key));
        }
        return lines;
    }

    /** @throws IllegalArgumentException if a line is none of a keyring */
    static KeptKeys of(List<String> lines) {
        List<KeyEntry> entries = new ArrayList<>();
        List<byte[]> installed = new ArrayList<>();
        for (String line : lines) {
            if (line.startsWith(KEY)) {
                byte[] key = HexFormat.of().parseHex(line.substring(KEY.length()));
                if (key.length != ClusterKey.LENGTH) {
                    throw new IllegalArgumentException("a key of " + key.length + " bytes");
                }
                installed.add(key);
            } else if (line.startsWith(KNOWN)) {
                String[] fields = line.substring(KNOWN.length()).split(" ", 3);
                if (fields.length < 2) {
                    throw new IllegalArgumentException("a line that ends too soon");
                }
                entries.add(
                        new KeyEntry(KeyId.parse(fields[0]).value(), Long.parseLong(fields[1]), fields.length == 3));
            } else {
                throw new IllegalArgumentException("a line of another kind");
            }
        }
        return new KeptKeys(entries, installed);
    }

    /** Names no key. */
    @Override
    public String toString() {
        return entries.size() + " entries, " + installed.size() + " keys";
    }
}
