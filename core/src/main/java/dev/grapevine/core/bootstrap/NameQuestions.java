package dev.grapevine.core.bootstrap;

import dev.grapevine.core.failure.Witnesses;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.view.Encounter;
import dev.grapevine.core.view.Hashes;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Codec;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Claim;
import dev.grapevine.core.wire.Message.Identified;
import dev.grapevine.core.wire.Message.Identify;
import dev.grapevine.model.Address;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Asks members, and the other process, whom they reach under this process's name, and answers such questions of others.
 *
 * <p>Each question has a nonce of 64 bits for one address. An answer counts once, with that nonce and from that address;
 * any other is dropped and counted. A question that comes back to this process shows that the address is its own: a copy
 * of this process could draw the same number, but not for the same address. A question is padded, so that no answer is
 * longer.
 *
 * <p>A process that asks may have forged its address. So it is asked back only along with the answers to its own questions,
 * until it has answered: it gets one packet for each of its own (PROTOCOL.md, section 9). Each question that it repeats gives
 * it another chance to answer. A process that this one had asked before, of its own accord, is asked again as often as is needed:
 * otherwise two that lose each other's answers would both wait for the other to ask.
 */
public final class NameQuestions implements DropCounts {

    /** At most so many are open; the oldest gives way. */
    private static final int MOST_OPEN = 256;

    /** Length of a question in bytes. No answer is longer, even if it carries a question of its own. */
    static final int QUESTION_SIZE = 112;

    private static final int WITNESSES = 3;
    private static final int PADDING_OVERHEAD = 2;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** What comes of the questions. */
    interface Listener {
        /** This process's own claim to its name. */
        Claim claim(long now);

        /** A member says whom it met under this process's name. */
        void memberTold(List<Message.Met> met, long now);

        /** A process that has this one's name answered. */
        void identified(Identified answer, Address from, long now);

        /** This address leads to this process itself. */
        void isSelf(Address address, long now);

        /** Another process with this one's name asks. */
        void asked(Identify question, Address from, long now);
    }

    /** @param member whether a member was asked; else it was whatever process is there */
    private record Asked(Address at, boolean member) {}

    private final View view;
    private final LocalMember local;
    private final Outbox outbox;
    private final PeerSelector selector;
    private final Witnesses witnesses;
    private final RandomGenerator random;
    private final long bornGeneration;
    private final Map<Long, Asked> open = new LinkedHashMap<>();

    /** Processes that asked for this one's name and have not answered: they are asked along with answers only. */
    private final Set<Address> askers = new LinkedHashSet<>();

    /** Processes that have answered a question, so their addresses are not forged; the latest last. */
    private final Set<Address> heard = new LinkedHashSet<>();

    /** The process that is being answered, and what it is asked along with that. */
    private @Nullable Address answering;

    private @Nullable Message askedBack;
    private @Nullable Listener listener;
    private long unexpected;

    public NameQuestions(Membership membership, Outbox outbox, PeerSelector selector, RandomGenerator random) {
        this.view = membership.view();
        this.local = membership.local();
        this.outbox = outbox;
        this.selector = selector;
        this.witnesses = new Witnesses(view);
        this.random = random;
        this.bornGeneration = local.record().generation();
    }

    /** Sets who hears what comes of them; called once. */
    void follow(Listener follower) {
        listener = follower;
    }

    /** The generation with which this process started. */
    long bornGeneration() {
        return bornGeneration;
    }

    // ---- asking

    /** Asks whatever process is at an address. */
    void ask(Address address, Claim claim, long now) {
        ask(new Asked(address, false), claim, now);
    }

    private void ask(Asked asked, Claim claim, long now) {
        Address address = asked.at();
        long nonce = Hashes.mix(random.nextLong() ^ Hashes.mix(address.high() ^ address.low() << 16 ^ address.port()));
        if (open.size() >= MOST_OPEN) {
            open.remove(open.keySet().iterator().next());
        }
        open.put(nonce, asked);
        put(nonce, address, claim, now);
    }

    /** Puts all questions again that are not answered. */
    void repeat(Claim claim, long now) {
        open.forEach((nonce, asked) -> put(nonce, asked.at(), claim, now));
    }

