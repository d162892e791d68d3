package dev.grapevine.cluster;

import dev.grapevine.model.ClusterKeyInfo;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys of a cluster, and how they are changed while it runs: a new key is <em>installed</em>, and travels to all members; it is <em>used</em>, so
 * that all seal with it; the former one is <em>removed</em>, and what it sealed is no longer accepted. Each can be done at any member, and reaches all.
 * Keys that a member was started with do not travel.
 *
 * <p>A change that would cut a member off is refused, and names it; it can be forced. Members that do not keep a data folder know after a restart what
 * they are started with, and no more. Thread-safe.
 */
public interface KeyControl {

    /** All keys that are known, the primary first and the removed ones last; empty for a member without a key. */
    List<ClusterKeyInfo> list();

    /**
     * Installs a new key.
     *
     * @param key 32 bytes, which are not kept
     * @return its id
     * @throws IllegalArgumentException if it has not 32 bytes
     * @throws KeyRefusedException if it was removed before, there are 8 keys, or this member has none
     */
    String install(byte[] key);

    /**
     * Has all members seal with a key from now on. A key is used once.
     *
     * @param force also if members lack it, which are cut off until they get it
     * @throws IllegalArgumentException if that is no id
     * @throws KeyRefusedException if it is not installed, was used before, or a member lacks it that is live or lost in silence
     */
    void use(String id, boolean force);

    /**
     * Removes a key for ever.
     *
     * @param force also if members seal with it, are lost in silence, or would restart without an accepted key
     * @throws IllegalArgumentException if that is no id
     * @throws KeyRefusedException if it is the primary or unknown, or would cut a member off
     */
    void remove(String id, boolean force);

    /**
     * Takes the next step of a change to a new key: makes and installs one, has all seal with it, and removes the former ones. To be called again, with
     * the id that it returned, until it is done. A change that was interrupted is continued. Not for a key that was stolen: its thief would be given the
     * new one.
     *
     * @param to id of the key to change to; null to begin, or to continue what was begun
     * @param force also if members are lost in silence, or would restart without an accepted key; live members are waited for in any case
     * @throws IllegalArgumentException if that is no id
     * @throws KeyRefusedException if the key is gone, or a member would be cut off
     */
    KeyRotation rotate(@Nullable String to, boolean force);
}
