package dev.grapevine.core.failure;

import dev.grapevine.core.membership.HearsayDeaths;
import dev.grapevine.core.membership.RecordMessages;
import dev.grapevine.core.ping.Pings;
import dev.grapevine.core.ping.Question;
import dev.grapevine.core.rumor.Outbox;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.wire.Message;
import dev.grapevine.model.Address;

/** Speaks to members that others call dead or gone, and hears their answers, for {@link HearsayDeaths}. */
public final class HearsayChecks implements HearsayDeaths.Accused {

    private final HearsayDeaths hearsay;
    private final Outbox outbox;
    private final Pings pings;

    public HearsayChecks(HearsayDeaths hearsay, Outbox outbox, Pings pings) {
        this.hearsay = hearsay;
        this.outbox = outbox;
        this.pings = pings;
    }

    @Override
    public void tell(Address address, Message.Verdict verdict, long now) {
        outbox.send(address, RecordMessages.accusation(verdict), now);
    }

    @Override
    public boolean ask(MemberEntry subject, Address address, long now) {
        return pings.send(pings.openBriefly(subject, new Answer(subject), now), subject, address, now);
    }

    /** A process that answers under the name with another generation lives too: it may just have refuted a false leave. */
    private final class Answer implements Question.Outcome {
        private final MemberEntry subject;

        Answer(MemberEntry subject) {
            this.subject = subject;
        }

        @Override
        public void answered(Question question, Address from, long roundTripNanos, long now) {
            lives(question);
        }

        @Override
        public void gone(Question question, Address from, long now) {
            lives(question);
        }

        private void lives(Question question) {
            pings.close(question);
            hearsay.answered(subject);
        }
    }
}
