package dev.grapevine.core.view;

/** The hash functions that all members must agree on. They do not resist an attacker. */
public final class Hashes {

    private Hashes() {}

    /** A bijective mixer of 64 bits: one step of SplitMix64, with the finalizer of Stafford's variant 13. */
    public static long mix(long value) {
        long z = value + 0x9e37_79b9_7f4a_7c15L;
        z = (z ^ (z >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d0_49bb_1331_11ebL;
        return z ^ (z >>> 31);
    }

    /** 64-bit FNV-1a over the characters of a name (names are ASCII), mixed. */
    public static long name(String name) {
        long hash = 0xcbf2_9ce4_8422_2325L;
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x0000_0100_0000_01b3L;
        }
        return mix(hash);
    }
}
