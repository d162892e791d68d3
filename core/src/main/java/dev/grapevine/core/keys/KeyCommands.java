package dev.grapevine.core.keys;

import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.seal.ClusterKey;
import dev.grapevine.core.seal.KeyAccess;
import dev.grapevine.core.seal.KeyId;
import dev.grapevine.core.seal.KeyRing;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.KeyEntry;
import dev.grapevine.model.ClusterKeyInfo;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.KeyRefusedException;
import dev.grapevine.model.KeyRotation;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What an operator does with the keys of the cluster. A command that would cut a member off is refused with the names of those members; it can be
 * forced. A command that is refused changes nothing. Belongs to the thread of its peer.
 */
public final class KeyCommands {

    private final KeyAccess keys;
    private final KeyRing ring;
    private final Membership membership;
    private final KeyStatements statements;
    private final KeyExchange exchange;
    private final LongConsumer flush;

    /** @param flush sends what a command led to, now */
    public KeyCommands(
            KeyAccess keys, Membership membership, KeyStatements statements, KeyExchange exchange, LongConsumer flush) {
        this.keys = keys;
        this.ring = keys.ring();
        this.membership = membership;
        this.statements = statements;
        this.exchange = exchange;
        this.flush = flush;
    }

    /** How the keyrings of all members are kept the same. */
    public KeyExchange exchange() {
        return exchange;
    }

    // ---- questions

    /** All keys that are known, by turn, the primary first, and then those that were removed. */
    public List<ClusterKeyInfo> list() {
        List<KeyEntry> entries = new ArrayList<>(ring.entries());
        entries.sort(Comparator.<KeyEntry, Boolean>comparing(entry -> ring.removed(new KeyId(entry.id())))
                .thenComparing(Comparator.comparingLong(KeyEntry::turn).reversed())
                .thenComparing(Comparator.<KeyEntry, KeyId>comparing(entry -> new KeyId(entry.id()))
                        .reversed()));
        return entries.stream().map(this::info).toList();
    }

    private ClusterKeyInfo info(KeyEntry entry) {
        KeyId id = new KeyId(entry.id());
        return new ClusterKeyInfo(
                id.toString(),
                entry.turn(),
                id.equals(ring.primary()),
                ring.removed(id),
                ring.holds(id),
                ring.isFromFile(id),
                live(told -> told != null && told.holds(id)),
                live(told -> told == null || !told.holds(id)),
                live(told -> told != null && told.sealsWith(id)));
    }

    // ---- commands

    /**
     * Takes a new key, which travels to all members.
     *
     * @return its id
     * @throws IllegalArgumentException if it has not the length of a key
     * @throws KeyRefusedException if it was removed before, or there are too many
     */
    public String install(byte[] key, long now) {
        KeyId id = ring.install(key, keys.cryptography());
        flush.accept(now);
        return id.toString();
    }

    /**
     * Has all members seal with a key from now on.
     *
     * @param force also if members lack it
     * @throws IllegalArgumentException if that is no id
     * @throws KeyRefusedException if it is not there, was used before, or a member lacks it that is live or lost in silence
     */
    public void use(String id, boolean force, long now) {
        KeyId key = KeyId.parse(id);
        ring.checkUsable(key);
        if (!force) {
            refuse(
                    "key " + key + " has not reached",
                    members(told -> told == null || !told.holds(key)),
                    "wait, forget members that are gone, or force it: they are cut off until they get the key");
        }
        ring.use(key);
        flush.accept(now);
    }

    /**
     * Removes a key for ever: what it sealed is no longer accepted, and ends at once.
     *
     * @param force also if members seal with it, are lost in silence, or would restart without a key
     * @throws IllegalArgumentException if that is no id
     * @throws KeyRefusedException if it is the primary or unknown, or would cut a member off
     */
    public void remove(String id, boolean force, long now) {
        KeyId key = KeyId.parse(id);
        if (!force && !key.equals(ring.primary())) {
            refuse(
                    "key " + key + " is what these members seal with:",
                    live(told -> told != null && told.sealsWith(key)),
                    "wait until they have the primary, or force it: they are cut off until then");
            refuse(
                    "key " + key + " may be the only one of members that are lost:",
                    lost(told -> true),
                    "wait until they are back, forget them, or force it");
            refuseRestarts(Set.of(key));
        }
        ring.remove(key);
        flush.accept(now);
    }

