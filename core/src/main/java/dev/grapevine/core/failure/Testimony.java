package dev.grapevine.core.failure;

import dev.grapevine.core.config.Knob;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.env.Channels;
import dev.grapevine.core.env.Timers;
import dev.grapevine.core.membership.Hellos;
import dev.grapevine.core.membership.Self;
import dev.grapevine.core.rumor.Courier;
import dev.grapevine.core.view.Address;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.core.wire.Message;
import dev.grapevine.core.wire.Message.Finding;
import java.util.function.Predicate;

/** What this member finds of another, for one who asks: by a tether that is open, else by a look at it ({@link Examination}). */
public final class Testimony {

    private final Settings settings;
    private final View view;
    private final Self self;
    private final Channels channels;
    private final Pings pings;
    private final Hellos hellos;
    private final Courier courier;
    private final Timers timers;
    private final Predicate<MemberEntry> tethered;

    Testimony(
            Settings settings,
            View view,
            Self self,
            Channels channels,
            Pings pings,
            Hellos hellos,
            Courier courier,
            Timers timers,
            Predicate<MemberEntry> tethered) {
        this.settings = settings;
        this.view = view;
        this.self = self;
        this.channels = channels;
        this.pings = pings;
        this.hellos = hellos;
        this.courier = courier;
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
        Examination.begin(
                channels,
                pings,
                hellos,
                timers,
                subject,
                settings.get(Knob.VETO_HOLD) * 4 / 5,
                new Examination.Result() {
                    @Override
                    public void found(Trail.Examined found, long then) {
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
        courier.answer(view.at(to), to, new Message.Examined(question.number(), finding), 0, now);
    }
}
