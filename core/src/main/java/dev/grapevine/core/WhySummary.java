package dev.grapevine.core;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.model.DurationText;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.Status;
import java.util.List;
import java.util.Optional;

/**
 * Says in one sentence what is believed of a member and why. The sentence claims no more than the evidence shows: a
 * refused connection, a closed one, silence, or what the member said itself.
 */
final class WhySummary {

    private static final String[] NUMBERS = {"no member", "one member", "two members", "three members", "four members"};

    private final String self;
    private final MemberEntry entry;
    private final List<EvidenceHistory.Noted> notes;

    /** @param notes about that member, oldest first */
    WhySummary(String self, MemberEntry entry, List<EvidenceHistory.Noted> notes) {
        this.self = self;
        this.entry = entry;
        this.notes = notes;
    }

    String sentence(long now) {
        return entry.name()
                + switch (entry.status()) {
                    case ALIVE -> alive(now);
                    case SUSPECT -> suspect(now) + agreed() + heldBack("is put off", "are");
                    case DEAD -> dead(now) + agreed() + heldBack("was put off", "were") + heard();
                    case LEFT -> " left of its own will";
                };
    }

    private String alive(long now) {
        if (entry.name().equals(self)) {
            return " is alive: it is the member that was asked";
        } else if (entry.degraded()) {
            return " is alive, but answers by TCP only: UDP may be blocked";
        }
        for (int i = notes.size() - 1; i >= 0; i--) {
            EvidenceHistory.Noted note = notes.get(i);
            String ago = DurationText.of(now - note.at()) + " ago";
            if (note.step() instanceof VerdictStep.Refuted refuted) {
                String what = refuted.before() == Status.SUSPECT ? "a suspicion" : "that it is dead";
                return " is alive: it refuted " + what + " " + ago;
            } else if (note.step() instanceof VerdictStep.Returned) {
                return " is alive: it came back with a new generation " + ago;
            }
        }
        return " is alive: nobody accuses it";
    }

    private String suspect(long now) {
        String since = DurationText.of(now - entry.since());
        return switch (entry.evidence()) {
            case REFUSED -> " is suspected to be dead: its host refuses connections";
            case CLOSED ->
                putOff()
                        ? " is suspected to be dead: its host refuses connections, but it refuted that lately"
                        : " is suspected to be dead: its connection closed without a word, and it has not answered for "
                                + since;
            case SILENT -> " is suspected to be dead: it has not answered for " + since;
            case NONE, GONE, FORGOTTEN -> " is suspected to be dead";
        };
    }

    private String dead(long now) {
        long toVerdict = entry.firstSignAgeNanos(now) - (now - entry.since());
        String silent = toVerdict > 0 ? " for " + DurationText.of(toVerdict) : "";
        return switch (entry.evidence()) {
            case REFUSED -> " was killed or crashed: its host refused connections";
            case CLOSED ->
                putOff()
                        ? " was killed or crashed, or a firewall rejects: its host refused connections again, and it did"
                                + " not refute that" + silent
                        : " vanished with its network, as a removed container does: its connection closed without a word,"
                                + " then nothing answered" + silent;
            case SILENT -> " hung or lost its network: it did not answer" + silent + ", and nobody reached it";
            case GONE -> " was replaced: a process with a newer generation answered in its place";
            case FORGOTTEN -> " was removed by an operator";
            case NONE -> " is dead: the member that told of it gave no evidence";
        };
    }

    private String agreed() {
        List<String> accusers = entry.accusers();
        boolean found = entry.evidence() == Evidence.REFUSED
                || entry.evidence() == Evidence.CLOSED
                || entry.evidence() == Evidence.SILENT;
        if (!found || accusers.isEmpty()) {
            return "";
        }
        return accusers.size() == 1
                ? "; found by " + accusers.get(0) + " alone"
                : "; " + NUMBERS[Math.min(accusers.size(), NUMBERS.length - 1)] + " agreed ("
                        + DetectionLog.names(accusers) + ")";
    }

    private String heldBack(String putOff, String are) {
        return lastStep(DetectionLog.HeldBack.class)
                .map(held -> "; the verdict " + putOff + ", since " + held.silent() + " of " + held.members()
                        + " members " + are + " silent at once")
                .orElse("");
    }

    private boolean putOff() {
        return lastStep(DetectionLog.RefutedLately.class).isPresent();
    }

    /** That this member was only told, and by which. */
    private String heard() {
        return lastStep(VerdictStep.Accused.class)
                .filter(last -> !entry.accusers().contains(self))
                .map(VerdictStep.Accused::heard)
                .map(VerdictStep.Heard::from)
                .map(from -> "; " + self + " heard it from " + from)
                .orElse("");
    }

    /** The last step of that kind since the member was last believed to be alive. */
    private <S extends DetectionLog.Step> Optional<S> lastStep(Class<S> kind) {
        for (int i = notes.size() - 1; i >= 0; i--) {
            DetectionLog.Step step = notes.get(i).step();
            if (kind.isInstance(step)) {
                return Optional.of(kind.cast(step));
            } else if (step instanceof VerdictStep.Refuted || step instanceof VerdictStep.Returned) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }
}
