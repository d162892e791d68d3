package dev.grapevine.core.wire;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Address;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.MessageKind;
import dev.grapevine.model.Status;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything that members say to each other: one record for each {@link MessageKind}. On the wire each message is
 * {@code kind, length, fields}, so that a receiver steps over kinds and trailing fields that it does not know. A
 * datagram and a frame of a stream both carry a list of messages. {@link Codec} encodes and decodes them;
 * {@code docs/wire-protocol.md} documents the bytes.
 *
 * <p>All messages are immutable; their arrays must not be modified.
 *
 * <p>Questions have a {@code number} of 16 bits, which their answers repeat. An answer counts only once, and only from
 * the address that was asked.
 */
public sealed interface Message {

    /** The kind of this message. */
    MessageKind kind();

    // ---- probing

    /**
     * "Are you that generation of that member?" Answered by {@link Ack} or {@link Gone}.
     *
     * @param check {@link IdentityHash#generation} of the name and generation that are asked for
     * @param viewHash of the sender
     */
    record Ping(int number, int check, long viewHash) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.PING;
        }
    }

    /**
     * "Yes, I am."
     *
     * @param number of the ping
     * @param sameView whether the sender's view hash is that of the ping; then {@code viewHash} is 0 and not sent
     * @param viewHash of the sender
     */
    record Ack(int number, boolean sameView, long viewHash) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.ACK;
        }
    }

    /**
     * "No, I am somebody else."
     *
     * @param number of the ping
     * @param nameCheck {@link IdentityHash#name} of the sender's name
     * @param generation of the sender
     */
    record Gone(int number, int nameCheck, long generation) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.GONE;
        }
    }

    /**
     * "Ping this address for me." Answered by {@link RelayedAck} or {@link Nack}.
     *
     * @param check of the generation that is asked for
     * @param target where to ping
     * @param timeoutMillis after which a {@link Nack} is sent
     * @param asked check of the generation that is asked to ping, so that nobody else does if the datagram is sent elsewhere; 0 if it is not told
     */
    record PingRequest(int number, int check, Address target, int timeoutMillis, int asked) implements Message {

        /** One that does not tell who is asked. */
        public PingRequest(int number, int check, Address target, int timeoutMillis) {
            this(number, check, target, timeoutMillis, 0);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.PING_REQUEST;
        }
    }

    /** "It answered me." */
    record RelayedAck(int number) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.RELAYED_ACK;
        }
    }

    /** "I am here, but it did not answer me." */
    record Nack(int number) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.NACK;
        }
    }

    /**
     * "Its tether to me closed, and it refuses me. What do you find?" Answered by {@link Examined}.
     *
     * @param asked check of the generation that is asked, as in {@link PingRequest}; 0 if it is not told
     */
    record Examine(int number, String name, long generation, int asked) implements Message {

        /** One that does not tell who is asked. */
        public Examine(int number, String name, long generation) {
            this(number, name, generation, 0);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.EXAMINE;
        }
    }

    /** What a member found that was asked to {@link Examine} another. */
    record Examined(int number, Finding finding) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.EXAMINED;
        }
    }

    /** What comes of examining a member. */
    enum Finding {
        /** It answers, or its tether to the asked member is open: it is alive. */
        LIVES,
        /** Every address that ever answered there refuses. */
        REFUSES,
        /** No answer comes back. */
        SILENT,
        /** The asked member cannot tell: the other never answered it, or the fault is local. */
        UNKNOWN
    }

    /**
     * "I am that generation of that name. Whom do you reach under it, and where?" Asked where two processes may have one
     * name, of other members and of the other process. Answered by {@link Identified}.
     *
     * @param nonce random, and of this question to this address alone
     * @param generation with which the asker started
     * @param claim the asker's own, never {@link Claim#NONE}
     */
    record Identify(long nonce, String name, long generation, Claim claim) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.IDENTIFY;
        }
    }

    /**
     * The answer to {@link Identify}.
     *
     * @param nonce of the question
     * @param claim of a process that has this name itself; {@link Claim#NONE} of any other
     * @param generation with which the process started that claims the name; else 0
     * @param met whom the answering member met under this name, at most {@value #MAX_MET}
     */
    record Identified(long nonce, Claim claim, long generation, List<Met> met) implements Message {
        public static final int MAX_MET = 2;

        public Identified {
            met = List.copyOf(met);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.IDENTIFIED;
        }
    }

    /**
     * "If you hold a tether to me, say this on it": by datagram, to the member that a tether claims to come from. Answered
     * on the tether by {@link TetherProof}.
     *
     * @param nonce random, and of one tether
     */
    record TetherCheck(long nonce) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.TETHER_CHECK;
        }
    }

    /**
     * A process that answered the sender.
     *
     * @param ageMillis since it first did
     */
    record Met(long generation, Address address, long ageMillis) {}

    /** What a process says of its right to a name. */
    enum Claim {
        /** The process has another name. */
        NONE,
        /** It would like to join under that name and waits for it. */
        JOINER,
        /** It runs under that name. */
        RUNNING,
        /** It runs under that name, and found that more members had met it than the other. */
        STAYS,
        /** It runs under that name, and found the other to be the one that stays. */
        YIELDS
    }

    // ---- facts: records, verdicts and state

    /**
     * The whole record of an ALIVE member, of the sender itself or of another.
     *
     * @param introduction of the process behind it; null if the sender does not know its salt, or the cluster has no key
     */
    record Alive(MemberRecord record, @Nullable Introduction introduction) implements Message {

        /** Without an introduction. */
        public Alive(MemberRecord record) {
            this(record, null);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.ALIVE;
        }
    }

    /**
     * A status without the member's own fields: suspicion, death or leave. Sent to the member itself, it is an
     * accusation, or the notice "you are dead here", which asks for a refutation.
     *
     * @param evidence what it rests on
     * @param accusers names of the members that found the evidence, at most {@value #MAX_ACCUSERS}; empty for LEFT
     * @param ageMillis for SUSPECT since the oldest unanswered probe was sent; for DEAD and LEFT since the verdict was
     *     given
     * @param forgotten whether an operator had the subject forgotten, which is dead or has left
     */
    record Verdict(
            String name,
            long generation,
            long incarnation,
            Status status,
            Evidence evidence,
            List<String> accusers,
            long ageMillis,
            boolean forgotten)
            implements Message {
        public static final int MAX_ACCUSERS = 4;

        /** A verdict on a member that no operator had forgotten. */
        public Verdict(
                String name,
                long generation,
                long incarnation,
                Status status,
                Evidence evidence,
                List<String> accusers,
                long ageMillis) {
            this(name, generation, incarnation, status, evidence, accusers, ageMillis, false);
        }

        public Verdict {
            accusers = List.copyOf(accusers);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.VERDICT;
        }
    }

    /**
     * What changed in the state that a member owns.
     *
     * @param from the least version that the receiver must hold to apply it; 0 together with {@code replace} for the
     *     whole state
     * @param to the version that the receiver holds afterwards
     * @param replace whether the receiver first drops what it holds
     * @param more whether this is a part, and more entries of the same delta follow in the next message of the stream
     */
    record StateDelta(
            String name, long generation, long from, long to, boolean replace, List<StateEntry> entries, boolean more)
            implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.STATE_DELTA;
        }

        public StateDelta {
            entries = List.copyOf(entries);
        }

        /** A whole delta, or the last part of one. */
        public StateDelta(String name, long generation, long from, long to, boolean replace, List<StateEntry> entries) {
            this(name, generation, from, to, replace, entries, false);
        }

        /** A part of this delta. */
        public StateDelta part(List<StateEntry> some, boolean moreFollow) {
            return new StateDelta(name, generation, from, to, replace, some, moreFollow);
        }

        /** Whether this can be another part of the same delta. */
        public boolean continues(StateDelta part) {
            return generation == part.generation
                    && from == part.from
                    && to == part.to
                    && replace == part.replace
                    && name.equals(part.name);
        }
    }

    /**
     * "That member's state is at this version now; ask me for it." Sent if the delta is too long to push.
     *
     * @param content a hash of the state at that version, so that a receiver that holds the version sees whether it holds the same; 0 if it is not told
     */
    record StateVersion(String name, long generation, long version, long content) implements Message {
        /** Tells nothing of the content. */
        public StateVersion(String name, long generation, long version) {
            this(name, generation, version, 0);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.STATE_VERSION;
        }
    }

    /** "Send me that member's state above the version that I hold." */
    record StateRequest(String name, long generation, long held) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.STATE_REQUEST;
        }
    }

    // ---- sync

    /** The asker's 256 bucket hashes, of 4 bytes each. Answered by {@link SyncDigests} or {@link SyncTooLarge}. */
    record SyncBuckets(int number, int[] hashes) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.SYNC_BUCKETS;
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
     * @param buckets the numbers of these buckets, ascending
     * @param digests of all members that the answerer holds in them
     */
    record SyncDigests(int number, int[] buckets, List<Digest> digests) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.SYNC_DIGESTS;
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

    /** "My digests do not fit a datagram; come by stream." */
    record SyncTooLarge(int number) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.SYNC_TOO_LARGE;
        }
    }

    /** "Send me the records and states of these members." Answered by facts, and {@link SyncDone}. */
    record SyncRequest(int number, List<Wanted> wanted) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.SYNC_REQUEST;
        }

        public SyncRequest {
            wanted = List.copyOf(wanted);
        }
    }

    /** "That was all from my side." Ends the facts of a sync or join. */
    record SyncDone(int number) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.SYNC_DONE;
        }
    }

    /**
     * What the sender of a digest knows of one member.
     *
     * @param ageMillis age of a tombstone; 0 for live members
     * @param heldVersion version up to which the sender holds the member's state without gaps
     * @param forgotten whether it is a tombstone that an operator had forgotten
     */
    record Digest(
            String name,
            long generation,
            long incarnation,
            Status status,
            long ageMillis,
            long heldVersion,
            boolean forgotten) {

        /** Of a member that no operator had forgotten. */
        public Digest(String name, long generation, long incarnation, Status status, long ageMillis, long heldVersion) {
            this(name, generation, incarnation, status, ageMillis, heldVersion, false);
        }

        Digest asForgotten() {
            return new Digest(name, generation, incarnation, status, ageMillis, heldVersion, true);
        }
    }

    /**
     * One member of a {@link SyncRequest}, with the generation and state version that the asker holds; 0 and 0 if it
     * holds none.
     */
    record Wanted(String name, long generation, long heldVersion) {}

    /** Nothing; makes a question as long as its answer may be. */
    record Padding(int bytes) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.PADDING;
        }
    }

    // ---- discovery

    /**
     * "Who is on this segment?", sent by broadcast, and its answer.
     *
     * @param self the sender's own record
     * @param reply whether this is an answer; an answer is never answered
     */
    record Discover(MemberRecord self, boolean reply) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.DISCOVER;
        }
    }

    // ---- sealing

    /**
     * "Show that you live": alone in a sealed datagram. A process that seals the other's random number has read it just now.
     *
     * @param answer the number of the question that this answers; 0 for none
     * @param question a random number; 0 for none
     */
    record Prove(long answer, long question) implements Message {

        /** Bytes of each number. */
        public static final int NUMBER_BYTES = 7;

        @Override
        public MessageKind kind() {
            return MessageKind.PROVE;
        }
    }

    // ---- keys, on sealed streams only

    /** Bytes of a public key. */
    int PUBLIC_KEY = 32;

    /** The most keys that one message asks for, or gives. */
    int MAX_KEYS = 8;

    /** What the sender knows of the cluster's keys. */
    record KnownKeys(List<KeyEntry> entries) implements Message {

        /** The most that it holds: keys, and removed ones. */
        public static final int MAX_ENTRIES = 8 + 64;

        public KnownKeys {
            entries = List.copyOf(entries);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.KEYRING;
        }
    }

    /**
     * "Give me these keys", or that none is lacking.
     *
     * @param publicKey of the sender, for this stream alone
     */
    record WantedKeys(Octets publicKey, List<Long> ids) implements Message {
        public WantedKeys {
            ids = List.copyOf(ids);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.WANTED;
        }
    }

    /**
     * A key that only the two sides of this stream can read.
     *
     * @param id of the key
     */
    record KeyBox(long id, Octets box) {

        /** Bytes of a box: the key, and a tag. */
        public static final int LENGTH = 48;
    }

    /**
     * Those of the wanted keys that the sender gives.
     *
     * @param publicKey of the sender, for this stream alone
     */
    record GivenKeys(Octets publicKey, List<KeyBox> boxes) implements Message {
        public GivenKeys {
            boxes = List.copyOf(boxes);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.GIVEN;
        }
    }

    // ---- streams

    /**
     * The first message on every stream, from both sides.
     *
     * @param clockMillis the latest wall clock that the sender has in sight, in milliseconds since 1970; 0 if it does not tell
     * @param wallMillis the sender's own wall clock; 0 if it does not tell
     * @param introduction of the sender; null if it has no key
     */
    record Hello(
            int protocolMin,
            int protocolMax,
            String cluster,
            String name,
            long generation,
            Purpose purpose,
            long clockMillis,
            long wallMillis,
            @Nullable Introduction introduction)
            implements Message {

        /** One that tells no clock and has no key. */
        public Hello(int protocolMin, int protocolMax, String cluster, String name, long generation, Purpose purpose) {
            this(protocolMin, protocolMax, cluster, name, generation, purpose, 0);
        }

        /** One that does not tell its own clock and has no key. */
        public Hello(
                int protocolMin,
                int protocolMax,
                String cluster,
                String name,
                long generation,
                Purpose purpose,
                long clockMillis) {
            this(protocolMin, protocolMax, cluster, name, generation, purpose, clockMillis, 0, null);
        }

        /** The same, with another introduction, or none. */
        public Hello introducing(@Nullable Introduction other) {
            return new Hello(
                    protocolMin, protocolMax, cluster, name, generation, purpose, clockMillis, wallMillis, other);
        }

        @Override
        public MessageKind kind() {
            return MessageKind.HELLO;
        }
    }

    /** What a stream is opened for. */
    enum Purpose {
        /** A joiner asks for the table, and then gives what the other lacks. */
        JOIN,
        /** A sync whose digests do not fit a datagram. */
        SYNC,
        /** One ping and its answer. */
        PROBE,
        /** Stays open and idle; its closing is evidence. */
        TETHER,
        /** One state request and its answer. */
        STATE,
        /** Both sides tell what they know of the cluster's keys, and give those that travel. */
        KEYS
    }

    /** "I do not accept this stream", with the reason. The stream is closed after it. */
    record Refused(Reason reason, String detail) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.REFUSED;
        }
    }

    /** Why a stream is refused. */
    enum Reason {
        CLUSTER,
        PROTOCOL,
        KEY,
        NAME_CONFLICT
    }

    /** "I serve too many joiners just now; try these." */
    record Busy(List<Address> others) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.BUSY;
        }

        public Busy {
            others = List.copyOf(others);
        }
    }

    /** On a tether: "I close this on purpose; it says nothing about me." */
    record Loose() implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.LOOSE;
        }
    }

    /** On a tether: "I am about to leave the cluster." */
    record Leaving() implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.LEAVING;
        }
    }

    /** On a tether: the nonce that a {@link TetherCheck} brought to the address of the member whose tether it is. */
    record TetherProof(long nonce) implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.TETHER_PROOF;
        }
    }

    /** On a tether: a sign of life for middleboxes, nothing else. */
    record KeepAlive() implements Message {
        @Override
        public MessageKind kind() {
            return MessageKind.KEEP_ALIVE;
        }
    }
}
