package dev.grapevine.core;

import dev.grapevine.core.rumor.PushedRumors;
import dev.grapevine.core.rumor.Rumors;
import dev.grapevine.core.view.InitialView;
import dev.grapevine.core.view.RecordOrder;
import java.util.function.LongBinaryOperator;

/**
 * What tests and simulations may replace in a peer: the two rules on which convergence and accuracy rest, to break them on
 * purpose and see that the simulator notices; how a peer begins; and how it spreads news, to compare with others. Programs take
 * {@link #STANDARD}.
 *
 * @param order between records of one name
 * @param refutation the incarnation that refutes an accusation, from the member's own one and the accused one
 * @param initialView the members that the view begins with
 * @param rumors how news is spread
 */
@SuppressWarnings("exports") // only simulations bring rumors of their own; they see all of core
public record PeerStrategies(
        RecordOrder order, LongBinaryOperator refutation, InitialView initialView, Rumors.Factory rumors) {

    public static final PeerStrategies STANDARD = new PeerStrategies(
            new RecordOrder(), (own, accused) -> Math.max(own, accused) + 1, InitialView.ALONE, PushedRumors::new);

    public PeerStrategies withOrder(RecordOrder changed) {
        return new PeerStrategies(changed, refutation, initialView, rumors);
    }

    public PeerStrategies withRefutation(LongBinaryOperator changed) {
        return new PeerStrategies(order, changed, initialView, rumors);
    }

    public PeerStrategies withInitialView(InitialView changed) {
        return new PeerStrategies(order, refutation, changed, rumors);
    }

    public PeerStrategies withRumors(Rumors.Factory changed) {
        return new PeerStrategies(order, refutation, initialView, changed);
    }
}
