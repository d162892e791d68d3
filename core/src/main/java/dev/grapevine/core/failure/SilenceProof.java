package dev.grapevine.core.failure;

import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import java.util.HashMap;
import java.util.Map;

/**
 * What an unanswered probe is worth (PROTOCOL.md, section 2, "What counts"). It is worth nothing where nobody else
 * answered this member either: a member that is deaf or mute accuses nobody. An answer of anybody since the probe was
 * sent, most often a helper's nack, shows that this member is heard and hears. After a whole window without any answer
 * it accuses nonetheless, since a member that is left alone would never learn it otherwise.
 */
final class SilenceProof {

    private final boolean required;
    private final long aloneNanos;
    private final View view;
    private final AnswerHistory answers;

    /** By name: when the oldest probe was sent that the member has not answered since its last answer. */
    private final Map<String, Long> unansweredSince = new HashMap<>();

    private long runningSince;

    SilenceProof(Settings settings, View view, AnswerHistory answers) {
        this.required = settings.count(ProtocolSetting.PROOF) > 0;
        this.aloneNanos = settings.get(ProtocolSetting.WINDOW_MAX);
        this.view = view;
        this.answers = answers;
    }

    /** This process started, or runs again after a stall. */
    void runningSince(long now) {
        runningSince = now;
    }

    void asked(MemberEntry target, long now) {
        unansweredSince.putIfAbsent(target.name(), now);
    }

    /** It answered, or what it did not answer does not count. */
    void forget(MemberEntry target) {
        unansweredSince.remove(target.name());
    }

    /**
     * Whether the silence of a target can be held against it.
     *
     * @param answersBefore how many answers of anybody had come when the probe was sent
     */
    boolean proves(long answersBefore, long sentAt, long now) {
        if (!required || view.live() <= 2) {
            return true;
        }
        boolean heard = answers.count() != answersBefore && !answers.regainedSince(sentAt);
        long heardAt = answers.anySince(runningSince) ? answers.lastAt() : runningSince;
        return heard || now - heardAt > aloneNanos;
    }

    /**
     * From when on the suspicion's window counts: from the first probe that was not answered. Where nobody answered
     * meanwhile it counts from now on, and where contact was lost meanwhile from this probe on.
     */
    long since(MemberEntry target, long answersBefore, long sentAt, long now) {
        if (required && view.live() > 2 && answers.count() == answersBefore) {
            unansweredSince.put(target.name(), now);
            return now;
        }
        long first = unansweredSince.getOrDefault(target.name(), sentAt);
        return answers.regainedSince(first) ? sentAt : first;
    }
}
