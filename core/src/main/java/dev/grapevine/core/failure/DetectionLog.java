package dev.grapevine.core.failure;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.DurationText;
import dev.grapevine.model.FindingKind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hears of each step by which a member is looked into, so that what follows from it can be explained. */
@FunctionalInterface
public interface DetectionLog {

    void noted(MemberEntry subject, Step step, long now);

    /** One step. What it says is made up only when somebody asks. */
    interface Step {

        FindingKind kind();

        /** Other members that took part. */
        default List<String> peers() {
            return List.of();
        }

        /**
         * A sentence for people, whose subject is the actor.
         *
         * @param actor the member that took the step
         * @param subject the member that is looked into
         */
        String text(String actor, String subject);
    }

    /**
     * A probe ended without an answer.
     *
     * @param sentAgo nanoseconds since its ping was sent
     * @param firstAgo nanoseconds since the first of those was sent that were not answered
     * @param helpers others that were asked to ping it
     * @param nacks of them, those that said that they got no answer either
     * @param stream how the attempt by stream ended; null if it was still waiting
     * @param connected whether a stream was opened at all: any kernel does that for a process that stands still
     */
    record Unanswered(
            long sentAgo,
            long firstAgo,
            int helpers,
            int nacks,
            @Nullable CloseCause stream,
            boolean connected) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.SIGN;
        }

        @Override
        public String text(String actor, String subject) {
            String first = firstAgo > sentAgo
                    ? "; its first unanswered ping was sent " + DurationText.of(firstAgo) + " before"
                    : "";
            return actor + " pinged " + subject + " and got no answer within " + DurationText.of(sentAgo) + first
                    + helpersText() + "; by TCP: "
                    + (connected && stream == null ? "connected, but no answer" : outcome(stream));
        }

        private String helpersText() {
            int unheard = helpers - nacks;
            if (helpers == 0) {
                return "";
            } else if (unheard == 0) {
                return "; " + count(helpers) + " got no answer either";
            } else if (nacks == 0) {
                return "; " + count(helpers) + (helpers == 1 ? " was" : " were") + " asked and did not reply";
            }
            return "; of " + count(helpers) + ", " + nacks + " got no answer either and " + unheard + " did not reply";
        }

        private static String count(int helpers) {
            return helpers + (helpers == 1 ? " helper" : " helpers");
        }
    }

    /** Its tether closed, and it had said nothing of it. */
    record TetherClosed(CloseCause cause) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.SIGN;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " lost its tether to " + subject + ", which "
                    + (cause == CloseCause.RESET ? "was reset" : "closed") + " without a word";
        }
    }

    /** A probe by stream was refused. */
    record ProbeRefused() implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.SIGN;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " probed " + subject + " by TCP and was refused";
        }
    }

    /**
     * It was looked at on fresh sockets.
     *
     * @param datagram how the connected datagram socket ended; null if nothing came
     * @param stream how the stream ended; null if nothing came
     */
    record Checked(
            Finding finding,
            @Nullable CloseCause datagram,
            @Nullable CloseCause stream) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.CHECK;
        }

        @Override
        public String text(String actor, String subject) {
            return switch (finding) {
                case LIVES -> actor + " checked " + subject + " on fresh sockets: it answers";
                case UNKNOWN ->
                    actor + " cannot tell from a check, since no address of " + subject + " ever answered it";
                case REFUSES, SILENT ->
                    actor + " checked " + subject + " on fresh sockets: UDP " + outcome(datagram) + ", TCP "
                            + outcome(stream);
            };
        }
    }

    /** It refuses, and these were asked to check it too. */
    record AskedOthers(List<String> others) implements Step {
        public AskedOthers {
            others = List.copyOf(others);
        }

        @Override
        public FindingKind kind() {
            return FindingKind.ASKED;
        }

        @Override
        public List<String> peers() {
            return others;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " asked " + names(others) + " to check " + subject + " too";
        }
    }

    /** What another found that was asked. */
    record OtherChecked(String by, Finding finding) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.ANSWERED;
        }

        @Override
        public String text(String actor, String subject) {
            return actor
                    + switch (finding) {
                        case LIVES -> " answered that " + subject + " is alive, which is a veto";
                        case REFUSES -> " answered that " + subject + " refuses there too";
                        case SILENT -> " answered that it gets no answer from " + subject + " either";
                        case UNKNOWN -> " answered that it cannot tell";
                    };
        }
    }

    /** The suspect was told. */
    record Told(boolean lastCall) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.TOLD;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " told " + subject + " of the suspicion"
                    + (lastCall ? " a last time before the verdict" : ", so that it can refute it");
        }
    }

    /** It refuses, but refuted a verdict of that kind not long ago: a window is given. */
    record RefutedLately() implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.HELD;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " put the verdict off: " + subject
                    + " refuses connections, but refuted such a verdict lately, so it gets time to refute";
        }
    }

    /** A verdict that was due is held back, since so many are silent together. */
    record HeldBack(int silent, int members) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.HELD;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " put the verdict on " + subject + " off: " + silent + " of " + members
                    + " members are silent at once, which is more likely a partition";
        }
    }

    /** Whether it answers by datagram changed. */
    record Reached(boolean byStreamOnly) implements Step {
        @Override
        public FindingKind kind() {
            return FindingKind.SIGN;
        }

        @Override
        public String text(String actor, String subject) {
            return actor + " gets answers from " + subject
                    + (byStreamOnly
                            ? " by TCP only, in " + DegradedMembers.ENOUGH + " probes in a row: UDP blocked?"
                            : " by UDP again");
        }
    }

    private static String outcome(@Nullable CloseCause cause) {
        return cause == null
                ? "no answer"
                : switch (cause) {
                    case REFUSED -> "refused";
                    case RESET -> "reset";
                    case END -> "closed";
                    case TIMEOUT -> "no answer";
                    case GARBLED -> "unreadable";
                    case LOCAL -> "not possible from here";
                };
    }

    /** {@code a, b and c}. */
    static String names(List<String> names) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " and " + names.get(last);
    }
}
