package dev.grapevine.core.seal;

import dev.grapevine.core.wire.FrameWriter;
import dev.grapevine.core.wire.Message;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The two frames in clear by which the sides of a stream agree on a key, and what follows from them.
 *
 * <pre>{@code
 * opener    version 1 | random 16 | cluster check 4 | count 1 | key ids, the one that it seals with first
 * answerer  version 1 | random 16 | reason 1        | count 1 | key ids
 * }</pre>
 *
 * Both randoms are in the transcript, and the keys of both directions are derived from it: so no recorded stream can be repeated.
 */
final class StreamHandshake {

    /** The most keys that an opener lists. */
    static final int MAX_KEYS = 8;

    private static final int VERSION = 1;
    private static final int RANDOM = 16;
    private static final int CHECK = 4;
    private static final int AGREED = 0;
    private static final int CLUSTER = 1;
    private static final int PROTOCOL = 2;
    private static final int KEY = 3;

    /** What the answerer says of an opener's frame. */
    record Answer(byte[] frame, @Nullable ClusterKey key, String refusal) {}

    /** What the opener reads in an answer: a key that both have, or why there is none. */
    record Agreement(@Nullable KeyId key, Message.@Nullable Refused refused) {}

    private final KeyRing keys;
    private final Cryptography cryptography;
    private final byte[] cluster;

    StreamHandshake(KeyRing keys, Cryptography cryptography, byte[] cluster) {
        this.keys = keys;
        this.cryptography = cryptography;
        this.cluster = cluster;
    }

    /** The opener's frame, whole. */
    byte[] opening() {
        List<KeyId> ids = keys.ids();
        return frame(keys.sealing().clusterCheck(cluster, cryptography), ids);
    }

    /** Answers an opener's frame; null if it is none. */
    @Nullable Answer answer(byte[] opening) {
        ByteBuffer in = ByteBuffer.wrap(opening, FrameWriter.HEADER, opening.length - FrameWriter.HEADER);
        if (in.remaining() < 1) {
            return null;
        }
        if (in.get() != VERSION) {
            return new Answer(refusal(PROTOCOL), null, "another version of sealed streams");
        }
        if (in.remaining() < RANDOM + CHECK + 1) {
            return null;
        }
        in.position(in.position() + RANDOM);
        byte[] check = new byte[CHECK];
        in.get(check);
        List<KeyId> ids = ids(in);
        if (ids == null || ids.isEmpty()) {
            return null;
        }
        ClusterKey first = keys.key(ids.get(0));
        if (first != null && !Arrays.equals(check, first.clusterCheck(cluster, cryptography))) {
            return new Answer(refusal(CLUSTER), null, "another cluster with the same key");
        }
        ClusterKey chosen = keys.choose(ids);
        if (chosen == null) {
            return new Answer(refusal(KEY), null, "no key that both have; it has " + ids);
        }
        return new Answer(answering(AGREED, List.of(chosen.id())), chosen, "");
    }

    private byte[] refusal(int reason) {
        return answering(reason, keys.ids());
    }

    private byte[] answering(int reason, List<KeyId> ids) {
        return frame(new byte[] {(byte) reason}, ids);
    }

    /** Reads an answer; null if it is none. */
    @Nullable Agreement agreed(byte[] answer) {
        ByteBuffer in = ByteBuffer.wrap(answer, FrameWriter.HEADER, answer.length - FrameWriter.HEADER);
        if (in.remaining() < 1 + RANDOM + 1 + 1 || in.get() != VERSION) {
            return null;
        }
        in.position(in.position() + RANDOM);
        int reason = in.get();
        List<KeyId> ids = ids(in);
        if (ids == null) {
            return null;
        }
        return switch (reason) {
            case AGREED -> ids.size() == 1 ? new Agreement(ids.get(0), null) : null;
            case CLUSTER -> refused(Message.Reason.CLUSTER, "it belongs to another cluster with the same key");
            case PROTOCOL -> refused(Message.Reason.PROTOCOL, "it speaks another version of sealed streams");
            case KEY -> refused(Message.Reason.KEY, "it has none of this member's keys " + keys.ids() + ", but " + ids);
            default -> null;
        };
    }

    private static Agreement refused(Message.Reason reason, String detail) {
        return new Agreement(null, new Message.Refused(reason, detail));
    }

    /** The key of one direction: the opener's, or the answerer's. */
    byte[] directionKey(ClusterKey key, boolean opener, byte[] transcript) {
        byte[] context = Arrays.copyOf(transcript, transcript.length + cluster.length);
        System.arraycopy(cluster, 0, context, transcript.length, cluster.length);
        return key.derive(opener ? "opener" : "answerer", context, Aead.KEY, cryptography);
    }

    byte[] transcript(byte[] opening, byte[] answer) {
        return cryptography.hash(opening, answer);
    }

    private byte[] frame(byte[] own, List<KeyId> ids) {
        byte[] random = new byte[RANDOM];
        cryptography.random(random);
        byte[] frame = new byte[FrameWriter.HEADER + 1 + RANDOM + own.length + 1 + ids.size() * KeyId.LENGTH];
        ByteBuffer out = ByteBuffer.wrap(frame)
                .putInt(frame.length - FrameWriter.HEADER + 1)
                .put((byte) FrameWriter.HANDSHAKE)
                .put((byte) VERSION)
                .put(random)
                .put(own)
                .put((byte) ids.size());
        for (KeyId id : ids) {
            out.putLong(id.value());
        }
        return frame;
    }

    /** The ids at the end of a frame; null if they are too many, or not what the count says. */
    private static @Nullable List<KeyId> ids(ByteBuffer in) {
        int count = in.get() & 0xff;
        if (count > MAX_KEYS || in.remaining() != count * KeyId.LENGTH) {
            return null;
        }
        List<KeyId> ids = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            ids.add(new KeyId(in.getLong()));
        }
        return ids;
    }
}
