package dev.grapevine.core.wire;

import dev.grapevine.model.DropReason;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The seal of a cluster without a key: four bytes of CRC-32C, over the cluster's name and the body, before the body.
 * The checksum is also the fence: a packet of another cluster looks damaged. A neutral frame leaves the name out of it.
 * It protects against mistakes, not against attackers.
 */
public final class PlainSeal implements Seal {

    private static final int CRC_BYTES = 4;

    private final byte[] cluster;
    private final CRC32C crc = new CRC32C();

    /** @param cluster name of the cluster */
    public PlainSeal(String cluster) {
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int header() {
        return CRC_BYTES;
    }

    @Override
    public int trailer() {
        return 0;
    }

    @Override
    public boolean repeats() {
        return true;
    }

    @Override
    public void seal(SealContext context, byte[] buffer, int start, int length) {
        Writer.u32At(buffer, start, crc(context, buffer, start + CRC_BYTES, length));
    }

    @Override
    public Opened open(SealContext context, byte[] buffer, int start, int length) {
        if (length < CRC_BYTES) {
            return new Decoded.Rejected(DropReason.MALFORMED, "shorter than its checksum");
        }
        if (Reader.u32At(buffer, start) != crc(context, buffer, start + CRC_BYTES, length - CRC_BYTES)) {
            return new Decoded.Rejected(DropReason.FENCE, "wrong checksum: damaged, or of another cluster");
        }
        return new Body(buffer, start + CRC_BYTES, length - CRC_BYTES);
    }

    private int crc(SealContext context, byte[] buffer, int offset, int length) {
        crc.reset();
        if (context != SealContext.NEUTRAL_FRAME) {
            crc.update(cluster);
        }
        crc.update(buffer, offset, length);
        return (int) crc.getValue();
    }
}
