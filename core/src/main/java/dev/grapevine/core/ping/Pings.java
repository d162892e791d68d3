package dev.grapevine.core.ping;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks and answers "are you that life of that member?". A question is numbered; an answer counts only with a number that is
 * open, and from an address that was asked. Answers of others' questions, and questions on behalf of others, too.
 */
public final class Pings {

    private static final int NUMBERS = 1 << 16;
    private static final long PATIENCE = 1_000_000_000L;

    /** What comes of a question; it stays open until {@link Pings#close}. */
    public interface Outcome {
        /** The life that was looked for answered from there. */
        void answered(Address from, long roundTripNanos, long now);

        /** A helper got its answer. */
        default void relayed(long now) {}

        /** A helper is there, but got none. */
        default void nacked(long now) {}

        /** Another process answered, with its name's check and its generation. */
        default void gone(Address from, int nameCheck, long generation, long now) {}
    }

    private static final class Question {
        final Outcome outcome;
        final int check;
        final Map<Address, Sent> asked = new HashMap<>();

        Question(Outcome outcome, int check) {
            this.outcome = outcome;
            this.check = check;
        }
    }

    private record Sent(long at, long viewHash) {}

    private final View view;
    private final LocalMember self;
    private final PiggybackSender sender;
    private final Timers timers;
    private final ViewHashListener hashes;
    private final long silence;
    private final Map<Integer, Question> open = new HashMap<>();
    private int lastNumber;
    private long unexpected;
    private long answers;
    private long lastAnswer;
    private boolean hadContact;
    private long contactAt;

    public Pings(
            Settings settings,
            View view,
            LocalMember self,
            PiggybackSender sender,
            Timers timers,
            RandomGenerator random,
            ViewHashListener hashes) {
        this.view = view;
        this.self = self;
        this.sender = sender;
        this.timers = timers;
        this.hashes = hashes;
        this.silence = settings.get(ProtocolSetting.WINDOW_MIN);
        this.lastNumber = random.nextInt(NUMBERS);
    }

    // ---- asking

    /** Opens a question about one life of a member. */
    public int open(String name, long generation, Outcome outcome) {
        do {
            lastNumber = (lastNumber + 1) % NUMBERS;
        } while (open.containsKey(lastNumber));
        open.put(lastNumber, new Question(outcome, IdentityHash.life(name, generation)));
        return lastNumber;
    }

    /** Opens a question about a member as it is known now, and closes it by itself after a while. */
    public int openFor(MemberEntry member, Outcome outcome, long now) {
        int number = open(member.name(), member.record().generation(), outcome);
        timers.at(now + PATIENCE, then -> close(number));
        return number;
    }

    /** Pings a member once, for no other purpose than to see its view hash soon. */
    public void poll(MemberEntry member, long now) {
        Address address = member.address();
        if (address != null) {
            int[] number = new int[1];
            number[0] = openFor(member, (from, roundTrip, then) -> close(number[0]), now);
            send(number[0], member, address, now);
        }
    }

    /**
     * Sends it to an address.
     *
     * @return whether the local system took it
     */
    public boolean send(int number, @Nullable MemberEntry member, Address to, long now) {
        Question question = open.get(number);
        if (question == null) {
            return false;
        }
        boolean taken = sender.send(member, to, new Message.Ping(number, question.check, view.hash()), now);
        if (taken) {
            question.asked.putIfAbsent(to, new Sent(now, view.hash()));
        }
        return taken;
    }

    /** Asks a helper to put the same question. */
    public boolean sendThrough(int number, MemberEntry helper, Address target, long timeoutNanos, long now) {
        Question question = open.get(number);
        Address to = helper.address();
        if (question == null || to == null) {
            return false;
        }
        int millis = (int) Math.max(1, timeoutNanos / 1_000_000);
        return sender.send(helper, to, new Message.PingRequest(number, question.check, target, millis), now);
    }

    /** The question as a message, for a way of its own (a stream, a connected socket). */
    public Message message(int number) {
        Question question = open.get(number);
        if (question == null) {
            throw new IllegalArgumentException("no open question " + number);
        }
        return new Message.Ping(number, question.check, view.hash());
    }

    public void close(int number) {
        open.remove(number);
    }

    // ---- answers

