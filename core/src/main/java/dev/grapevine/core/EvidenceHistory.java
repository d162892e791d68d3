package dev.grapevine.core;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.core.membership.ViewListener;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Status;
import dev.grapevine.model.Why;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Remembers, for each member about whom there is something to tell, the last steps of how it was looked into, what was found and by whom, and what
 * was decided. What others found is known only as far as their verdicts tell it: who accuses, of what, since when.
 */
final class EvidenceHistory implements ViewListener, DetectionLog {

    /**
     * A step that is remembered.
     *
     * @param peers of the step, without its actor
     * @param heardFrom the member that told of it; null if it is not known, or nobody told
     */
    record Noted(
            long at,
            String actor,
            List<String> peers,
            @Nullable String heardFrom,
            long incarnation,
            Step step) {}

    /** Of all members together; beyond that the member that is longest in the history gives way, as a whole. */
    static final int MOST_NOTED = 65_536;

    private final String self;
    private final Map<String, Deque<Noted>> notes = new LinkedHashMap<>();
    private int noted;

    /** @param self the name of the member that remembers */
    EvidenceHistory(String self) {
        this.self = self;
    }

    @Override
    public void noted(MemberEntry subject, Step step, long now) {
        if (step instanceof DetectionLog.OtherChecked other) {
            add(
                    subject,
                    new Noted(
                            now,
                            other.by(),
                            List.of(self),
                            null,
                            subject.record().incarnation(),
                            step));
        } else {
            note(subject, self, null, step, now);
        }
    }

    @Override
    public void changed(View.Change change, ChangeSource source, long now) {
        MemberEntry entry = change.entry();
        MemberRecord before = change.before();
        boolean sameGeneration = before != null && before.sameGeneration(entry.record());
        switch (entry.status()) {
            case ALIVE -> {
                if (before != null && !sameGeneration) {
                    note(entry, entry.name(), source.name(), new VerdictStep.Returned(), now);
                } else if (before != null && before.status() != Status.ALIVE) {
                    long incarnation = entry.record().incarnation();
                    note(
                            entry,
                            entry.name(),
                            source.name(),
                            new VerdictStep.Refuted(before.status(), incarnation),
                            now);
                }
            }
            case SUSPECT, DEAD -> note(entry, self, source.name(), accused(entry, before == null, source, now), now);
            case LEFT -> note(entry, entry.name(), source.name(), new VerdictStep.Left(), now);
        }
    }

    private static VerdictStep accused(MemberEntry entry, boolean unknownBefore, ChangeSource source, long now) {
        boolean own = source.is(ChangeSource.Kind.OWN);
        boolean dead = entry.status() == Status.DEAD;
        long ageNanos = now - entry.since();
        return new VerdictStep.Accused(
                entry.status(),
                entry.evidence(),
                entry.accusers(),
                dead ? Math.max(0, entry.firstSignAgeNanos(now) - ageNanos) : ageNanos,
                own ? null : new VerdictStep.Heard(source.name(), source.kind(), dead ? ageNanos : 0, unknownBefore));
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, ChangeSource source, long now) {
        // Nobody is new where an accuser found stronger evidence than before.
        List<String> found = accusers.isEmpty() ? subject.accusers() : accusers;
        if (!found.isEmpty()) {
            List<String> others = found.subList(1, found.size());
            note(subject, found.get(0), source.name(), new VerdictStep.Confirmed(subject.evidence(), others), now);
        }
    }

    @Override
    public void refuted(Message.Verdict accusation, MemberEntry own, ChangeSource source, long now) {
        note(
                own,
                own.name(),
                source.name(),
                new VerdictStep.RefutedOwn(
                        accusation.status(),
                        accusation.evidence(),
                        accusation.accusers(),
                        own.record().incarnation()),
                now);
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        remove(entry.name());
    }

    private void remove(String name) {
        Deque<Noted> removed = notes.remove(name);
        noted -= removed == null ? 0 : removed.size();
    }

    private void note(MemberEntry entry, String actor, @Nullable String heardFrom, Step step, long now) {
        List<String> peers =
                step.peers().stream().filter(peer -> !peer.equals(actor)).toList();
        add(entry, new Noted(now, actor, peers, heardFrom, entry.record().incarnation(), step));
    }

    private void add(MemberEntry entry, Noted step) {
        Deque<Noted> of = notes.computeIfAbsent(entry.name(), name -> new ArrayDeque<>());
        of.addLast(step);
        noted++;
        if (of.size() > Why.LIMIT) {
            of.removeFirst();
            noted--;
        }
        if (noted > MOST_NOTED) {
            remove(notes.keySet().iterator().next());
        }
    }

    /** How many steps are remembered, of all members. */
    int size() {
        return noted;
    }

    /** What is believed of a member, and the steps that led there. */
    Why why(MemberEntry entry, long now) {
        List<Noted> noted = List.copyOf(notes.getOrDefault(entry.name(), new ArrayDeque<>()));
        List<Why.Finding> findings = new ArrayList<>();
        for (Noted note : noted) {
            findings.add(new Why.Finding(
                    note.step().kind(),
                    now - note.at(),
                    note.actor(),
                    note.peers(),
                    note.heardFrom(),
                    note.incarnation(),
                    textOf(entry.name(), note)));
        }
        return new Why(new WhySummary(self, entry, noted).sentence(now), entry.evidence(), entry.accusers(), findings);
    }

    private String textOf(String subject, Noted note) {
        String text = note.step().text(note.actor(), subject);
        String teller = note.heardFrom();
        boolean said =
                teller == null || teller.equals(note.actor()) || note.actor().equals(self);
        return said ? text : text + " (" + teller + " told " + self + ")";
    }
}
