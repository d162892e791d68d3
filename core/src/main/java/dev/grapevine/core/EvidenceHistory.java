package dev.grapevine.core;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
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
        note(entry, by, source.name(), EvidenceText.of(entry, before, source, now), now);
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        note(subject, String.join(",", accusers), source.name(), EvidenceText.confirmation(subject), now);
    }

    @Override
    public void refuted(Message.Verdict accusation, MemberEntry own, ChangeSource source, long now) {
        note(own, own.name(), source.name(), EvidenceText.refutation(accusation, own), now);
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
}
