package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ServiceInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows at one moment: all members by name, and their instances by service, member and id. Immutable, so
 * any thread reads it without a lock. A newer view shares all members, instances and services that have not changed with
 * the one before it.
 */
final class PublishedView {

    private static final Comparator<Instance> BY_MEMBER_AND_ID = Comparator.<Instance, String>comparing(
                    instance -> instance.member().name())
            .thenComparing(instance -> instance.service().id());

    /**
     * The instances of one service.
     *
     * @param all by member and id
     * @param discoverable those among them that clients may use
     */
    private record Group(String service, List<Instance> all, List<Instance> discoverable) {
        static Group of(String service, List<Instance> all) {
            return new Group(
                    service, all, all.stream().filter(Instance::discoverable).toList());
        }
    }

    /**
     * What is now known of one member.
     *
     * @param member null if it is no longer known
     * @param instances those that count, in any order: none if it is not live
     */
    record Update(String name, @Nullable Member member, List<ServiceInstance> instances) {}

    private final Member self;
    private final List<Member> members;
    private final List<Group> groups;
    private final List<ServiceInstance> own;
    private final long liveId;

    private PublishedView(
            Member self, List<Member> members, List<Group> groups, List<ServiceInstance> own, long liveId) {
        this.self = self;
        this.members = members;
        this.groups = groups;
        this.own = own;
        this.liveId = liveId;
    }

    /** The view of a member that knows only itself, and offers nothing. */
    static PublishedView of(Member self, long liveId) {
        return new PublishedView(self, List.of(self), List.of(), List.of(), liveId);
    }

    Member self() {
        return self;
    }

    /** By name. */
    List<Member> members() {
        return members;
    }

    @Nullable Member member(String name) {
        return find(members, Member::name, name);
    }

    /** A hash over the names and generations of the live members. */
    long liveId() {
        return liveId;
    }

    Set<String> services() {
        Set<String> names = new LinkedHashSet<>();
        groups.forEach(group -> names.add(group.service));
        return names;
    }

    List<Instance> discoverable(String service) {
        Group group = find(groups, Group::service, service);
        return group == null ? List.of() : group.discoverable;
    }

    List<Instance> instances() {
        List<Instance> all = new ArrayList<>();
        groups.forEach(group -> all.addAll(group.all));
        return all;
    }

    /** What the local member publishes, by service and id. */
    List<ServiceInstance> own() {
        return own;
    }

    /**
     * This view with what has changed.
     *
     * @param updates one for each name
     * @param offered the services of which one of these members had an instance in this view
     */
    PublishedView with(List<Update> updates, Set<String> offered, long newLiveId) {
        Set<String> updated = new LinkedHashSet<>();
        List<Member> known = new ArrayList<>();
        TreeMap<String, List<Instance>> added = new TreeMap<>();
        offered.forEach(service -> added.put(service, new ArrayList<>()));
        Member newSelf = self;
        List<ServiceInstance> newOwn = own;
        for (Update update : updates) {
            updated.add(update.name);
            Member member = update.member;
            if (member != null) {
                known.add(member);
                if (member.local()) {
                    newSelf = member;
                    newOwn = sorted(update.instances);
                }
                for (ServiceInstance instance : update.instances) {
                    added.computeIfAbsent(instance.service(), service -> new ArrayList<>())
                            .add(new Instance(member, instance));
                }
            }
        }
        List<Group> changed = new ArrayList<>();
        added.forEach((service, instances) -> {
            List<Instance> all = replaced(
                    all(service), instance -> updated.contains(instance.member().name()), instances, BY_MEMBER_AND_ID);
            if (!all.isEmpty()) {
                changed.add(Group.of(service, all));
            }
        });
        return new PublishedView(
                newSelf,
                replaced(members, member -> updated.contains(member.name()), known, Comparator.comparing(Member::name)),
                added.isEmpty()
                        ? groups
                        : replaced(
                                groups,
                                group -> added.containsKey(group.service),
                                changed,
                                Comparator.comparing(Group::service)),
                newOwn,
                newLiveId);
    }

    private static List<ServiceInstance> sorted(List<ServiceInstance> instances) {
        return instances.stream()
                .sorted(Comparator.comparing(ServiceInstance::service).thenComparing(ServiceInstance::id))
                .toList();
    }

    private List<Instance> all(String service) {
        Group group = find(groups, Group::service, service);
        return group == null ? List.of() : group.all;
    }

    /** A sorted list without some of its elements, and with others merged in. */
    private static <T> List<T> replaced(
            List<T> sorted, Predicate<T> dropped, Collection<T> unsorted, Comparator<T> order) {
        List<T> added = new ArrayList<>(unsorted);
        added.sort(order);
        List<T> merged = new ArrayList<>(sorted.size() + added.size());
        int next = 0;
        for (T element : sorted) {
            if (dropped.test(element)) {
                continue;
            }
            while (next < added.size() && order.compare(added.get(next), element) < 0) {
                merged.add(added.get(next++));
            }
            merged.add(element);
        }
        merged.addAll(added.subList(next, added.size()));
        return List.copyOf(merged);
    }

    private static <T> @Nullable T find(List<T> sorted, Function<T, String> key, String wanted) {
        int low = 0;
        int high = sorted.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            T element = sorted.get(middle);
            int order = key.apply(element).compareTo(wanted);
            if (order == 0) {
                return element;
            }
            if (order < 0) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
        return null;
    }
}
