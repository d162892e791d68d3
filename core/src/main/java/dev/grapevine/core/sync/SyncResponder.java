package dev.grapevine.core.sync;

import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.state.StateStore;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.Tombstones;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one side of a sync says of its view, when it is asked. */
final class SyncResponder {

    private final View view;
    private final StateStore states;
    private final Tombstones tombstones;

    SyncResponder(View view, StateStore states, Tombstones tombstones) {
        this.view = view;
        this.states = states;
        this.tombstones = tombstones;
    }

    /** Digests of all in the buckets in which the asker differs. */
    Message.SyncDigests digests(Message.SyncBuckets question, long now) {
        int[] mine = view.bucketHashes();
        int[] differing = new int[View.BUCKETS];
        boolean[] differs = new boolean[View.BUCKETS];
        int count = 0;
        for (int i = 0; i < View.BUCKETS; i++) {
            if (i >= question.hashes().length || question.hashes()[i] != mine[i]) {
                differing[count++] = i;
                differs[i] = true;
            }
        }
        List<Message.Digest> digests = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (differs[View.bucket(entry)] && (entry.live() || tombstones.tellable(entry.ageMillis(now)))) {
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
                entry.heldVersion());
    }

    /** A member's record, or the verdict on it (a suspect's record too, for one to whom it is new), and its state above what the other holds. */
    void tell(MemberEntry entry, long heldVersion, List<Message> into, long now) {
        if (entry.status() == Status.SUSPECT) {
            into.add(new Message.Alive(entry.record().withStatus(Status.ALIVE)));
        }
        into.add(RecordMessages.of(entry, now));
        tellState(entry, heldVersion, into);
    }

    void tellState(MemberEntry entry, long heldVersion, List<Message> into) {
        Message delta = entry.live() ? states.delta(entry.name(), heldVersion) : null;
        if (delta != null) {
            into.add(delta);
        }
    }

    /** Everything that is known here. */
    List<Message> all(long now) {
        List<Message> messages = new ArrayList<>();
        for (MemberEntry entry : view.entries()) {
            if (entry.live() || tombstones.tellable(entry.ageMillis(now))) {
                tell(entry, 0, messages, now);
            }
        }
        return messages;
    }

    /** Everything that was asked for, as far as it is known here. */
    List<Message> wanted(Message.SyncRequest request, long now) {
        List<Message> messages = new ArrayList<>();
        for (Message.Wanted wanted : request.wanted()) {
            MemberEntry entry = view.get(wanted.name());
            if (entry != null) {
                boolean sameGeneration = entry.record().generation() == wanted.generation();
                tell(entry, sameGeneration ? wanted.heldVersion() : 0, messages, now);
            }
        }
        return messages;
    }
}
