package dev.grapevine.core;

import static dev.grapevine.core.failure.DetectionLog.names;

import dev.grapevine.core.failure.DetectionLog;
import dev.grapevine.core.membership.ChangeSource;
import dev.grapevine.model.DurationText;
import dev.grapevine.model.Evidence;
import dev.grapevine.model.FindingKind;
import dev.grapevine.model.Status;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A step that changed what is believed of a member: an accusation, a verdict, a refutation, a leave, a return. */
sealed interface VerdictStep extends DetectionLog.Step {

    /**
     * A member was accused, or declared dead.
     *
     * @param status SUSPECT or DEAD
     * @param accusers names; of others than this member where it only heard of it
     * @param sinceSignNanos from the first sign to this step; 0 where it is not known
     * @param heard how this member heard of it; null if it came to it by itself
     */
    record Accused(
            Status status,
            Evidence evidence,
            List<String> accusers,
            long sinceSignNanos,
            @Nullable Heard heard) implements VerdictStep {

        @Override
        public FindingKind kind() {
            if (heard != null) {
                return FindingKind.HEARD;
            }
            return status == Status.SUSPECT ? FindingKind.SUSPECTED : FindingKind.VERDICT;
        }

        @Override
        public List<String> peers() {
            return accusers;
        }

        @Override
        public String text(String actor, String subject) {
            String what = status == Status.SUSPECT ? suspicion(actor, subject) : verdict(actor, subject);
            return heard == null ? what : what + heard.details();
        }

        private String suspicion(String actor, String subject) {
            String who = accusers.isEmpty() ? "others" : names(accusers);
            String begin = heard == null
                    ? actor + " suspected "
                    : heard.begin(actor) + who + (accusers.size() == 1 ? " suspects " : " suspect ");
            return begin + subject + " (" + evidence + ")" + suspicionReason();
        }

        private String suspicionReason() {
            if (sinceSignNanos <= 0) {
                return "";
            }
            String since = DurationText.of(sinceSignNanos);
            return evidence == Evidence.SILENT ? ": no answer for " + since : ", " + since + " after the first sign";
        }

        private String verdict(String actor, String subject) {
            String begin = heard == null
                    ? actor + " declared " + subject + " dead"
                    : heard.begin(actor) + subject + " is dead";
            String after = sinceSignNanos > 0 ? ", " + DurationText.of(sinceSignNanos) + " after the first sign" : "";
            return begin + " (" + evidence + "): " + reason(heard == null ? actor : "") + after;
        }

        private String reason(String actor) {
            return switch (evidence) {
                case FORGOTTEN -> "an operator asked for it";
                case GONE -> "a process with a newer generation of that name answered in its place";
                case REFUSED ->
                    names(found(actor)) + (found(actor).size() == 1 ? " was" : " were")
                            + " refused, and nobody objected";
                case CLOSED, SILENT, NONE -> "it did not refute within its window";
            };
        }

        private List<String> found(String actor) {
            if (accusers.isEmpty()) {
                return List.of(actor.isEmpty() ? "another member" : actor);
            }
            return accusers;
        }
    }

    /** Other members, or this one, found the same as the accusers before. */
    record Confirmed(Evidence evidence, List<String> others) implements VerdictStep {
        @Override
        public FindingKind kind() {
            return FindingKind.CONFIRMED;
        }

        @Override
        public List<String> peers() {
            return others;
        }

        @Override
        public String text(String actor, String subject) {
            String who = others.isEmpty() ? actor : actor + " and " + names(others);
            return evidence == Evidence.SILENT
                    ? who + " confirmed the suspicion: no answer from " + subject + " there either"
                    : who + (others.isEmpty() ? " accuses " : " accuse ") + subject + " too (" + evidence + ")";
        }
    }

    /** The member refuted being suspected or dead, as this member believed. */
    record Refuted(Status before, long incarnation) implements VerdictStep {
        @Override
        public FindingKind kind() {
            return FindingKind.REFUTED;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " refuted being " + (before == Status.SUSPECT ? "suspected" : "dead") + ", with incarnation "
                    + incarnation;
        }
    }

    /** This member refuted what others said of it. */
    record RefutedOwn(Status called, Evidence evidence, List<String> accusers, long incarnation)
            implements VerdictStep {
        @Override
        public FindingKind kind() {
            return FindingKind.REFUTED;
        }

        @Override
        public List<String> peers() {
            return accusers;
        }

        @Override
        public String text(String actor, String subject) {
            String what = called == Status.SUSPECT ? "being suspected" : "being called " + called;
            return actor + " refuted " + what + (evidence == Evidence.NONE ? "" : " (" + evidence + ")")
                    + (accusers.isEmpty() ? "" : " by " + names(accusers)) + ", with incarnation " + incarnation;
        }
    }

    /** The member was met with another generation: its process was started again, or had to begin anew. */
    record Returned() implements VerdictStep {
        @Override
        public FindingKind kind() {
            return FindingKind.HEARD;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " came back with a new generation";
        }
    }

    /** The member said that it leaves. */
    record Left() implements VerdictStep {
        @Override
        public FindingKind kind() {
            return FindingKind.HEARD;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " left of its own will";
        }
    }

    /**
     * How this member heard of an accusation or a verdict.
     *
     * @param from the member that told of it; null where it is not known
     * @param verdictAgeNanos how old a verdict was; 0 for an accusation
     * @param unknownBefore whether this member did not know the subject before
     */
    record Heard(@Nullable String from, ChangeSource.Kind way, long verdictAgeNanos, boolean unknownBefore) {

        private String begin(String actor) {
            String source = from == null ? "" : " from " + from;
            return actor + (way == ChangeSource.Kind.RUMOR ? " heard" + source : " learned" + source + " in a sync")
                    + " that ";
        }

        private String details() {
            return (verdictAgeNanos > 0 ? "; the verdict was " + DurationText.of(verdictAgeNanos) + " old" : "")
                    + (unknownBefore ? "; it was not known here before" : "");
        }
    }
}
