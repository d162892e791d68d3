package dev.grapevine.core.keys;

import dev.grapevine.core.seal.Cryptography;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.wire.Octets;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a member tells of its cluster keys, in its owned state: {@code digest 8 | count u8 | ids 8 each | flags u8 | of the key file u8}.
 *
 * @param digest tells apart what members know of keys
 * @param ids of the keys that it accepts, the one that it seals with first
 * @param onDisk whether its keyring would survive a restart
 * @param fromFile those of the ids that its key file has
 */
record KeyStatement(Octets digest, List<KeyId> ids, boolean onDisk, Set<KeyId> fromFile) {

    private static final int DIGEST = 8;
    private static final int ON_DISK = 1;

    static KeyStatement of(KeyRing ring, Cryptography cryptography, boolean onDisk) {
        List<KeyId> ids = ring.ids();
        Set<KeyId> fromFile = new LinkedHashSet<>(ids);
        fromFile.removeIf(id -> !ring.isFromFile(id));
        return new KeyStatement(new Octets(ring.digest(cryptography)), ids, onDisk, fromFile);
    }

    boolean holds(KeyId id) {
        return ids.contains(id);
    }

    boolean sealsWith(KeyId id) {
        return !ids.isEmpty() && ids.get(0).equals(id);
    }

    byte[] encode() {
        ByteBuffer out = ByteBuffer.allocate(DIGEST + 1 + ids.size() * KeyId.LENGTH + 2)
                .put(digest.bytes())
                .put((byte) ids.size());
        int ofFile = 0;
        for (int i = 0; i < ids.size(); i++) {
            out.putLong(ids.get(i).value());
            ofFile |= fromFile.contains(ids.get(i)) ? 1 << i : 0;
        }
        return out.put((byte) (onDisk ? ON_DISK : 0)).put((byte) ofFile).array();
    }

    /** Reads a value; null if it is none. What a later version may append is left alone. */
    static @Nullable KeyStatement decode(byte[] value) {
        ByteBuffer in = ByteBuffer.wrap(value);
        if (in.remaining() < DIGEST + 1) {
            return null;
        }
        byte[] digest = new byte[DIGEST];
        in.get(digest);
        int count = in.get() & 0xff;
        if (count > KeyRing.MAX_KEYS || in.remaining() < count * KeyId.LENGTH + 2) {
            return null;
        }
        List<KeyId> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(new KeyId(in.getLong()));
        }
        boolean onDisk = (in.get() & ON_DISK) != 0;
        int ofFile = in.get();
        Set<KeyId> fromFile = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            if ((ofFile & 1 << i) != 0) {
                fromFile.add(ids.get(i));
            }
        }
        return new KeyStatement(new Octets(digest), List.copyOf(ids), onDisk, fromFile);
    }
}
