package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that members say to each other: one record a kind. On the wire each is {@code kind, length, fields}, so
 * that a receiver steps over kinds and trailing fields that it does not know. A datagram and a stream frame both carry
 * a list of messages. The byte layout is in {@code docs/wire-protocol.md}; {@link Codec} writes and reads it.
 *
 * <p>All are immutable; arrays are not to be modified after construction.
 */
public sealed interface Message {

    /** Which of the kinds this is. */
    Kind kind();

    // ---- probing

    /**
     * "Are you that life of that member?"
     *
     * @param number 16 bit, echoed by the answer
     * @param check {@link IdentityHash#generation} of the name and generation that are looked for
     * @param viewHash the sender's view hash
     */
    record Ping(int number, int check, long viewHash) implements Message {
        @Override
        public Kind kind() {
            return Kind.PING;
        }
    }

    /**
     * The answer of the member that was looked for.
     *
     * @param number of the ping
     * @param sameView whether the view hash of the ping is the sender's own; then {@code viewHash} is 0 and not sent
     * @param viewHash the sender's view hash
     */
    record Ack(int number, boolean sameView, long viewHash) implements Message {
        @Override
        public Kind kind() {
            return Kind.ACK;
        }
    }

    /**
     * The answer of a process that is not the life that was looked for.
     *
     * @param number of the ping
     * @param nameCheck {@link IdentityHash#name} of the answering process's own name
     * @param generation its own generation
     */
    record Gone(int number, int nameCheck, long generation) implements Message {
        @Override
        public Kind kind() {
            return Kind.GONE;
        }
    }

    /**
     * "Ping that one for me."
     *
     * @param number 16 bit, echoed by {@link RelayedAck} or {@link Nack}
     * @param check of the life that is looked for
     * @param target where to ping
     * @param timeoutMillis after how long to send a {@link Nack}
     */
    record PingRequest(int number, int check, Address target, int timeoutMillis) implements Message {
        @Override
        public Kind kind() {
            return Kind.PING_REQUEST;
        }
    }

    /** "It answered me." */
    record RelayedAck(int number) implements Message {
        @Override
        public Kind kind() {
            return Kind.RELAYED_ACK;
        }
    }

    /** "I am here, but it did not answer me." */
    record Nack(int number) implements Message {
        @Override
        public Kind kind() {
            return Kind.NACK;
        }
    }

    /**
     * "Its tether closed and it refuses me. What do you find?"
     *
     * @param number 16 bit, echoed by {@link Examined}
     */
    record Examine(int number, String name, long generation) implements Message {
        @Override
        public Kind kind() {
            return Kind.EXAMINE;
        }
    }

    /** What the one that was asked to examine found. */
    record Examined(int number, Finding finding) implements Message {
        @Override
        public Kind kind() {
            return Kind.EXAMINED;
        }
    }

    /** What comes of examining a member. */
    enum Finding {
        /** It answers, or its tether is open: it lives. */
        LIVES,
        /** Every address that ever answered refuses. */
        REFUSES,
        /** Nothing comes back. */
        SILENT,
        /** It cannot be told from there: it never answered there, or the fault is local. */
        UNKNOWN
    }

    // ---- facts

    /** A record, whole; said of ALIVE members (of the sender itself, or passed on). */
    record Alive(MemberRecord record) implements Message {
        @Override
        public Kind kind() {
            return Kind.ALIVE;
        }
    }

    /**
     * A status without the owner's fields: suspicion, death, leave. Told to its own subject it is the accusation, or
     * the notice "you are dead here", that asks for a refutation.
     *
     * @param evidence what it rests on
     * @param accusers names of those who found it, at most {@value #MAX_ACCUSERS}; empty for LEFT
     * @param ageMillis for SUSPECT: since the sending of the oldest unanswered probe; for DEAD and LEFT: since the
     *     verdict
     */
    record Verdict(
            String name,
            long generation,
            long incarnation,
            Status status,
            Evidence evidence,
            List<String> accusers,
            long ageMillis)
            implements Message {
        @Override
        public Kind kind() {
            return Kind.VERDICT;
        }

        public static final int MAX_ACCUSERS = 4;

        public Verdict {
            accusers = List.copyOf(accusers);
        }
    }

    /**
     * What changed in a member's owned state.
     *
     * @param from applies only on top of at least this version; 0 together with {@code replace} for everything
     * @param to the version that is held after it
     * @param replace whether to drop what is held first
     */
    record StateDelta(String name, long generation, long from, long to, boolean replace, List<StateEntry> entries)
            implements Message {
        @Override
        public Kind kind() {
            return Kind.STATE_DELTA;
        }

        public StateDelta {
            entries = List.copyOf(entries);
        }
    }

    /** "That member's state is now at this version; ask me for it." Sent where the delta would be too long to push. */
    record StateVersion(String name, long generation, long version) implements Message {
        @Override
        public Kind kind() {
            return Kind.STATE_VERSION;
        }
    }

    /** "Send me that member's state above the version that I hold." */
    record StateRequest(String name, long generation, long held) implements Message {
        @Override
        public Kind kind() {
            return Kind.STATE_REQUEST;
        }
    }