    private void put(long nonce, Address address, Claim claim, long now) {
        Message question = new Identify(nonce, local.name(), bornGeneration, claim);
        if (address.equals(answering)) {
            askedBack = question;
        } else if (!askers.contains(address) || outbox.proven(address)) {
            int padding = Math.max(0, QUESTION_SIZE - Codec.size(question) - PADDING_OVERHEAD);
            outbox.send(address, List.of(question, new Message.Padding(padding)), now);
        }
    }

    /**
     * Asks members that have answered this one before: its witnesses and others at random.
     *
     * @return how many were asked
     */
    int askMembers(int others, Claim claim, long now) {
        List<MemberEntry> asked = new ArrayList<>(witnesses.of(
                local.entry(), WITNESSES, entry -> entry != local.entry() && entry.answeredAddress() != null));
        asked.addAll(selector.random(others, entry -> entry.answeredAddress() != null && !asked.contains(entry)));
        for (MemberEntry entry : asked) {
            Address address = entry.answeredAddress();
            if (address != null) {
                ask(new Asked(address, true), claim, now);
            }
        }
        return asked.size();
    }

    /** No answer to what was asked so far counts any more. */
    void forget() {
        open.clear();
        askers.clear();
    }

    /** An answer came. */
    public void answered(Identified answer, Address from, long now) {
        Asked asked = open.get(answer.nonce());
        if (asked == null || !from.equals(asked.at())) {
            unexpected++;
            return;
        }
        open.remove(answer.nonce());
        askers.remove(from);
        hear(from);
        if (listener == null) {
            return;
        }
        if (answer.claim() != Claim.NONE) {
            listener.identified(answer, from, now);
        } else if (asked.member()) {
            listener.memberTold(answer.met(), now);
        }
    }

    /** Answers that were dropped: nobody asked for them, they came from elsewhere, or again. */
    @Override
    public long unexpected() {
        return unexpected;
    }

    // ---- answering

    /** Another asks. */
    public void asked(Identify question, Address from, long now) {
        boolean ownName = local.is(question.name());
        Asked self = ownName ? open.remove(question.nonce()) : null;
        if (listener == null) {
            return;
        }
        if (self != null) {
            listener.isSelf(self.at(), now);
            return;
        }
        if (ownName) {
            answerAndAsk(listener, question, from, now);
        } else {
            outbox.answer(from, List.of(met(question, now)), now);
        }
    }

    private void answerAndAsk(Listener guard, Identify question, Address from, long now) {
        Claim claim = guard.claim(now);
        Message answer = claim(question, claim);
        Message longest = new Identify(0, local.name(), bornGeneration, claim);
        List<Message> told = List.of(answer);
        if (Codec.size(List.of(answer, longest)) <= outbox.answerRoom(from)) {
            answering = from;
            try {
                guard.asked(question, from, now);
            } finally {
                answering = null;
            }
            Message back = askedBack == null ? unanswered(from, claim) : askedBack;
            askedBack = null;
            if (back != null) {
                addAsker(from);
                told = List.of(answer, back);
            }
        }
        outbox.answer(from, told, now);
    }

    /** A question to this asker that is still open, to be put again. */
    private @Nullable Message unanswered(Address asker, Claim claim) {
        if (askers.contains(asker)) {
            for (Map.Entry<Long, Asked> question : open.entrySet()) {
                if (question.getValue().at().equals(asker)) {
                    return new Identify(question.getKey(), local.name(), bornGeneration, claim);
                }
            }
        }
        return null;
    }

    private void hear(Address from) {
        heard.remove(from);
        if (heard.size() >= MOST_OPEN) {
            heard.remove(heard.iterator().next());
        }
        heard.add(from);
    }

    private void addAsker(Address asker) {
        if (heard.contains(asker)) {
            return;
        }
        if (!askers.contains(asker) && askers.size() >= MOST_OPEN) {
            askers.remove(askers.iterator().next());
        }
        askers.add(asker);
    }

    private Message claim(Identify question, Claim claim) {
        return new Identified(question.nonce(), claim, bornGeneration, List.of());
    }

    private Message met(Identify question, long now) {
        List<Message.Met> met = new ArrayList<>();
        MemberEntry known = view.get(question.name());
        if (known != null) {
            for (Encounter encounter : known.encounters(now)) {
                long ageMillis = Math.max(0, now - encounter.since()) / NANOS_PER_MILLI;
                met.add(new Message.Met(encounter.generation(), encounter.address(), ageMillis));
            }
        }
        return new Identified(question.nonce(), Claim.NONE, 0, met);
    }
}
