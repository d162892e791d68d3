package dev.grapevine.cluster;

import dev.grapevine.cluster.crypto.JdkCryptography;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.seal.SealOutlet;
import dev.grapevine.core.seal.Sealing;
import dev.grapevine.model.EncryptionMode;
import java.util.List;

/**
 * What a member protects its traffic with.
 *
 * @param keys the first is the one to seal with; empty for none
 */
record Encryption(List<ClusterKey> keys, EncryptionMode mode) {

    /** No key: everything is in clear. */
    static final Encryption NONE = new Encryption(List.of(), EncryptionMode.OFF);

    Encryption {
        keys = List.copyOf(keys);
    }

    /**
     * Makes the sealing of one member.
     *
     * @param memberLimit of its view
     */
    Sealing sealing(String cluster, int memberLimit, SealOutlet outlet, long now) {
        if (keys.isEmpty()) {
            return Sealing.plain(cluster, outlet);
        }
        Sealing sealing =
                Sealing.keyed(cluster, new KeyRing(keys), new JdkCryptography(), 2 * memberLimit, outlet, now);
        sealing.mode(mode);
        return sealing;
    }

    /** Changes the sealing of a running member: accepts the keys besides those that it has, and takes up the mode. */
    void change(Sealing sealing, int memberLimit, long now) {
        if (!keys.isEmpty()) {
            sealing.accept(keys, new JdkCryptography(), 2 * memberLimit, now);
        }
        sealing.mode(mode);
    }
}
