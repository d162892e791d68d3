package dev.grapevine.model;

import java.util.List;
import java.util.function.Predicate;

/**
 * The instances of one service that clients may be given: those that are up and not critical or, if nobody of these suits
 * a client, those that drain. So draining never empties a service: the last ready instance serves until another is ready.
 * Every list of ready instances, and every pick, comes from here. Immutable.
 *
 * @param up the discoverable instances
 * @param draining those that drain and are not critical
 */
public record ReadyInstances(List<Instance> up, List<Instance> draining) {

    public ReadyInstances {
        up = List.copyOf(up);
        draining = List.copyOf(draining);
    }

    /** @param all all instances of a service, whose order stays */
    public static ReadyInstances of(List<Instance> all) {
        return new ReadyInstances(
                all.stream().filter(Instance::discoverable).toList(),
                all.stream().filter(ReadyInstances::drains).toList());
    }

    /** Whether an instance drains and is not critical. */
    public static boolean drains(Instance instance) {
        return instance.service().state() == ServiceState.DRAINING
                && instance.service().health() != Health.CRITICAL;
    }

    /** The instances to give to clients that take any. */
    public List<Instance> any() {
        return up.isEmpty() ? draining : up;
    }

    /** The instances to give to clients that want certain ones, such as those with a tag. */
    public List<Instance> suiting(Predicate<? super Instance> wanted) {
        List<Instance> first = up.stream().filter(wanted).toList();
        return first.isEmpty() ? draining.stream().filter(wanted).toList() : first;
    }

    /**
     * The rule for what stands for instances of one service elsewhere, such as their JSON.
     *
     * @param suiting those that suit a client
     * @param isUp whether one is discoverable
     * @param drains whether one drains and is not critical
     */
    public static <T> List<T> among(List<T> suiting, Predicate<? super T> isUp, Predicate<? super T> drains) {
        List<T> first = suiting.stream().filter(isUp).toList();
        return first.isEmpty() ? suiting.stream().filter(drains).toList() : first;
    }
}
