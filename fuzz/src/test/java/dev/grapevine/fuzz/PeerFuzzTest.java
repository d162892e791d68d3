package dev.grapevine.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grapevine.core.env.CloseCause;
import java.util.Arrays;

/**
 * The handlers of the protocol. An input is a script: a byte that says what happens, one that says to whom, and for messages
 * their length in two bytes and the body of a datagram or frame.
 */
class PeerFuzzTest {

    private static final int PEERS = 8;
    private static final long STEP_MILLIS = 20;
    private static final long AFTERWARDS_MILLIS = 5_000;

    /** Datagrams from members and strangers, in any order and at any time. */
    @FuzzTest
    void datagrams(byte[] script) {
        FuzzedPeer peer = new FuzzedPeer();
        int at = 0;
        while (at + 4 <= script.length) {
            int what = script[at] & 0xff;
            int who = script[at + 1] % PEERS;
            byte[] body = body(script, at + 2);
            at += 4 + body.length;
            if (what >= 0xf0) {
                peer.pass((what - 0xf0) * STEP_MILLIS);
            }
            peer.datagram(who, body);
        }
        peer.pass(AFTERWARDS_MILLIS);
        peer.check();
    }

    /** The same with streams. */
    @FuzzTest
    void streams(byte[] script) {
        FuzzedPeer peer = new FuzzedPeer();
        int at = 0;
        while (at + 4 <= script.length) {
            int which = script[at + 1] & 0x7f;
            byte[] body = body(script, at + 2);
            at += 4 + body.length;
            switch (script[at - 4 - body.length] & 7) {
                case 0 -> peer.accept(which % PEERS);
                case 1 -> peer.close(which, CloseCause.values()[which % CloseCause.values().length]);
                case 2 -> peer.opened(which);
                case 3 -> peer.datagram(which % PEERS, body);
                case 4 -> peer.pass(which * STEP_MILLIS);
                default -> peer.write(which, body);
            }
        }
        peer.pass(AFTERWARDS_MILLIS);
        peer.check();
    }

    private static byte[] body(byte[] script, int at) {
        int length = (script[at] & 0xff) << 8 | script[at + 1] & 0xff;
        int from = at + 2;
        return Arrays.copyOfRange(script, from, Math.min(script.length, from + length));
    }
}
