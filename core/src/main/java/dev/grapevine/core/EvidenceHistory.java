package dev.grapevine.core;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import dev.grapevine.model.Why;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for each member about whom there is something to tell, the last steps of how it was looked into, what was found and by whom, and what
 * was decided. What others found is known only as far as their verdicts tell it: who accuses, of what, since when.
 */
final class EvidenceHistory implements ViewListener, DetectionLog {

    private record Noted(long at, String by, @Nullable String heardFrom, long incarnation, String text) {}

    private final String self;
    private final Map<String, Deque<Noted>> notes = new HashMap<>();

    /** @param self the name of the member that remembers */
    EvidenceHistory(String self) {
        this.self = self;
    }

    @Override
    public void noted(MemberEntry subject, Step step, long now) {
        String by = step instanceof DetectionLog.OtherChecked other ? other.by() : self;
        note(subject, by, null, step.words(), now);
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        MemberRecord before = change.before();
        boolean sameGeneration = before != null && before.sameGeneration(entry.record());
        if (entry.status() == Status.ALIVE && (before == null || sameGeneration && before.status() == Status.ALIVE)) {
            return;
        }
        boolean spokenByItself = entry.accusers().isEmpty() || entry.status() == Status.ALIVE;
        String by = spokenByItself ? entry.name() : String.join(",", entry.accusers());
        note(entry, by, source.name(), textOf(entry, before, source, now), now);
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        note(subject, String.join(",", accusers), source.name(), confirmation(subject), now);
    }

    @Override
    public void refuted(Message.Verdict accusation, MemberEntry own, ChangeSource source, long now) {
        note(own, own.name(), source.name(), refutation(accusation, own), now);
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        notes.remove(entry.name());
    }

    private void note(MemberEntry entry, String by, @Nullable String heardFrom, String text, long now) {
        Deque<Noted> of = notes.computeIfAbsent(entry.name(), name -> new ArrayDeque<>());
        of.addLast(new Noted(now, by, heardFrom, entry.record().incarnation(), text));
        if (of.size() > Why.LIMIT) {
            of.removeFirst();
        }
    }

    List<Why.Finding> of(String name, long now) {
        List<Why.Finding> findings = new ArrayList<>();
        for (Noted noted : notes.getOrDefault(name, new ArrayDeque<>())) {
            findings.add(new Why.Finding(
                    now - noted.at(), noted.by(), noted.heardFrom(), noted.incarnation(), noted.text()));
        }
        return findings;
    }

    // ---- in words

    private static String textOf(MemberEntry entry, @Nullable MemberRecord before, ChangeSource source, long now) {
        return switch (entry.status()) {
            case ALIVE -> back(entry, before);
            case SUSPECT -> "accused it, " + accusation(entry, now);
            case DEAD -> death(entry, before, source, now);
            case LEFT -> "left";
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
            case GONE -> "a process with a newer generation of that name answered in its place";
            case REFUSED -> "declared it dead, REFUSED: its addresses refuse, and nobody objected";
            case CLOSED, SILENT, NONE ->
                "declared it dead, " + entry.evidence() + ": it did not refute within its window";
        };
        if (before == null) {
            return verdict + "; this member did not know it before";
        }
        long sinceFirstSign = entry.firstSignAgeNanos(now);
        String after = sinceFirstSign > 0 ? "; " + DetectionLog.span(sinceFirstSign) + " after the first sign" : "";
        String age = source.is(ChangeSource.Kind.OWN)
                ? ""
                : "; the verdict was " + DetectionLog.span(now - entry.since()) + " old";
        return verdict + after + age;
    }

    private static String confirmation(MemberEntry subject) {
        return subject.evidence() == Evidence.SILENT
                ? "confirmed the suspicion: no answer there either"
                : "accused it too, " + subject.evidence();
    }

    private static String refutation(Message.Verdict accusation, MemberEntry own) {
        String by = accusation.accusers().isEmpty() ? "" : " by " + String.join(",", accusation.accusers());
        return "was called " + accusation.status() + " " + accusation.evidence() + by
                + ", and refuted with incarnation " + own.record().incarnation();
    }
}
