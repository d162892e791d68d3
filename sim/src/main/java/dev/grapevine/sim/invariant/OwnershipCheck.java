package dev.grapevine.sim.invariant;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What owners have written about themselves: how far each generation of each member has come. */
final class OwnershipCheck {

    /** How far one generation has come; copies of a process write the same one. */
    private static final class Progress {
        private final Map<Object, Long> incarnations = new HashMap<>();
        private long incarnation;
        private boolean left;
    }

    private final Map<String, Map<Long, Progress>> generations = new HashMap<>();

    /**
     * Records what an owner wrote about itself.
     *
     * @param writer the process
     * @return what is wrong with it, or null
     */
    @Nullable String checkOwn(MemberRecord own, Object writer) {
        Progress progress = generations
                .computeIfAbsent(own.name(), name -> new HashMap<>())
                .computeIfAbsent(own.generation(), generation -> new Progress());
        Long before = progress.incarnations.put(writer, own.incarnation());
        if (before != null && own.incarnation() < before) {
            return AgreementCheck.describe(own) + " fell behind its own incarnation " + before;
        }
        if (progress.left && own.status() != Status.LEFT) {
            return AgreementCheck.describe(own) + " had left";
        }
        progress.incarnation = Math.max(progress.incarnation, own.incarnation());
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
