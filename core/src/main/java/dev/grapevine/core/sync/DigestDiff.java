package dev.grapevine.core.sync;

import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.RecordOrder;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The difference between another member's digests and this view: what each side lacks, and of which members they dispute whether they live. */
final class DigestDiff {

    /** Of so many buckets at a time the records are exchanged. */
    private static final int MOST_BUCKETS = 8;

    private final View view;
    private final LocalMember local;
    private final Tombstones tombstones;
    private final long now;
    private final List<Message.Wanted> wanted = new ArrayList<>();
    private final Map<MemberEntry, Long> recordsLacked = new LinkedHashMap<>();
    private final Map<MemberEntry, Long> stateLacked = new LinkedHashMap<>();
    private final List<Heal.Disputed> disputed = new ArrayList<>();
    private final Map<String, Message.Wanted> disputedWants = new HashMap<>();
    private final Map<String, MemberEntry> disputedGifts = new HashMap<>();
    private boolean accusesSelf;

    DigestDiff(Membership membership, Message.SyncDigests theirs, long now) {
        this.view = membership.view();
        this.local = membership.local();
        this.tombstones = membership.tombstones();
        this.now = now;
        Set<String> known = new HashSet<>();
        for (Message.Digest digest : theirs.digests()) {
            known.add(digest.name());
            compare(digest);
        }
        boolean[] covered = new boolean[View.BUCKETS];
        Arrays.stream(theirs.buckets())
                .filter(bucket -> bucket < View.BUCKETS)
                .forEach(bucket -> covered[bucket] = true);
        for (MemberEntry entry : view.entries()) {
            if (covered[View.bucket(entry)] && !known.contains(entry.name()) && tellable(entry)) {
                recordsLacked.put(entry, 0L);
            }
        }
        if (empty()) {
            exchangeRecords(theirs);
        }
    }

    /**
     * Buckets whose hashes differ though all digests agree have records with other addresses, as copies of a process
     * write them: both sides tell theirs, and the merge decides.
     */
    private void exchangeRecords(Message.SyncDigests theirs) {
        boolean[] exchanged = new boolean[View.BUCKETS];
        Arrays.stream(theirs.buckets())
                .filter(bucket -> bucket < View.BUCKETS)
                .limit(MOST_BUCKETS)
                .forEach(bucket -> exchanged[bucket] = true);
        for (Message.Digest digest : theirs.digests()) {
            MemberEntry mine = view.get(digest.name());
            if (mine != null && mine.live() && exchanged[View.bucket(mine)]) {
                wanted.add(new Message.Wanted(digest.name(), digest.generation(), mine.heldVersion()));
                recordsLacked.put(mine, digest.heldVersion());
            }
        }
    }

    private void compare(Message.Digest theirs) {
        MemberEntry mine = view.get(theirs.name());
        if (mine == null) {
            wanted.add(new Message.Wanted(theirs.name(), 0, 0));
            return;
        }
        boolean self = local.is(theirs.name());
        boolean sameGeneration = mine.record().generation() == theirs.generation();
        accusesSelf |= self && sameGeneration && theirs.status() == Status.DEAD;
        boolean above = Long.compareUnsigned(theirs.generation(), mine.record().generation()) > 0;
        if (self && !sameGeneration && (theirs.status().live() || above)) {
            // Another process may have the name; or it is held dead at a generation above this one, and all others
            // ignore this one.
            wanted.add(new Message.Wanted(theirs.name(), 0, 0));
        }
        int order = RecordOrder.compareFact(
                mine.record().generation(),
                mine.record().incarnation(),
                mine.status(),
                theirs.generation(),
                theirs.incarnation(),
                theirs.status());
        if (sameGeneration && theirs.forgotten() && !mine.forgotten() && !mine.live() && order >= 0) {
            wanted.add(new Message.Wanted(theirs.name(), mine.record().generation(), mine.heldVersion()));
        } else if (order == 0 && mine.forgotten() && !theirs.forgotten() && tellable(mine)) {
            recordsLacked.put(mine, theirs.heldVersion());
        } else if (order < 0 && (sameGeneration || !self)) {
            want(mine, theirs, sameGeneration);
        } else if (order > 0 && tellable(mine)) {
            give(mine, theirs, sameGeneration);
        } else if (theirs.heldVersion() > mine.heldVersion()) {
            wanted.add(new Message.Wanted(theirs.name(), mine.record().generation(), mine.heldVersion()));
        } else if (theirs.heldVersion() < mine.heldVersion()) {
            stateLacked.put(mine, theirs.heldVersion());
        }
    }

    /** Their record is the larger. */
    private void want(MemberEntry mine, Message.Digest theirs, boolean sameGeneration) {
        Message.Wanted want =
                new Message.Wanted(theirs.name(), mine.record().generation(), sameGeneration ? mine.heldVersion() : 0);
        wanted.add(want);
        boolean dispute = sameGeneration
                && theirs.status() == Status.DEAD
                && mine.status().live();
        if (dispute && !local.is(theirs.name())) {
            disputedWants.put(theirs.name(), want);
            disputed.add(new Heal.Disputed(verdict(theirs), mine.addresses(), false));
        }
    }

    /** This side's record is the larger. */
    private void give(MemberEntry mine, Message.Digest theirs, boolean sameGeneration) {
        recordsLacked.put(mine, sameGeneration ? theirs.heldVersion() : 0);
        boolean dispute = sameGeneration
                && mine.status() == Status.DEAD
                && theirs.status().live();
        if (dispute) {
            disputedGifts.put(theirs.name(), mine);
            disputed.add(new Heal.Disputed(RecordMessages.verdict(mine, now), mine.addresses(), true));
        }
    }

    private static Message.Verdict verdict(Message.Digest digest) {
        return new Message.Verdict(
                digest.name(),
                digest.generation(),
                digest.incarnation(),
                digest.status(),
                Evidence.NONE,
                List.of(),
                digest.ageMillis());
    }

    private boolean tellable(MemberEntry entry) {
        return entry.live() || tombstones.tellable(entry.ageMillis(now));
    }

    /** What this member asks the other for. */
    List<Message.Wanted> wanted() {
        return wanted;
    }

    /** Members whose record the other lacks, with the version of their state that it holds. */
    Map<MemberEntry, Long> recordsLacked() {
        return recordsLacked;
    }

    /** Members of whose state alone the other lacks something, with the version that it holds. */
    Map<MemberEntry, Long> stateLacked() {
        return stateLacked;
    }

    /** Verdicts on members that one side holds live and the other dead. */
    List<Heal.Disputed> disputed() {
        return disputed;
    }

    /** Whether the other holds this member dead. */
    boolean accusesSelf() {
        return accusesSelf;
    }

    /** Neither takes nor gives a disputed verdict. */
    void leaveOut(Heal.Disputed verdict) {
        String name = verdict.verdict().name();
        wanted.remove(disputedWants.get(name));
        recordsLacked.remove(disputedGifts.get(name));
    }

    boolean empty() {
        return wanted.isEmpty() && recordsLacked.isEmpty() && stateLacked.isEmpty();
    }
}
