package dev.grapevine.core.sync;

import dev.grapevine.core.membership.LocalMember;
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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Holds another's digests against the own view: what it lacks, what we lack, and where the two dispute whether one lives. */
final class DigestDiff {

    final List<Message.Wanted> wanted = new ArrayList<>();

    /** Members whose record the other lacks, with the version of their state that it holds. */
    final Map<MemberEntry, Long> give = new LinkedHashMap<>();

    /** Members whose state alone the other lacks, with the version that it holds. */
    final Map<MemberEntry, Long> giveState = new LinkedHashMap<>();

    final List<Heal.Disputed> disputed = new ArrayList<>();
    private final Map<String, Message.Wanted> disputedWants = new HashMap<>();
    private final Map<String, MemberEntry> disputedGifts = new HashMap<>();

    /** The other holds this member dead. */
    boolean accusesSelf;

    private final View view;
    private final LocalMember self;
    private final Tombstones tombstones;
    private final long now;

    DigestDiff(View view, LocalMember self, Tombstones tombstones, Message.SyncDigests theirs, long now) {
        this.view = view;
        this.self = self;
        this.tombstones = tombstones;
        this.now = now;
        Map<String, Message.Digest> byName = new HashMap<>();
        for (Message.Digest digest : theirs.digests()) {
            byName.put(digest.name(), digest);
            compare(digest);
        }
        boolean[] covered = new boolean[View.BUCKETS];
        Arrays.stream(theirs.buckets())
                .filter(bucket -> bucket < View.BUCKETS)
                .forEach(bucket -> covered[bucket] = true);
        for (MemberEntry entry : view.entries()) {
            if (covered[View.bucket(entry)] && !byName.containsKey(entry.name()) && tellable(entry)) {
                give.put(entry, 0L);
            }
        }
    }

    private boolean tellable(MemberEntry entry) {
        return entry.live() || tombstones.tellable(entry.ageMillis(now));
    }

    private void compare(Message.Digest theirs) {
        MemberEntry mine = view.get(theirs.name());
        if (mine == null) {
            wanted.add(new Message.Wanted(theirs.name(), 0, 0));
            return;
        }
        int order = RecordOrder.compareFact(
                mine.record().generation(),
                mine.record().incarnation(),
                mine.status(),
                theirs.generation(),
                theirs.incarnation(),
                theirs.status());
        boolean sameGeneration = mine.record().generation() == theirs.generation();
        accusesSelf |= self.is(theirs.name()) && sameGeneration && theirs.status() == Status.DEAD;
        if (self.is(theirs.name()) && !sameGeneration && theirs.status().live()) {
            wanted.add(new Message.Wanted(theirs.name(), 0, 0));
        }
        Status larger = order < 0 ? theirs.status() : mine.status();
        Status smaller = order < 0 ? mine.status() : theirs.status();
        boolean dispute = sameGeneration && larger == Status.DEAD && smaller.live();
        if (order < 0 && (sameGeneration || !self.is(theirs.name()))) {
            Message.Wanted want = new Message.Wanted(
                    theirs.name(), mine.record().generation(), sameGeneration ? mine.heldVersion() : 0);
            wanted.add(want);
            if (dispute && !self.is(theirs.name())) {
                disputedWants.put(theirs.name(), want);
                disputed.add(new Heal.Disputed(verdict(theirs), mine.record().addresses(), false));
            }
        } else if (order > 0 && tellable(mine)) {
            give.put(mine, sameGeneration ? theirs.heldVersion() : 0);
            if (dispute) {
                disputedGifts.put(theirs.name(), mine);
                disputed.add(new Heal.Disputed(
                        RecordMessages.verdict(mine, now), mine.record().addresses(), true));
            }
        } else if (theirs.heldVersion() > mine.heldVersion()) {
            wanted.add(new Message.Wanted(theirs.name(), mine.record().generation(), mine.heldVersion()));
        } else if (theirs.heldVersion() < mine.heldVersion()) {
            giveState.put(mine, theirs.heldVersion());
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

    /** Leaves a disputed verdict out of what is taken and given. */
    void leaveOut(Heal.Disputed put) {
        wanted.remove(disputedWants.get(put.verdict().name()));
        give.remove(disputedGifts.get(put.verdict().name()));
    }

    boolean empty() {
        return wanted.isEmpty() && give.isEmpty() && giveState.isEmpty();
    }
}
