package dev.grapevine.core;

import dev.grapevine.core.membership.Follower;
import dev.grapevine.core.membership.Origin;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.core.view.Status;
import dev.grapevine.core.view.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Remembers, for each member about whom there is something to tell, what was found and by whom. */
final class Findings implements Follower {

    private record Noted(long at, String by, long incarnation, String text) {}

    private final Map<String, Deque<Noted>> notes = new HashMap<>();

    @Override
    public void changed(View.Change change, Origin origin, long now) {
        MemberEntry entry = change.entry();
        MemberRecord before = change.before();
        boolean sameLife = before != null && before.sameLife(entry.record());
        if (entry.status() == Status.ALIVE && (before == null || sameLife && before.status() == Status.ALIVE)) {
            return;
        }
        note(entry, by(entry), text(entry, before, sameLife, now), now);
    }

    private static String by(MemberEntry entry) {
        return entry.accusers().isEmpty() || entry.live() && entry.status() == Status.ALIVE
                ? entry.name()
                : String.join(",", entry.accusers());
    }

    private static String text(MemberEntry entry, @Nullable MemberRecord before, boolean sameLife, long now) {
        return switch (entry.status()) {
            case ALIVE ->
                sameLife && before != null
                        ? "refuted being " + before.status() + " with a higher incarnation"
                        : "came back with a new generation";
            case SUSPECT ->
                switch (entry.evidence()) {
                    case CLOSED -> "closed its tether without a word and answers no more";
                    case REFUSED -> "closed its tether, and its addresses refuse";
                    default ->
                        "did not answer: direct ping, helpers and stream were tried; first unanswered "
                                + seconds(now - entry.since()) + " ago";
                };
            case DEAD ->
                switch (entry.evidence()) {
                    case FORGOTTEN -> "was declared gone by an operator";
                    case GONE -> "another life of that name answers in its place";
                    case REFUSED -> "was declared dead: its tether closed and its addresses refuse";
                    default ->
                        "was declared dead: did not refute within its window, " + seconds(entry.troubleNanos(now))
                                + " after the first sign";
                };
            case LEFT -> "left";
        };
    }

    private static String seconds(long nanos) {
        return String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }

    @Override
    public void confirmed(MemberEntry subject, List<String> accusers, Origin origin, long now) {
        if (!accusers.isEmpty()) {
            note(subject, String.join(",", accusers), "confirmed the suspicion: no answer there either", now);
        }
    }

    @Override
    public void forgotten(MemberEntry entry, long now) {
        notes.remove(entry.name());
    }

    private void note(MemberEntry entry, String by, String text, long now) {
        Deque<Noted> of = notes.computeIfAbsent(entry.name(), name -> new ArrayDeque<>());
        of.addLast(new Noted(now, by, entry.record().incarnation(), text));
        if (of.size() > Why.LIMIT) {
            of.removeFirst();
        }
    }

    List<Why.Finding> of(String name, long now) {
        List<Why.Finding> findings = new ArrayList<>();
        for (Noted noted : notes.getOrDefault(name, new ArrayDeque<>())) {
            findings.add(new Why.Finding(now - noted.at(), noted.by(), noted.incarnation(), noted.text()));
        }
        return findings;
    }
}
