package dev.grapevine.core;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import org.jspecify.annotations.Nullable;

/** Changes of what is believed of a member, in words. */
final class EvidenceText {

    private EvidenceText() {}

    static String of(MemberEntry entry, @Nullable MemberRecord before, ChangeSource source, long now) {
        return switch (entry.status()) {
            case ALIVE -> back(entry, before);
            case SUSPECT -> "accused it, " + accusation(entry, now);
            case DEAD -> death(entry, before, source, now);
            case LEFT -> "left of its own will";
        };
    }

    private static String back(MemberEntry entry, @Nullable MemberRecord before) {
        if (before == null || !before.sameGeneration(entry.record())) {
            return "came back with a new generation";
        }
        return "refuted being " + before.status() + " with incarnation "
                + entry.record().incarnation();
    }

    private static String accusation(MemberEntry entry, long now) {
        String since = DetectionLog.span(now - entry.since());
        return entry.evidence() == Evidence.SILENT
                ? "SILENT: the first unanswered ping was sent " + since + " before"
                : entry.evidence() + ": the first sign was seen " + since + " before";
    }

    private static String death(MemberEntry entry, @Nullable MemberRecord before, ChangeSource source, long now) {
        String verdict = switch (entry.evidence()) {
            case FORGOTTEN -> "an operator declared it gone";
            case GONE -> "another life of that name answers in its place";
            case REFUSED -> "declared it dead, REFUSED: its addresses refuse, and nobody objected";
            case CLOSED, SILENT, NONE ->
                "declared it dead, " + entry.evidence() + ": it did not refute within its window";
        };
        if (before == null) {
            return verdict + "; it was not known here before";
        }
        long sinceFirstSign = entry.firstSignAgeNanos(now);
        String after = sinceFirstSign > 0 ? "; " + DetectionLog.span(sinceFirstSign) + " after the first sign" : "";
        String age = source.is(ChangeSource.Kind.OWN)
                ? ""
                : "; the verdict was " + DetectionLog.span(now - entry.since()) + " old";
        return verdict + after + age;
    }

    static String confirmation(MemberEntry subject) {
        return subject.evidence() == Evidence.SILENT
                ? "confirmed the suspicion: no answer there either"
                : "accused it too, " + subject.evidence();
    }

    static String refutation(Message.Verdict accusation, MemberEntry own) {
        String by = accusation.accusers().isEmpty() ? "" : " by " + String.join(",", accusation.accusers());
        return "was called " + accusation.status() + " " + accusation.evidence() + by
                + ", and refuted with incarnation " + own.record().incarnation();
    }
}
