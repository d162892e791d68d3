package dev.grapevine.core.sync;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;

/**
 * When a difference between two views is worth a sync: when the own view has been still for a while (else the difference is news on its way), or
 * when it is the third in a row, whoever the partners were (else a view that always changes is never repaired). A sync
 * that brought nothing doubles the pause before the next.
 */
final class SyncBackoff {

    private static final int IN_A_ROW = 3;

    private final long quiet;
    private final long pauseMin;
    private final long pauseMax;
    private int mismatches;
    private long changedAt;
    private long pause;
    private long notBefore;

    SyncBackoff(Settings settings, long now) {
        this.quiet = settings.get(ProtocolSetting.SYNC_QUIET);
        this.pauseMin = settings.get(ProtocolSetting.SYNC_PAUSE_MIN);
        this.pauseMax = Math.max(pauseMin, settings.get(ProtocolSetting.SYNC_PAUSE_MAX));
        this.pause = pauseMin;
        this.changedAt = now;
        this.notBefore = now;
    }

    void viewChanged(long now) {
        changedAt = now;
    }

    void agreed() {
        mismatches = 0;
    }

    /**
     * A differing hash was seen.
     *
     * @return whether to sync with its sender now
     */
    boolean differed(long now) {
        mismatches++;
        boolean counts = now - changedAt >= quiet || mismatches >= IN_A_ROW;
        return counts && now - notBefore >= 0;
    }

    void ended(boolean useful, long now) {
        mismatches = 0;
        pause = useful ? pauseMin : Math.min(pauseMax, 2 * pause);
        notBefore = now + pause;
    }
}
