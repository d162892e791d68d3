package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.LocalMember;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.rumor.PiggybackSender;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import dev.grapevine.model.Address;
import java.util.function.Predicate;

/** What this member finds of another, for one who asks: by a tether that is open, else by a look at it ({@link ReachabilityCheck}). */
public final class ReachabilityResponder {

    private final Settings settings;
    private final View view;
    private final LocalMember self;
    private final Channels channels;
    private final Pings pings;
    private final PiggybackSender sender;
    private final Timers timers;
    private final Predicate<MemberEntry> tethered;

    public ReachabilityResponder(
            Settings settings,
            View view,
            LocalMember self,
            Channels channels,
            Pings pings,
            PiggybackSender sender,
            Timers timers,
            Predicate<MemberEntry> tethered) {
        this.settings = settings;
        this.view = view;
        this.self = self;
        this.channels = channels;
        this.pings = pings;
        this.sender = sender;
        this.timers = timers;
        this.tethered = tethered;
    }

    /** Another asks what is found of a member from here. */
    public void asked(Message.Examine question, Address from, long now) {
        MemberEntry subject = view.get(question.name());
        if (subject == null || subject.record().generation() != question.generation() || subject == self.entry()) {
            answer(question, from, subject == self.entry() ? Finding.LIVES : Finding.UNKNOWN, now);
            return;
        }
        if (tethered.test(subject)) {
            answer(question, from, Finding.LIVES, now);
            return;
        }
        ReachabilityCheck.begin(
                channels,
                pings,
                timers,
                subject,
                settings.get(ProtocolSetting.VETO_HOLD) * 4 / 5,
                new ReachabilityCheck.Result() {
                    @Override
                    public void found(DetectionLog.Examined found, long then) {
                        answer(question, from, found.finding(), then);
                    }

                    @Override
                    public void gone(long then) {
                        answer(question, from, Finding.REFUSES, then);
                    }
                },
                now);
    }

    private void answer(Message.Examine question, Address to, Finding finding, long now) {
        sender.answer(view.at(to), to, new Message.Examined(question.number(), finding), 0, now);
    }
}