    public void ack(Message.Ack ack, Address from, long now) {
        Question question = open.get(ack.number());
        Sent sent = question == null ? null : question.asked.get(from);
        if (question == null || sent == null) {
            unexpected++;
            return;
        }
        answered(now);
        question.outcome.answered(from, now - sent.at(), now);
        MemberEntry member = view.at(from);
        if (member != null) {
            hashes.seen(member, ack.sameView() ? sent.viewHash() : ack.viewHash(), now);
            if (member.status() != Status.ALIVE) {
                sender.accuse(member, now);
            }
        }
    }

    /** An answer by stream: tells the other's view hash as one by datagram does. */
    public void heardByStream(MemberEntry member, Message.Ack ack, long sentViewHash, long now) {
        hashes.seen(member, ack.sameView() ? sentViewHash : ack.viewHash(), now);
    }

    public void relayedAck(Message.RelayedAck ack, long now) {
        Question question = open.get(ack.number());
        if (question != null) {
            answered(now);
            question.outcome.relayed(now);
        }
    }

    public void nack(Message.Nack nack, long now) {
        Question question = open.get(nack.number());
        if (question != null) {
            answered(now);
            question.outcome.nacked(now);
        }
    }

    public void gone(Message.Gone gone, Address from, long now) {
        Question question = open.get(gone.number());
        if (question != null && question.asked.containsKey(from)) {
            question.outcome.gone(from, gone.nameCheck(), gone.generation(), now);
        }
    }

    private void answered(long now) {
        if (answers > 0 && now - lastAnswer > silence) {
            hadContact = true;
            contactAt = now;
        }
        answers++;
        lastAnswer = now;
    }

    /** Answers to questions of this member so far: each shows that it is heard, and hears. */
    public long answers() {
        return answers;
    }

    /** Whether anybody answered after that moment. */
    public boolean answeredSince(long then) {
        return answers > 0 && lastAnswer - then > 0;
    }

    /** Whether, after a time without an answer as long as a window, somebody answered since then. */
    public boolean backSince(long then) {
        return hadContact && contactAt - then > 0;
    }

    /** When contact came back for the last time. */
    public long contactAt() {
        return contactAt;
    }

    /** When the last of them came; meaningless while there was none. */
    public long lastAnswer() {
        return lastAnswer;
    }

    // ---- answering

    /** Someone asks; the answer says whether it is us. */
    public void asked(Message.Ping ping, Address from, int questionSize, long now) {
        MemberEntry asker = view.at(from);
        sender.answer(asker, from, reply(ping), questionSize, now);
        if (asker == null) {
            return;
        }
        if (asker.live()) {
            hashes.seen(asker, ping.viewHash(), now);
        }
        if (asker.status() != Status.ALIVE && !sender.trusted(asker, from)) {
            verify(asker, from, now);
        }
    }

    /** The answer to a question, whichever way it came. */
    public Message reply(Message.Ping ping) {
        if (ping.check() != IdentityHash.life(self.name(), self.record().generation())) {
            return new Message.Gone(
                    ping.number(), IdentityHash.name(self.name()), self.record().generation());
        }
        boolean same = ping.viewHash() == view.hash();
        return new Message.Ack(ping.number(), same, same ? 0 : view.hash());
    }

    /** One that is accused here asks, but has not shown that it is at that address: its ack will, and then it is told. */
    private void verify(MemberEntry asker, Address at, long now) {
        int[] number = new int[1];
        number[0] = openFor(asker, (from, roundTrip, then) -> close(number[0]), now);
        send(number[0], asker, at, now);
    }

    /** Someone asks us to ask another; it hears of the answer, or after the time it gave, that there was none. */
    public void relay(Message.PingRequest request, Address requester, long now) {
        int[] number = new int[1];
        boolean[] done = new boolean[1];
        number[0] = openCheck(request.check(), (from, roundTrip, then) -> {
            if (!done[0]) {
                done[0] = true;
                close(number[0]);
                sender.answer(view.at(requester), requester, new Message.RelayedAck(request.number()), 0, then);
            }
        });
        send(number[0], view.at(request.target()), request.target(), now);
        timers.at(now + request.timeoutMillis() * 1_000_000L, then -> {
            if (!done[0]) {
                done[0] = true;
                close(number[0]);
                sender.answer(view.at(requester), requester, new Message.Nack(request.number()), 0, then);
            }
        });
    }

    private int openCheck(int check, Outcome outcome) {
        int number = open("", 0, outcome);
        open.put(number, new Question(outcome, check));
        return number;
    }

    /** Answers that fitted no open question. */
    public long unexpected() {
        return unexpected;
    }

    public int pending() {
        return open.size();
    }
}