    // ---- sync

    /** The asker's 256 bucket hashes, 4 bytes each. */
    record SyncBuckets(int number, int[] hashes) implements Message {
        @Override
        public Kind kind() {
            return Kind.SYNC_BUCKETS;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SyncBuckets that && number == that.number && Arrays.equals(hashes, that.hashes);
        }

        @Override
        public int hashCode() {
            return 31 * number + Arrays.hashCode(hashes);
        }

        @Override
        public String toString() {
            return "SyncBuckets[number=" + number + ", hashes=" + Arrays.toString(hashes) + "]";
        }
    }

    /**
     * The answerer's digests of the buckets that differ.
     *
     * @param buckets the differing buckets, ascending
     * @param digests of all that it holds in them
     */
    record SyncDigests(int number, int[] buckets, List<Digest> digests) implements Message {
        @Override
        public Kind kind() {
            return Kind.SYNC_DIGESTS;
        }

        public SyncDigests {
            digests = List.copyOf(digests);
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof SyncDigests that
                    && number == that.number
                    && Arrays.equals(buckets, that.buckets)
                    && digests.equals(that.digests);
        }

        @Override
        public int hashCode() {
            return 31 * (31 * number + Arrays.hashCode(buckets)) + digests.hashCode();
        }

        @Override
        public String toString() {
            return "SyncDigests[number=" + number + ", buckets=" + Arrays.toString(buckets) + ", digests=" + digests
                    + "]";
        }
    }

    /** "The digests do not fit a datagram: come by stream." */
    record SyncTooLarge(int number) implements Message {
        @Override
        public Kind kind() {
            return Kind.SYNC_TOO_LARGE;
        }
    }

    /** "Send me the records and state of these": names with the state version that the asker holds of each. */
    record SyncRequest(int number, List<Wanted> wanted) implements Message {
        @Override
        public Kind kind() {
            return Kind.SYNC_REQUEST;
        }

        public SyncRequest {
            wanted = List.copyOf(wanted);
        }
    }

    /** "That was all of my side." Ends a batch of facts within a sync or join on a stream. */
    record SyncDone(int number) implements Message {
        @Override
        public Kind kind() {
            return Kind.SYNC_DONE;
        }
    }

    /**
     * One member in a digest.
     *
     * @param ageMillis age of a tombstone; 0 for live members
     * @param heldVersion the version of its owned state that the sender holds without gaps
     */
    record Digest(String name, long generation, long incarnation, Status status, long ageMillis, long heldVersion) {}

    /**
     * One name of a {@link SyncRequest}, with the generation and state version that the asker holds of it (0, 0: none).
     */
    record Wanted(String name, long generation, long heldVersion) {}

    /** Nothing; makes a question as long as the answer may be. */
    record Padding(int bytes) implements Message {
        @Override
        public Kind kind() {
            return Kind.PADDING;
        }
    }

    // ---- finding each other

    /**
     * Sent to everyone on the local segment, and its answer.
     *
     * @param self the sender's own record
     * @param reply whether this answers another's; a reply is never answered
     */
    record Discover(MemberRecord self, boolean reply) implements Message {
        @Override
        public Kind kind() {
            return Kind.DISCOVER;
        }
    }

    // ---- streams

    /** First message on every stream, from both sides. */
    record Hello(int protocolMin, int protocolMax, String cluster, String name, long generation, Purpose purpose)
            implements Message {
        @Override
        public Kind kind() {
            return Kind.HELLO;
        }
    }

    /** What a stream was opened for. */
    enum Purpose {
        /** A joiner asks for the table, then pushes what the other lacks. */
        JOIN,
        /** A sync whose digests did not fit a datagram. */
        SYNC,
        /** One ping and its answer. */
        PROBE,
        /** Stays open, idle; its close is evidence. */
        TETHER,
        /** One state request and its answer. */
        STATE
    }

    /** "Not with me", with the reason; the stream is closed after it. */
    record Refused(Reason reason, String detail) implements Message {
        @Override
        public Kind kind() {
            return Kind.REFUSED;
        }
    }

    /** Why a stream was refused. */
    enum Reason {
        CLUSTER,
        PROTOCOL,
        KEY,
        NAME_CONFLICT
    }

    /** "I have too many joiners just now; try these." */
    record Busy(List<Address> others) implements Message {
        @Override
        public Kind kind() {
            return Kind.BUSY;
        }

        public Busy {
            others = List.copyOf(others);
        }
    }

    /** On a tether: "I close this on purpose, it says nothing about me." */
    record Loose() implements Message {
        @Override
        public Kind kind() {
            return Kind.LOOSE;
        }
    }

    /** On a tether: "I am about to leave." */
    record Leaving() implements Message {
        @Override
        public Kind kind() {
            return Kind.LEAVING;
        }
    }

    /** On a tether: nothing but a sign of life for middleboxes. */
    record KeepAlive() implements Message {
        @Override
        public Kind kind() {
            return Kind.KEEP_ALIVE;
        }
    }
}
