package dev.grapevine.core.failure;

import dev.grapevine.core.membership.Membership;
import dev.grapevine.core.rumor.PeerSelector;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.model.Status;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Whether a member can be reached: checked from here, asked of others, and answered to others that ask. Each member
 * judges by its own sockets; what the findings of several add up to is decided in {@link RefusalConsensus}.
 */
public final class Reachability {

    /** Members that are asked besides the witnesses. */
    private static final int HELPERS = 2;

    private final Settings settings;
    private final View view;
    private final MemberEntry self;
    private final ReachabilityCheck check;
    private final PiggybackSender sender;
    private final PeerSelector selector;
    private final Tethers tethers;
    private final Witnesses witnesses;

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
        Message question = new Message.Examine(number, subject.name(), generation);
        Set<String> asked = new LinkedHashSet<>();
        for (MemberEntry other : others) {
            Address address = other.address();
            if (address != null && sender.send(other, address, question, now)) {
                asked.add(other.name());
            }
        }
        return asked;
    }

    /** Another member asks for a check from here. An open tether answers for it; otherwise it is checked. */
    public void asked(Message.Examine question, Address from, long now) {
        MemberEntry subject = view.get(question.name());
        if (subject == self) {
            answer(question, from, Finding.LIVES, now);
        } else if (subject == null || subject.record().generation() != question.generation()) {
            answer(question, from, Finding.UNKNOWN, now);
        } else if (tethers.holds(subject)) {
            answer(question, from, Finding.LIVES, now);
        } else {
            // The answer has to be back before the asker's own time is up.
            long timeout = settings.get(ProtocolSetting.VETO_HOLD) * 4 / 5;
            check.begin(subject, timeout, new ForOther(question, from), now);
        }
    }

    private final class ForOther implements ReachabilityCheck.Result {
        private final Message.Examine question;
        private final Address asker;

        ForOther(Message.Examine question, Address asker) {
            this.question = question;
            this.asker = asker;
        }

        @Override
        public void checked(DetectionLog.Checked found, long now) {
            answer(question, asker, found.finding(), now);
        }

        @Override
        public void gone(long now) {
            answer(question, asker, Finding.REFUSES, now);
        }
    }

    private void answer(Message.Examine question, Address to, Finding finding, long now) {
        sender.answer(view.at(to), to, new Message.Examined(question.number(), finding), 0, now);
    }
}
