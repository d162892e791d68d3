package dev.grapevine.sim.invariant;

import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.model.Status;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The book of what owners have written about themselves: how far each life of each member has come. */
final class OwnershipCheck {

    /** One life of one member. */
    private static final class Life {
        private long incarnation;
        private boolean left;
    }

    private final Map<String, Map<Long, Life>> lives = new HashMap<>();

    /**
     * Notes an owner's own record.
     *
     * @return what is wrong with it, or null
     */
    @Nullable String note(MemberRecord own) {
        Life life = lives.computeIfAbsent(own.name(), name -> new HashMap<>())
                .computeIfAbsent(own.generation(), generation -> new Life());
        if (own.incarnation() < life.incarnation) {
            return AgreementCheck.describe(own) + " fell behind its own incarnation " + life.incarnation;
        }
        if (life.left && own.status() != Status.LEFT) {
            return AgreementCheck.describe(own) + " had left";
        }
        life.incarnation = own.incarnation();
        life.left = own.status() == Status.LEFT;
        return null;
    }

    /** What is wrong with a record that somebody holds: that its owner never went so far. Null if nothing is. */
    @Nullable String judge(MemberRecord held) {
        Life life = lives.getOrDefault(held.name(), Map.of()).get(held.generation());
        if (life == null) {
            return AgreementCheck.describe(held) + ", a generation that never was";
        }
        if (held.incarnation() > life.incarnation) {
            return AgreementCheck.describe(held) + ", while its owner is at incarnation " + life.incarnation;
        }
        if (held.status() == Status.LEFT && !life.left) {
            return AgreementCheck.describe(held) + ", but its owner did not leave";
        }
        return null;
    }
}
