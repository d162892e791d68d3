package dev.grapevine.core.failure;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message.Finding;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Hears of each step by which a member is looked into, so that what follows from it can be explained. */
@FunctionalInterface
public interface DetectionLog {

    void noted(MemberEntry subject, Step step, long now);

    /** One step. */
    sealed interface Step {
        /** What was tried and what came of it, for people. */
        String words();
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
        public String words() {
            String text = "did not answer the ping sent " + span(sentAgo) + " before";
            if (helpers > 0) {
                text += ", nor any of " + helpers + " helpers (" + nacks + " said so)";
            }
            text += "; by stream: " + (connected && stream == null ? "connected, but no answer" : outcome(stream));
            return firstAgo > sentAgo
                    ? text + "; the first unanswered ping was sent " + span(firstAgo) + " before"
                    : text;
        }
    }

    /** Its tether closed, and it had said nothing of it. */
    record TetherClosed(CloseCause cause) implements Step {
        @Override
        public String words() {
            return "its tether " + (cause == CloseCause.RESET ? "was reset" : "closed") + " without a word";
        }
    }

    /** A probe by stream was refused. */
    record ProbeRefused() implements Step {
        @Override
        public String words() {
            return "its address refused a probe by stream";
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
        public String words() {
            return switch (finding) {
                case LIVES -> "checked on fresh sockets: it answers";
                case UNKNOWN -> "no address of it ever answered here, so what was found there now says nothing";
                case REFUSES, SILENT ->
                    "checked on fresh sockets: UDP " + outcome(datagram) + ", TCP " + outcome(stream);
            };
        }
    }

    /** It refuses, and these were asked to check it too. */
    record AskedOthers(List<String> others) implements Step {
        public AskedOthers {
            others = List.copyOf(others);
        }

        @Override
        public String words() {
            return "asked others to check it too: " + String.join(", ", others);
        }
    }

    /** What another found that was asked. */
    record OtherChecked(String by, Finding finding) implements Step {
        @Override
        public String words() {
            return switch (finding) {
                case LIVES -> "was asked: it answers there, which is a veto";
                case REFUSES -> "was asked: it refuses there too";
                case SILENT -> "was asked: no answer there either";
                case UNKNOWN -> "was asked: cannot tell";
            };
        }
    }

    /** It refuses, but refuted a verdict of that kind not long ago: a window is given. */
    record RefutedLately() implements Step {
        @Override
        public String words() {
            return "refuses, but has refuted lately: it is given a window";
        }
    }

    /** A verdict that was due is held back, since so many are silent together. */
    record HeldBack(int silent, int members) implements Step {
        @Override
        public String words() {
            return "the verdict is held back: " + silent + " of " + members
                    + " members are silent together, more likely a partition";
        }
    }

    /** Whether it answers by datagram changed. */
    record Reached(boolean byStreamOnly) implements Step {
        @Override
        public String words() {
            return byStreamOnly
                    ? "answers by stream only, in " + DegradedMembers.ENOUGH + " probes in a row: UDP blocked?"
                    : "answers by UDP again";
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

    /** A duration for people: {@code 12 ms}, {@code 1.50 s}. */
    static String span(long nanos) {
        return nanos < 1_000_000_000
                ? Math.round(nanos / 1e6) + " ms"
                : String.format(Locale.ROOT, "%.2f s", nanos / 1e9);
    }
}
