package dev.grapevine.sim.invariant;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What owners have written about themselves: how far each generation of each member has come. */
final class OwnershipCheck {

    /** How far one generation has come. */
    private static final class Progress {
        private long incarnation;
        private boolean left;
    }

    private final Map<String, Map<Long, Progress>> generations = new HashMap<>();

    /**
     * Records what an owner wrote about itself.
     *
     * @return what is wrong with it, or null
     */
    @Nullable String checkOwn(MemberRecord own) {
        Progress progress = generations
                .computeIfAbsent(own.name(), name -> new HashMap<>())
                .computeIfAbsent(own.generation(), generation -> new Progress());
        if (own.incarnation() < progress.incarnation) {
            return AgreementCheck.describe(own) + " fell behind its own incarnation " + progress.incarnation;
        }
        if (progress.left && own.status() != Status.LEFT) {
            return AgreementCheck.describe(own) + " had left";
        }
        progress.incarnation = own.incarnation();
        progress.left = own.status() == Status.LEFT;
        return null;
    }

    /**
     * Checks a record that some member holds.
     *
     * @return what is wrong with it, because its owner never wrote it; null if nothing is
     */
    @Nullable String checkHeld(MemberRecord held) {
        Progress progress = generations.getOrDefault(held.name(), Map.of()).get(held.generation());
        if (progress == null) {
            return AgreementCheck.describe(held) + ", a generation that never was";
        }
        if (held.incarnation() > progress.incarnation) {
            return AgreementCheck.describe(held) + ", while its owner is at incarnation " + progress.incarnation;
        }
        if (held.status() == Status.LEFT && !progress.left) {
            return AgreementCheck.describe(held) + ", but its owner did not leave";
        }
        return null;
    }
}
