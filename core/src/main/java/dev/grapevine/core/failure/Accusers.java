package dev.grapevine.core.failure;

import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.Status;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

/**
 * How much the accusations of several members weigh.
 *
 * <p>Accusers of one zone count once against a member of another zone: they share the path out of their zone, and that may be all that is
 * broken. Accusers of the subject's own zone, and those without a zone, count one each. Only members that could accuse are ever waited for:
 * otherwise every further death in a small cluster would take longer than the last.
 *
 * <p>PROTOCOL.md, section 2, "The brake".
 */
final class Accusers {

    /** Accusers that the verdict REFUSED needs, where so many are possible. */
    static final int ENOUGH = 2;

    private final View view;

    Accusers(View view) {
        this.view = view;
    }

    /** The weight of these members' accusations against a subject. */
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

    /** The weight of all members that could accuse the subject: those that are ALIVE, this one included. */
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

    private static String voice(MemberEntry accuser, MemberEntry subject) {
        String zone = accuser.record().zone();
        boolean forItself = zone.isEmpty() || zone.equals(subject.record().zone());
        return forItself ? "member " + accuser.name() : "zone " + zone;
    }
}
