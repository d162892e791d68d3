package dev.grapevine.sim.member;

import dev.grapevine.core.seal.Aead;
import dev.grapevine.core.view.Hashes;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * Stands in for a cipher: nothing is hidden, but a changed bit, another key, nonce or header is found, by a tag that mixes all of them into 64 bits.
 * Bytes are processed eight at a time, so that large clusters can be simulated.
 */
final class MixAead implements Aead {

    private byte[] key = {};

    @Override
    public void key(byte[] changed) {
        key = changed.clone();
    }

    @Override
    public void seal(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length) {
        ByteBuffer out = ByteBuffer.wrap(buffer);
        hide(nonce, buffer, body, length, buffer, body);
        long tag = tag(nonce, prefix, buffer, header, body, length);
        out.putLong(body + length, tag);
        out.putLong(body + length + Long.BYTES, Hashes.mix(tag));
    }

    @Override
    public boolean open(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length, byte[] into) {
        int plain = length - TAG;
        if (plain < 0) {
            return false;
        }
        ByteBuffer in = ByteBuffer.wrap(buffer);
        long tag = tag(nonce, prefix, buffer, header, body, plain);
        boolean right = in.getLong(body + plain) == tag && in.getLong(body + plain + Long.BYTES) == Hashes.mix(tag);
        if (right) {
            hide(nonce, buffer, body, plain, into, 0);
        } else {
            Arrays.fill(into, (byte) 0);
        }
        return right;
    }

    /** Adds a stream of bytes that key and nonce give, so that nothing can be found in what is sealed; the second time, takes it away. */
    private void hide(byte[] nonce, byte[] from, int at, int length, byte[] to, int toAt) {
        long state = mix(mix(length, key, 0, key.length), nonce, 0, nonce.length);
        long mask = 0;
        for (int i = 0; i < length; i++) {
            mask = i % Long.BYTES == 0 ? Hashes.mix(state + i) : mask >>> Byte.SIZE;
            to[toAt + i] = (byte) (from[at + i] ^ mask);
        }
    }

    /** Header and body lie side by side; their border is mixed in as well. */
    private long tag(byte[] nonce, byte[] prefix, byte[] buffer, int header, int body, int length) {
        long mixed = mix(body - header, key, 0, key.length);
        mixed = mix(mixed, nonce, 0, nonce.length);
        mixed = mix(mixed, prefix, 0, prefix.length);
        return mix(mixed, buffer, header, body - header + length);
    }

    /** Mixes a range of bytes, and its length, into a state. */
    static long mix(long state, byte[] bytes, int from, int length) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, length);
        long mixed = Hashes.mix(state ^ length);
        while (in.remaining() >= Long.BYTES) {
            mixed = Hashes.mix(mixed ^ in.getLong());
        }
        while (in.hasRemaining()) {
            mixed = Hashes.mix(mixed ^ in.get() & 0xff);
        }
        return mixed;
    }
}
