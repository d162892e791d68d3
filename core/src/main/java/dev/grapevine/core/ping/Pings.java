package dev.grapevine.core.ping;

import dev.grapevine.core.env.ChannelHandler;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.CloseCause;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.QuestionNumbers;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks and answers "are you that generation of that member?" (PROTOCOL.md, sections 1 and 2).
 *
 * <p>A {@link Question} is opened, put by one or more ways (to an address, through a helper, by stream), and closed by
 * the caller. It has a number, which its answers repeat. An answer counts only while the question is open, only from an
 * address that was asked, and once; any other is dropped and counted. What a silence means is for the caller to judge.
 */
public final class Pings implements DropCounts {

    /** How long a question stays open that closes by itself. */
    private static final long BRIEFLY_NANOS = 1_000_000_000L;

    private final View view;
    private final LocalMember local;
    private final Channels channels;
    private final PiggybackSender sender;
    private final Timers timers;
    private final AnswerHistory answers;
    private final QuestionNumbers numbers;
    private final Map<Integer, Question> open = new HashMap<>();
    private final Question.Outcome closing = (question, from, roundTripNanos, now) -> close(question);
    private List<PingListener> listeners = List.of();
    private long unexpected;
    private long refused;

    public Pings(
            Settings settings,
            Membership membership,
            Channels channels,
            PiggybackSender sender,
            Timers timers,
            RandomGenerator random) {
        this.view = membership.view();
        this.local = membership.local();
        this.channels = channels;
        this.sender = sender;
        this.timers = timers;
        this.answers = new AnswerHistory(settings.get(ProtocolSetting.WINDOW_MIN));
        this.numbers = new QuestionNumbers(random.nextLong());
    }

    /** Sets the listeners, in the order in which they are told; called once, before anything comes in. */
    public void follow(List<PingListener> ordered) {
        listeners = List.copyOf(ordered);
    }

    // ---- asking

    /** Opens a question about the generation of a member that is known now. */
    public Question open(MemberEntry member, Question.Outcome outcome) {
        return open(member.name(), member.record().generation(), outcome);
    }

    /** Opens a question about a generation of a name. */
    public Question open(String name, long generation, Question.Outcome outcome) {
        return open(IdentityHash.generation(name, generation), IdentityHash.name(name), outcome);
    }

    /** Opens a question of another member, of which only the hash of what it looks for is known. */
    Question openRelay(int check, Question.Outcome outcome) {
        return open(check, 0, outcome);
    }

    /**
     * Numbers are given in turn. One that is still in use when its turn comes again is not given: the question is closed
     * from the start, so that nothing can be sent.
     */
    private Question open(int check, int nameCheck, Question.Outcome outcome) {
        Question question = new Question(numbers.next(), check, nameCheck, outcome);
        if (open.putIfAbsent(question.number(), question) != null) {
            refused++;
        }
        return question;
    }

    /** Opens a question that closes by itself after a second. */
    public Question openBriefly(MemberEntry member, Question.Outcome outcome, long now) {
        Question question = open(member, outcome);
        timers.at(now + BRIEFLY_NANOS, this::expired, question);
        return question;
    }

    private void expired(Question question, long now) {
        close(question);
    }

    /** Pings a member once, for the listeners to hear of its answer. */
    public void poll(MemberEntry member, Address at, long now) {
        send(openBriefly(member, closing, now), member, at, now);
    }

    /**
     * Sends a question to an address.
     *
     * @param member whose address that is; null if nothing else is to be told to it along with the question
     * @return whether the local system took it
     */
    public boolean send(Question question, @Nullable MemberEntry member, Address to, long now) {
        if (!isOpen(question)) {
            return false;
        }
        boolean taken = sender.send(member, to, message(question), now);
        if (taken) {
            question.sentTo(to, now, view.hash());
        }
        return taken;
    }

    /**
     * Asks a helper to put the question to the target.
     *
     * @return whether the local system took it
     */
    public boolean sendThrough(Question question, MemberEntry helper, Address target, long timeoutNanos, long now) {
        Address to = helper.address();
        if (to == null || !isOpen(question)) {
            return false;
        }
        int timeoutMillis = (int) Math.max(1, timeoutNanos / 1_000_000);
        Message request = new Message.PingRequest(
                question.number(), question.check(), target, timeoutMillis, IdentityHash.generation(helper));
        boolean taken = sender.send(helper, to, request, now);
        if (taken) {
            question.sentThrough(to);
        }
        return taken;
    }

    /**
     * Puts a question to a third party because of the datagram that is being handled, at the cost of its sender.
     *
     * @return whether the local system, and the budget of that datagram, took it
     */
    boolean sendOnBehalf(Question question, @Nullable MemberEntry member, Address to, long now) {
        boolean taken = isOpen(question) && sender.answer(member, to, message(question), now);
        if (taken) {
            question.sentTo(to, now, view.hash());
        }
        return taken;
    }

    /** Puts a question by stream, which may reach a member where a firewall drops datagrams. */
    public void sendByStream(Question question, MemberEntry member, Address to, long now) {
        if (!sender.mayConnect(to, now)) {
            return;
        }
        long channel = channels.openStream(to, Message.Purpose.PROBE, new StreamedQuestion(question, member, to));
        question.sentByStream(channel);
        channels.write(channel, List.of(message(question)));
    }

