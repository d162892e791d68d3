package dev.grapevine.core.failure;

import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.quality.DropCounts;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.IdentityHash;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether a member can be reached: checked from here, asked of others, and answered to others that ask. Each member
 * judges by its own sockets; what the findings of several add up to is decided in {@link RefusalConsensus}.
 */
public final class Reachability implements DropCounts {

    /** Members that are asked besides the witnesses. */
    private static final int HELPERS = 2;

    /**
     * Questions of others that are open at a time (PROTOCOL.md, section 9). Half of them may be of members that have not
     * answered this one yet.
     */
    public static final int LIMIT = 64;

    /** Of one asker. */
    public static final int LIMIT_OF_ONE = 16;

    private static final long LONGEST_NANOS = 2_000_000_000L;

    private final Settings settings;
    private final View view;
    private final MemberEntry self;
    private final ReachabilityCheck check;
    private final PiggybackSender sender;
    private final PeerSelector selector;
    private final Tethers tethers;
    private final Witnesses witnesses;
    private final Map<MemberEntry, Examination> examinations = new LinkedHashMap<>();
    private long strangers;
    private long refused;

    public Reachability(
            Settings settings,
            Membership membership,
            ReachabilityCheck check,
            PiggybackSender sender,
            PeerSelector selector,
            Tethers tethers) {
        this.settings = settings;
        this.view = membership.view();
        this.self = membership.local().entry();
        this.check = check;
        this.sender = sender;
        this.selector = selector;
        this.tethers = tethers;
        this.witnesses = new Witnesses(view);
    }

    /** Checks a member from here. */
    void check(MemberEntry subject, ReachabilityCheck.Result result, long now) {
        check.begin(subject, settings.get(ProtocolSetting.VETO_HOLD), result, now);
    }

    /**
     * Asks a member's other witnesses, and two helpers, to check it from where they are.
     *
     * @param generation of the subject that is to be checked
     * @param number of the question, which their answers repeat
     * @return the names of the members to which the question was sent
     */
    Set<String> askOthers(MemberEntry subject, long generation, int number, long now) {
        Set<MemberEntry> others = new LinkedHashSet<>(
                witnesses.of(subject, settings.count(ProtocolSetting.WITNESSES), entry -> entry != self));
        others.addAll(selector.random(
                HELPERS, entry -> entry != subject && entry.status() == Status.ALIVE && !others.contains(entry)));
        Set<String> asked = new LinkedHashSet<>();
        for (MemberEntry other : others) {
            Address address = other.address();
            if (address != null && sender.send(other, address, question(subject, generation, number, other), now)) {
                asked.add(other.name());
            }
        }
        return asked;
    }

    private static Message question(MemberEntry subject, long generation, int number, MemberEntry asked) {
        return new Message.Examine(number, subject.name(), generation, IdentityHash.generation(asked));
    }

    /** Another member asks for a check from here. An open tether answers for it; otherwise it is checked. */
    public void asked(Message.Examine question, Address from, long now) {
        MemberEntry asker = view.at(from);
        if (asker == null || !asker.live()) {
            strangers++;
            return;
        }
        if (!sender.reserve(from, new Message.Examined(question.number(), Finding.UNKNOWN), now)) {
            return;
        }
        MemberEntry subject = view.get(question.name());
        if (subject == self || subject != null && isThat(subject, question) && tethers.holds(subject)) {
            answer(question, from, Finding.LIVES, now);
        } else if (subject == null || !isThat(subject, question)) {
            answer(question, from, Finding.UNKNOWN, now);
        } else {
            examine(subject, new Asker(question.number(), from), now);
        }
    }

    private static boolean isThat(MemberEntry subject, Message.Examine question) {
        return subject.record().generation() == question.generation();
    }

    /** Questions about the same member share the check that runs. */
    private void examine(MemberEntry subject, Asker asker, long now) {
        Examination running = examinations.get(subject);
        int askers = 0;
        int ofAsker = 0;
        for (Examination other : examinations.values()) {
            askers += other.askers.size();
            ofAsker += other.askersAt(asker.address());
        }
        int limit = sender.proven(asker.address()) ? LIMIT : LIMIT / 2;
        if (askers >= limit || ofAsker >= LIMIT_OF_ONE) {
            refused++;
            answer(asker, Finding.UNKNOWN, now);
        } else if (running != null) {
            running.askers.add(asker);
        } else {
            Examination examination = new Examination(subject, asker);
            examinations.put(subject, examination);
            // The answer has to be back before the asker's own time is up.
            long timeout = Math.min(LONGEST_NANOS, settings.get(ProtocolSetting.VETO_HOLD) * 4 / 5);
            check.begin(subject, timeout, examination, now);
        }
    }

    /** @param number of the question there */
    private record Asker(int number, Address address) {}

    /** A check for other members. */
    private final class Examination implements ReachabilityCheck.Result {
        private final MemberEntry subject;
        private final Set<Asker> askers = new LinkedHashSet<>();

        Examination(MemberEntry subject, Asker asker) {
            this.subject = subject;
            askers.add(asker);
        }

        int askersAt(Address address) {
            int count = 0;
            for (Asker asker : askers) {
                count += asker.address().equals(address) ? 1 : 0;
            }
            return count;
        }

        @Override
        public void checked(DetectionLog.Checked found, long now) {
            answerAll(found.finding(), now);
        }

        @Override
        public void gone(long now) {
            answerAll(Finding.REFUSES, now);
        }

        private void answerAll(Finding finding, long now) {
            examinations.remove(subject);
            askers.forEach(asker -> answer(asker, finding, now));
        }
    }

    private void answer(Message.Examine question, Address to, Finding finding, long now) {
        answer(new Asker(question.number(), to), finding, now);
    }

    private void answer(Asker asker, Finding finding, long now) {
        Address to = asker.address();
        sender.answerReserved(view.at(to), to, new Message.Examined(asker.number(), finding), now);
    }

    /** Questions that were dropped since no member of this cluster sent them. */
    @Override
    public long unexpected() {
        return strangers;
    }

    /** Questions that were answered with "unknown" since too many were open. */
    @Override
    public long refused() {
        return refused;
    }
}
