package dev.grapevine.core.ping;

import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One question, "are you that generation of that member?", from its opening to its close: what was asked, at which
 * addresses and through which helpers, and when. Each of them may answer once.
 */
public final class Question {

    /** What comes of a question while it is open. */
    public interface Outcome {
        /** The generation that was looked for answered from there. */
        void answered(Question question, Address from, long roundTripNanos, long now);

        /** A helper got an answer. */
        default void relayed(Question question, long now) {}

        /** A helper answered that it got none. */
        default void nacked(Question question, long now) {}

        /** The stream was opened, which a kernel does by itself: it is no answer. */
        default void streamOpened(Question question, long now) {}

        /** The generation that was looked for answered by stream. */
        default void answeredByStream(Question question, long now) {}

        /** The stream closed before an answer came, or did not open. */
        default void streamClosed(Question question, CloseCause cause, long now) {}

        /** A process of the same name and another generation answered in its place. */
        default void gone(Question question, Address from, long now) {}
    }

    /** One ping, and the view hash that it said. */
    record Sent(long at, long viewHash) {}

    private final int number;
    private final int check;
    private final int nameCheck;
    private final Outcome outcome;
    private final Map<Address, Sent> asked = new HashMap<>();
    private final Set<Address> helpers = new HashSet<>();

    /** The channel by which it was put last; 0 for none. */
    private long stream;

    Question(int number, int check, int nameCheck, Outcome outcome) {
        this.number = number;
        this.check = check;
        this.nameCheck = nameCheck;
        this.outcome = outcome;
    }

    int number() {
        return number;
    }

    int check() {
        return check;
    }

    Outcome outcome() {
        return outcome;
    }

    void sentTo(Address address, long now, long viewHash) {
        asked.putIfAbsent(address, new Sent(now, viewHash));
    }

    /** The ping that an answer from there belongs to; null if that address was not asked or has answered already. */
    @Nullable Sent takeAnswer(Address from) {
        return asked.remove(from);
    }

    void sentThrough(Address helper) {
        helpers.add(helper);
    }

    /** Whether a helper's answer is expected from there; only once it is. */
    boolean takeHelpersAnswer(Address from) {
        return helpers.remove(from);
    }

    void sentByStream(long channel) {
        stream = channel;
    }

    long stream() {
        return stream;
    }

    /** Whether this message says that the generation that was looked for lives. */
    public boolean acknowledgedBy(Message message) {
        return message instanceof Message.Ack ack && ack.number() == number;
    }

    /**
     * Whether this message says that another generation of the same name is there; a process of another name cannot
     * tell.
     */
    public boolean deniedBy(Message message) {
        return message instanceof Message.Gone gone && gone.number() == number && gone.nameCheck() == nameCheck;
    }
}
