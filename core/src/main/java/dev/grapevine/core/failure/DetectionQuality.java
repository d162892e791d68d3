package dev.grapevine.core.failure;

import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.quality.Histogram;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Distribution;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.QualityOfService;
import dev.grapevine.model.Status;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the verdicts that this member gives and hears: how long detection took, how old the news was on arrival, and
 * how long wrong verdicts stood. {@link QualityOfService} defines the figures.
 */
public final class DetectionQuality implements ViewListener {

    private final Map<Evidence, Histogram> detections = new EnumMap<>(Evidence.class);
    private final Histogram falseSuspicions = new Histogram();
    private final Histogram falseDeaths = new Histogram();
    private final Histogram rumorAges = new Histogram();

    /**
     * When this member heard of the suspicion or death of each member that is suspected or dead; its entry tells when
     * the trouble began.
     */
    private final Map<String, Long> accusedAt = new HashMap<>();

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        MemberRecord before = change.before();
        boolean sameGeneration = before != null && before.sameGeneration(entry.record());
        if (sameGeneration && before != null && before.status() == entry.status()) {
            return;
        }
        Long accused = accusedAt.remove(entry.name());
        switch (entry.status()) {
            case ALIVE -> {
                if (sameGeneration && before != null && accused != null) {
                    (before.status() == Status.DEAD ? falseDeaths : falseSuspicions).record(now - accused);
                }
            }
            case SUSPECT -> accusedAt.put(entry.name(), now);
            case DEAD -> {
                accusedAt.put(entry.name(), now);
                detected(entry, before, now);
                heard(entry, before, source, now);
            }
            case LEFT -> heard(entry, before, source, now);
        }
    }

    private void detected(MemberEntry entry, @Nullable MemberRecord before, long now) {
        long sinceFirstSign = entry.firstSignAgeNanos(now);
        if (before != null && before.status().live() && sinceFirstSign > 0 && entry.evidence() != Evidence.FORGOTTEN) {
            detections
                    .computeIfAbsent(entry.evidence(), evidence -> new Histogram())
                    .record(sinceFirstSign);
        }
    }

    private void heard(MemberEntry entry, @Nullable MemberRecord before, ChangeSource source, long now) {
        if (before != null && before.status().live() && source.is(ChangeSource.Kind.RUMOR)) {
            rumorAges.record(now - entry.since());
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        accusedAt.remove(entry.name());
    }

    /** Time from the first sign of trouble to DEAD here, by evidence. */
    public Map<Evidence, Distribution> detections() {
        Map<Evidence, Distribution> snapshots = new EnumMap<>(Evidence.class);
        detections.forEach((evidence, histogram) -> snapshots.put(evidence, histogram.snapshot()));
        return snapshots;
    }

    /** How long refuted suspicions stood here. */
    public Distribution falseSuspicions() {
        return falseSuspicions.snapshot();
    }

    /** How long members stood DEAD here that then came back in the same generation. */
    public Distribution falseDeaths() {
        return falseDeaths.snapshot();
    }

    /** How old verdicts and leaves were when they arrived as news. */
    public Distribution rumorAges() {
        return rumorAges.snapshot();
    }
}