    /** Follows the stream of a question to its answer or its end. */
    private final class StreamedQuestion implements ChannelHandler {
        private final Question question;
        private final MemberEntry member;
        private final Address to;
        private final long sentViewHash = view.hash();

        StreamedQuestion(Question question, MemberEntry member, Address to) {
            this.question = question;
            this.member = member;
            this.to = to;
        }

        @Override
        public void opened(long channel, long now) {
            question.outcome().streamOpened(question, now);
        }

        @Override
        public void received(long channel, List<Message> messages, long now) {
            for (Message message : messages) {
                if (!isOpen(question)) {
                    return;
                }
                if (message instanceof Message.Ack ack && question.acknowledgedBy(ack)) {
                    channels.close(channel);
                    question.outcome().answeredByStream(question, now);
                    viewHashSeen(member, ack.sameView() ? sentViewHash : ack.viewHash(), now);
                    return;
                }
                if (question.deniedBy(message)) {
                    question.outcome().gone(question, to, now);
                }
            }
        }

        @Override
        public void closed(long channel, CloseCause cause, long now) {
            question.outcome().streamClosed(question, cause, now);
        }
    }

    /** The question as a message, for the caller to send by a channel of its own. */
    public Message message(Question question) {
        return new Message.Ping(question.number(), question.check(), view.hash());
    }

    /** Closes a question, and its stream: no answer to it counts any more. */
    public void close(Question question) {
        open.remove(question.number(), question);
        channels.close(question.stream());
    }

    private boolean isOpen(Question question) {
        return open.get(question.number()) == question;
    }

    // ---- answers

    /** The generation that was looked for answers. */
    public void ack(Message.Ack ack, Address from, long now) {
        Question question = open.get(ack.number());
        Question.Sent sent = question == null ? null : question.takeAnswer(from);
        if (question == null || sent == null) {
            unexpected++;
            return;
        }
        answers.add(now);
        question.outcome().answered(question, from, now - sent.at(), now);
        MemberEntry member = answering(question.check(), from);
        if (member != null) {
            view.answered(member, from, now);
            viewHashSeen(member, ack.sameView() ? sent.viewHash() : ack.viewHash(), now);
            listeners.forEach(listener -> listener.answered(member, now));
        }
    }

    /** The member that a question looked for, of those that claim the address from which the answer came. */
    private @Nullable MemberEntry answering(int check, Address from) {
        MemberEntry holder = view.at(from);
        if (holder != null && IdentityHash.generation(holder) == check) {
            return holder;
        }
        for (MemberEntry claimant : view.allAt(from)) {
            if (IdentityHash.generation(claimant) == check) {
                view.foundAt(claimant, from);
                return claimant;
            }
        }
        return null;
    }

    /** A helper says that it got an answer. */
    public void relayedAck(Message.RelayedAck ack, Address from, long now) {
        Question question = answeredByHelper(ack.number(), from, now);
        if (question != null) {
            question.outcome().relayed(question, now);
        }
    }

    /** A helper says that it got none. */
    public void nack(Message.Nack nack, Address from, long now) {
        Question question = answeredByHelper(nack.number(), from, now);
        if (question != null) {
            question.outcome().nacked(question, now);
        }
    }

    private @Nullable Question answeredByHelper(int number, Address from, long now) {
        Question question = open.get(number);
        if (question == null || !question.takeHelpersAnswer(from)) {
            unexpected++;
            return null;
        }
        answers.add(now);
        return question;
    }

    /** Another process answers. If it has the name that was asked for, the generation that was looked for is gone. */
    public void gone(Message.Gone gone, Address from, long now) {
        Question question = open.get(gone.number());
        if (question == null || question.takeAnswer(from) == null) {
            unexpected++;
            return;
        }
        for (MemberEntry claimant : view.allAt(from)) {
            if (claimant.record().generation() == gone.generation()
                    && IdentityHash.name(claimant.name()) == gone.nameCheck()) {
                view.foundAt(claimant, from);
                break;
            }
        }
        if (question.deniedBy(gone)) {
            question.outcome().gone(question, from, now);
        }
    }

    /** When others answered. */
    public AnswerHistory answers() {
        return answers;
    }

    /** Answers that were dropped: to no open question, from an address that was not asked, or repeated. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    /** Questions that were not asked since too many were open. */
    @Override
    public long refused() {
        return refused;
    }

    // ---- answering

    /** Another asks by datagram. */
    public void asked(Message.Ping ping, Address from, long now) {
        MemberEntry asker = view.at(from);
        sender.answer(asker, from, reply(ping), now);
        if (asker == null) {
            return;
        }
        if (asker.live()) {
            viewHashSeen(asker, ping.viewHash(), now);
        }
        listeners.forEach(listener -> listener.asked(asker, from, now));
    }

    /**
     * The answer to a question, by whatever way it came: an ack if this process is looked for, else which process this
     * is.
     */
    public Message reply(Message.Ping ping) {
        long generation = local.record().generation();
        if (ping.check() != IdentityHash.generation(local.name(), generation)) {
            return new Message.Gone(ping.number(), IdentityHash.name(local.name()), generation);
        }
        boolean same = ping.viewHash() == view.hash();
        return new Message.Ack(ping.number(), same, same ? 0 : view.hash());
    }

    private void viewHashSeen(MemberEntry member, long viewHash, long now) {
        listeners.forEach(listener -> listener.viewHashSeen(member, viewHash, now));
    }
}
