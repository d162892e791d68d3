package dev.grapevine.core.failure;

import dev.grapevine.core.config.ProtocolSetting;
import dev.grapevine.core.config.Settings;
import dev.grapevine.core.ping.AnswerHistory;
import dev.grapevine.core.view.MemberEntry;
import dev.grapevine.core.view.View;
import java.util.HashMap;
import java.util.Map;

/**
 * What a probe without an answer is worth. Nothing, where nobody else answered this member either: whoever is deaf or mute accuses nobody; but with no
 * answer of anybody for a whole window it goes on, else one that is left alone would never learn it.
 */
final class Unanswered {

    private final boolean proof;
    private final long alone;
    private final View view;
    private final AnswerHistory answers;

    /** When the oldest of the probes was sent that a member did not answer since it last did. */
    private final Map<String, Long> first = new HashMap<>();

    /** Since when this process has run without a stall. */
    private long ran;

    Unanswered(Settings settings, View view, AnswerHistory answers) {
        this.proof = settings.count(ProtocolSetting.PROOF) > 0;
        this.alone = settings.get(ProtocolSetting.WINDOW_MAX);
        this.view = view;
        this.answers = answers;
    }

    /** This process runs from now on. */
    void run(long now) {
        ran = now;
    }

    void asked(MemberEntry target, long now) {
        first.putIfAbsent(target.name(), now);
    }

    /** It answered, or what it did not answer does not count. */
    void forget(MemberEntry target) {
        first.remove(target.name());
    }

    /** Whether its silence can be held against the target: an answer of anybody since it was sent, a helper's nack most often, shows that this member is heard and hears. */
    boolean proven(Probe probe, long now) {
        boolean answeredSince = answers.count() > 0 && answers.lastAt() - ran > 0;
        long since = now - (answeredSince ? answers.lastAt() : ran);
        return !proof
                || view.live() <= 2
                || answers.count() != probe.answersBefore && !answers.regainedSince(probe.sentAt)
                || since > alone;
    }

    /** From when on the window counts: what was not answered while nobody answered counts from now, else from the first that was not answered. */
    long anchor(Probe probe, long now) {
        String name = probe.target.name();
        if (view.live() > 2 && proof && answers.count() == probe.answersBefore) {
            first.put(name, now);
            return now;
        }
        long since = first.getOrDefault(name, probe.sentAt);
        return answers.regainedSince(since) ? probe.sentAt : since;
    }
}
