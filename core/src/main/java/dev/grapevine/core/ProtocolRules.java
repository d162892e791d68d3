package dev.grapevine.core;

import dev.grapevine.core.view.RecordOrder;
import java.util.function.LongBinaryOperator;

/**
 * The two rules on which convergence and accuracy rest, in one place so that tests can break them on purpose and see that the
 * simulator notices.
 *
 * @param order between records of one name
 * @param refutation the incarnation that refutes an accusation, from the own one and the accused one
 */
public record ProtocolRules(RecordOrder order, LongBinaryOperator refutation) {

    public static final ProtocolRules STANDARD =
            new ProtocolRules(new RecordOrder(), (own, accused) -> Math.max(own, accused) + 1);
}