    /**
     * Takes the next step of a change to a new key: makes and installs one, has all seal with it, and removes the former ones. Where such a change was
     * begun, here or elsewhere, it is continued.
     *
     * @param to id of the key to change to, as the step before returned it; null to begin, or to continue whatever was begun
     * @param force also if members are lost in silence, or would restart without a key; live members are waited for in any case
     * @throws IllegalArgumentException if that is no id
     * @throws KeyRefusedException if the key is gone, or a member would be cut off
     */
    public KeyRotation rotate(@Nullable String to, boolean force, long now) {
        KeyId target = to == null ? begun() : KeyId.parse(to);
        if (target != null && !ring.lists(target)) {
            throw new KeyRefusedException("key " + target + (ring.removed(target) ? " was removed" : " is unknown")
                    + ": another change has overtaken this one; see keys list");
        }
        List<KeyId> former = ring.listed().stream()
                .filter(id -> ring.turn(id) > 0 && !id.equals(target))
                .toList();
        if (target == null && !force) {
            refuseRestarts(Set.copyOf(former));
        }
        KeyId key = target == null ? install() : target;
        Predicate<@Nullable KeyStatement> behind;
        boolean used = key.equals(ring.primary());
        if (used) {
            behind = told -> told == null || !told.sealsWith(key);
        } else {
            behind = told -> told == null || !told.holds(key);
        }
        flush.accept(now); // so that what this member tells of itself counts
        List<String> waitingFor = live(force ? behind : behind.or(restartsWithout(Set.copyOf(former))));
        if (!force) {
            waitingFor.addAll(lost(behind));
        }
        KeyRotation.Step step = used ? KeyRotation.Step.USING : KeyRotation.Step.INSTALLING;
        if (waitingFor.isEmpty() && used) {
            former.forEach(ring::remove);
            step = KeyRotation.Step.DONE;
        } else if (waitingFor.isEmpty()) {
            ring.use(key);
            step = KeyRotation.Step.USING;
        }
        flush.accept(now);
        return new KeyRotation(key.toString(), step, waitingFor);
    }

    /** The key of a change that was begun and not completed; null if there is none. */
    private @Nullable KeyId begun() {
        List<KeyId> listed = ring.listed();
        if (listed.stream().anyMatch(id -> ring.turn(id) > 0 && !id.equals(ring.primary()))) {
            return ring.primary();
        }
        return listed.stream()
                .filter(id -> ring.turn(id) == 0 && ring.holds(id) && !ring.isFromFile(id))
                .max(Comparator.naturalOrder())
                .orElse(null);
    }

    private KeyId install() {
        byte[] key = new byte[ClusterKey.LENGTH];
        keys.cryptography().random(key);
        try {
            return ring.install(key, keys.cryptography());
        } finally {
            Arrays.fill(key, (byte) 0);
        }
    }

    /** Whether the ring, as it is now, would survive a restart. */
    public void onDisk(boolean kept, long now) {
        exchange.onDisk(kept, now);
        flush.accept(now);
    }

    // ---- refusals

    private void refuseRestarts(Set<KeyId> removed) {
        refuse(
                "these members keep no keyring on disk, and would restart without an accepted key:",
                live(restartsWithout(removed)),
                "give them a data folder, add the key to their key files, or force it");
    }

    /** Whether a member would have no accepted key after a restart, with these removed. */
    private static Predicate<@Nullable KeyStatement> restartsWithout(Set<KeyId> removed) {
        return told ->
                told != null && !told.onDisk() && told.fromFile().stream().allMatch(removed::contains);
    }

    private static void refuse(String what, List<String> names, String remedy) {
        if (!names.isEmpty()) {
            throw new KeyRefusedException(what + " " + String.join(", ", names) + "; " + remedy);
        }
    }

    private List<String> members(Predicate<@Nullable KeyStatement> which) {
        List<String> names = live(which);
        names.addAll(lost(which));
        return names;
    }

    private List<String> live(Predicate<@Nullable KeyStatement> which) {
        return named(MemberEntry::live, which);
    }

    /** Members that may still run, and be back at any time. */
    private List<String> lost(Predicate<@Nullable KeyStatement> which) {
        return named(
                entry -> entry.status() == Status.DEAD
                        && (entry.evidence() == Evidence.SILENT || entry.evidence() == Evidence.CLOSED)
                        && !entry.forgotten(),
                which);
    }

    private List<String> named(Predicate<MemberEntry> among, Predicate<@Nullable KeyStatement> which) {
        List<String> names = new ArrayList<>();
        for (MemberEntry entry : membership.view().entries()) {
            if (among.test(entry) && which.test(statements.of(entry))) {
                names.add(entry.name());
            }
        }
        names.sort(Comparator.naturalOrder());
        return names;
    }
}
