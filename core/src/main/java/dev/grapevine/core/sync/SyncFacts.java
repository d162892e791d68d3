package dev.grapevine.core.sync;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.state.StateReceiver;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a sync, for the asker and the answerer alike: what this member tells of its view, and what it merges of what the other side
 * tells. A fact is a record, a verdict, or a delta of owned state.
 */
public final class SyncFacts {

    /** A suspect has a record, a verdict and a state; long states come in parts, but those of all members are not long. */
    private static final int FACTS_A_MEMBER = 4;

    private final Membership membership;
    private final View view;
    private final RecordMessages records;
    private final StateStore states;
    private final StateReceiver stateReceiver;
    private final Heal heal;
    private final int mostFacts;
    private final SyncCounts counts = new SyncCounts();
    private boolean announced;

    public SyncFacts(
            Settings settings,
            Membership membership,
            RecordMessages records,
            StateStore states,
            StateReceiver stateReceiver,
            Heal heal) {
        this.mostFacts = FACTS_A_MEMBER
                * (settings.count(ProtocolSetting.MEMBER_LIMIT) + settings.count(ProtocolSetting.TOMBSTONE_LIMIT));
        this.membership = membership;
        this.view = membership.view();
        this.records = records;
        this.states = states;
        this.stateReceiver = stateReceiver;
        this.heal = heal;
    }

    /** What became of this member's syncs. */
    public SyncCounts counts() {
        return counts;
    }

    long viewHash() {
        return view.hash();
    }

    /** Whether this member knows nobody else. */
    boolean alone() {
        return view.live() == 1;
    }

    /** Whether a member is dead here; one that is unknown is not. */
    boolean isDead(String name) {
        return isDead(view.get(name));
    }

    static boolean isDead(@Nullable MemberEntry entry) {
        return entry != null && entry.status() == Status.DEAD;
    }

    /**
     * From now on this member pushes its own record too. Before, its name might not be free.
     *
     * @return false if it did so already
     */
    boolean announce() {
        boolean first = !announced;
        announced = true;
        return first;
    }

    // ---- comparing

    /** The asker's question: the hashes of its buckets. */
    Message.SyncBuckets buckets(int number) {
        return new Message.SyncBuckets(number, view.bucketHashes());
    }

    /** The answerer's digests of all members in the buckets that differ. */
    Message.SyncDigests digests(Message.SyncBuckets question, long now) {
        int[] own = view.bucketHashes();
        int[] differing = new int[View.BUCKETS];
        boolean[] differs = new boolean[View.BUCKETS];
        int count = 0;
        for (int i = 0; i < View.BUCKETS; i++) {
            if (i >= question.hashes().length || question.hashes()[i] != own[i]) {
                differing[count++] = i;
                differs[i] = true;
            }
        }
        List<Message.Digest> digests = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (differs[View.bucket(entry)] && tellable(entry, now)) {
                digests.add(digest(entry, now));
            }
        }
        return new Message.SyncDigests(question.number(), Arrays.copyOf(differing, count), digests);
    }

    private static Message.Digest digest(MemberEntry entry, long now) {
        return new Message.Digest(
                entry.name(),
                entry.record().generation(),
                entry.record().incarnation(),
                entry.status(),
                entry.live() ? 0 : entry.ageMillis(now),
                entry.heldVersion(),
                entry.forgotten());
    }

    /** What the asker makes of them. Disputed verdicts that are to wait are left out. */
    DigestDiff compare(Message.SyncDigests digests, boolean partnerDead, long now) {
        for (Message.Digest digest : digests.digests()) {
            states.heldElsewhere(digest.name(), digest.generation(), digest.heldVersion(), now);
        }
        DigestDiff diff = new DigestDiff(membership, digests, now);
        heal.settle(diff, partnerDead || diff.accusesSelf(), now);
        return diff;
    }

    // ---- telling

    /** What the asker gives of its own accord. */
    List<Message> gifts(DigestDiff diff, long now) {
        List<Message> facts = new ArrayList<>();
        diff.recordsLacked().forEach((entry, heldVersion) -> {
            if (announced || entry != membership.local().entry()) {
                tell(entry, heldVersion, facts, now);
            }
        });
        diff.stateLacked().forEach((entry, heldVersion) -> tellState(entry, heldVersion, facts));
        return facts;
    }

    /** What the asker wants, as far as it is known here. */
    List<Message> wanted(Message.SyncRequest request, long now) {
        List<Message> facts = new ArrayList<>();
        for (Message.Wanted wanted : request.wanted()) {
            states.heldElsewhere(wanted.name(), wanted.generation(), wanted.heldVersion(), now);
            MemberEntry entry = view.get(wanted.name());
            if (entry != null) {
                boolean sameGeneration = entry.record().generation() == wanted.generation();
                tell(entry, sameGeneration ? wanted.heldVersion() : 0, facts, now);
            }
        }
        return facts;
    }

    /** Everything that is known here. */
    List<Message> all(long now) {
        List<Message> facts = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (tellable(entry, now)) {
                tell(entry, 0, facts, now);
            }
        }
        return facts;
    }

    /** Nothing is told of this member while its name is contested, nor of the dead that most have forgotten. */
    private boolean tellable(MemberEntry entry, long now) {
        if (entry == membership.local().entry()) {
            return !membership.local().quiet();
        }
        return entry.live() || membership.tombstones().tellable(entry.ageMillis(now));
    }

    /** The record of a suspect goes with the verdict on it: the other side may not know that member yet. */
    private void tell(MemberEntry entry, long heldVersion, List<Message> facts, long now) {
        if (entry == membership.local().entry() && membership.local().quiet()) {
            return;
        }
        if (entry.status() == Status.SUSPECT) {
            facts.add(records.alive(entry, now));
        }
        facts.add(records.of(entry, now));
        tellState(entry, heldVersion, facts);
    }

    private void tellState(MemberEntry entry, long heldVersion, List<Message> facts) {
        if (entry.live()) {
            facts.addAll(states.deltas(entry.name(), heldVersion));
        }
    }

    // ---- merging

    /** Collects what comes on one stream. */
    ReceivedFacts receive() {
        return new ReceivedFacts(states.keptInput(), mostFacts);
    }

    /**
     * Merges what the other side told.
     *
     * @param alone whether this member knew nobody else when it asked: then nothing it learns is news to others
     * @param partnerDead whether one of the two sides holds the other dead
     * @return whether the view changed
     */
    boolean merge(List<Message> facts, boolean alone, boolean partnerDead, long now) {
        long hashBefore = view.hash();
        int tombstonesBefore = view.tombstones();
        ChangeSource source = new ChangeSource(alone ? ChangeSource.Kind.TABLE : ChangeSource.Kind.SYNC, null, null);
        for (Message fact : facts) {
            if (fact instanceof Message.Alive alive) {
                membership.heard(alive, source, now);
            } else if (fact instanceof Message.Verdict verdict) {
                if (!partnerDead || !heal.waits(verdict, now)) {
                    membership.verdict(verdict, source, now);
                }
            } else if (fact instanceof Message.StateDelta delta) {
                stateReceiver.heard(delta, source, now);
            }
        }
        return view.hash() != hashBefore || view.tombstones() != tombstonesBefore;
    }
}
