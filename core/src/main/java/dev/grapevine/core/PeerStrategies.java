package dev.grapevine.core;

import dev.grapevine.core.view.InitialView;
import dev.grapevine.core.view.RecordOrder;
import java.util.function.LongBinaryOperator;

/**
 * What tests and simulations may replace in a peer: the two rules on which convergence and accuracy rest, to break them on
 * purpose and see that the simulator notices; and how a peer begins. Programs take {@link #STANDARD}.
 *
 * @param order between records of one name
 * @param refutation the incarnation that refutes an accusation, from the member's own one and the accused one
 * @param initialView the members that the view begins with
 */
public record PeerStrategies(RecordOrder order, LongBinaryOperator refutation, InitialView initialView) {

    public static final PeerStrategies STANDARD =
            new PeerStrategies(new RecordOrder(), (own, accused) -> Math.max(own, accused) + 1, InitialView.ALONE);

    public PeerStrategies withOrder(RecordOrder changed) {
        return new PeerStrategies(changed, refutation, initialView);
    }

    public PeerStrategies withRefutation(LongBinaryOperator changed) {
        return new PeerStrategies(order, changed, initialView);
    }

    public PeerStrategies withInitialView(InitialView changed) {
        return new PeerStrategies(order, refutation, changed);
    }
}
