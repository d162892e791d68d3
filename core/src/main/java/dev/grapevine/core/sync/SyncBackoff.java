package dev.grapevine.core.sync;

import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;

/**
 * When a difference between two views is worth a sync (PROTOCOL.md, section 4): when this view has been still for a while, else the difference is
 * news on its way; or when it is the third in a row, with any partners, else a view that always changes is never repaired. A sync that
 * brought nothing doubles the pause before the next.
 */
final class SyncBackoff {

    private static final int IN_A_ROW = 3;

    private final long quietNanos;
    private final long pauseMinNanos;
    private final long pauseMaxNanos;
    private int mismatches;
    private long changedAt;
    private long pauseNanos;
    private long notBefore;

    SyncBackoff(Settings settings) {
        this.quietNanos = settings.get(ProtocolSetting.SYNC_QUIET);
        this.pauseMinNanos = settings.get(ProtocolSetting.SYNC_PAUSE_MIN);
        this.pauseMaxNanos = Math.max(pauseMinNanos, settings.get(ProtocolSetting.SYNC_PAUSE_MAX));
        this.pauseNanos = pauseMinNanos;
    }

    /** Called once, before anything else. */
    void start(long now) {
        changedAt = now;
        notBefore = now;
    }

    void viewChanged(long now) {
        changedAt = now;
    }

    void agreed() {
        mismatches = 0;
    }

    /**
     * A hash was seen that differs.
     *
     * @return whether to sync with its sender now
     */
    boolean differed(long now) {
        mismatches++;
        boolean counts = now - changedAt >= quietNanos || mismatches >= IN_A_ROW;
        return counts && now - notBefore >= 0;
    }

    void ended(boolean useful, long now) {
        mismatches = 0;
        pauseNanos = useful ? pauseMinNanos : Math.min(pauseMaxNanos, 2 * pauseNanos);
        notBefore = now + pauseNanos;
    }
}
