package dev.grapevine.core.wire;

import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * The seal of a cluster without a key: CRC-32C over the bytes of the cluster's name, then of the body, in four bytes before
 * the body. So it is checksum and fence at once: a packet of another cluster looks damaged. In a neutral frame the name is
 * left out. It protects against mistakes, not against attackers.
 */
public final class PlainSeal implements Seal {

    private static final int CRC = 4;

    private final byte[] cluster;
    private final CRC32C crc = new CRC32C();

    /** @param cluster name of the cluster */
    public PlainSeal(String cluster) {
        this.cluster = cluster.getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int header() {
        return CRC;
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
    public void seal(SealContext carrier, byte[] buffer, int start, int length) {
        Writer.u32At(buffer, start, crc(carrier, buffer, start + CRC, length));
    }

    @Override
    public Opened open(SealContext carrier, byte[] buffer, int start, int length) {
        if (length < CRC) {
            return new Rejected(DropReason.MALFORMED, "shorter than its checksum");
        }
        if (Reader.u32At(buffer, start) != crc(carrier, buffer, start + CRC, length - CRC)) {
            return new Rejected(DropReason.FENCE, "checksum: damaged, or of another cluster");
        }
        return new Opened.Body(buffer, start + CRC, length - CRC);
    }

    private int crc(SealContext carrier, byte[] buffer, int offset, int length) {
        crc.reset();
        if (carrier != SealContext.NEUTRAL_FRAME) {
            crc.update(cluster);
        }
        crc.update(buffer, offset, length);
        return (int) crc.getValue();
    }
}
