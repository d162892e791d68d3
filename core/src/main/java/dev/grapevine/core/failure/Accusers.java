package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * How much the voices of several accusers weigh. Against a member of another zone all of one zone count once, since what they share, the way out of their zone, may be all that
 * is wrong. Only members that could accuse are ever waited for: else every further death in a small cluster would take longer than the last.
 */
public final class Accusers {

    private final View view;

    public Accusers(View view) {
        this.view = view;
    }

    int weight(MemberEntry subject, Collection<String> names) {
        if (subject.record().zone().isEmpty()) {
            return names.size();
        }
        Set<String> voices = new HashSet<>();
        for (String name : names) {
            MemberEntry accuser = view.get(name);
            voices.add(accuser == null ? name : voice(accuser, subject));
        }
        return voices.size();
    }

    /** How much all that are not accused themselves could weigh together, this member included. */
    int possible(MemberEntry subject) {
        int others = view.count(Status.ALIVE) - (subject.status() == Status.ALIVE ? 1 : 0);
        if (subject.record().zone().isEmpty()) {
            return others;
        }
        Set<String> voices = new HashSet<>();
        for (MemberEntry entry : view.entries()) {
            if (entry != subject && entry.status() == Status.ALIVE) {
                voices.add(voice(entry, subject));
            }
        }
        return voices.size();
    }

    /** Members of the subject's own zone speak for themselves, as those without a zone do; the others for their zone. */
    private static String voice(MemberEntry accuser, MemberEntry subject) {
        String zone = accuser.record().zone();
        boolean own = zone.isEmpty() || zone.equals(subject.record().zone());
        return own ? "member " + accuser.name() : "zone " + zone;
    }
}
