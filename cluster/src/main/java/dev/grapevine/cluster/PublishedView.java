package dev.grapevine.cluster;

import dev.grapevine.model.Instance;
import dev.grapevine.model.Member;
import dev.grapevine.model.ReadyInstances;
import dev.grapevine.model.ServiceInstance;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a member knows at one moment: all members by name, and their instances by service, member and id. Immutable to
 * its readers, so any thread reads it without a lock. A newer view shares all members, instances and services
 * that have not changed with the one before it.
 *
 * <h2>Which thread does the work</h2>
 *
 * A change costs the member's thread only as much as has changed: it adds that to what has changed since a view that is
 * complete. The first reader of a view completes it; other readers at the same moment do the same and get the same.
 * While nobody reads, changes are added up, until it is time to complete a view in the member's thread after all.
 */
final class PublishedView {

    /** How many changes, beyond one for each member, may add up before the loop completes a view itself. */
    private static final int CARRIED = 64;

    private static final ReadyInstances NONE_READY = new ReadyInstances(List.of(), List.of());

    private static final Comparator<Instance> BY_MEMBER_AND_ID = Comparator.<Instance, String>comparing(
                    instance -> instance.member().name())
            .thenComparing(instance -> instance.service().id());

    /**
     * The instances of one service.
     *
     * @param all by member and id
     * @param ready those among them that clients may use
     */
    private record Group(String service, List<Instance> all, ReadyInstances ready) {
        static Group of(String service, List<Instance> all) {
            return new Group(service, all, ReadyInstances.of(all));
        }
    }

    /**
     * What is now known of one member.
     *
     * @param member null if it is no longer known
     * @param instances those that count, in any order: none if it is not live
     */
    record Update(String name, @Nullable Member member, List<ServiceInstance> instances) {}

    /** A complete view: members and groups by name. */
    private record Contents(List<Member> members, List<Group> groups) {

        List<Instance> all(String service) {
            Group group = find(groups, Group::service, service);
            return group == null ? List.of() : group.all;
        }

        Contents with(Map<String, Update> updates, Set<String> offered) {
            List<Member> known = new ArrayList<>();
            TreeMap<String, List<Instance>> added = new TreeMap<>();
            offered.forEach(service -> added.put(service, new ArrayList<>()));
            for (Update update : updates.values()) {
                Member member = update.member;
                if (member != null) {
                    known.add(member);
                    for (ServiceInstance instance : update.instances) {
                        added.computeIfAbsent(instance.service(), service -> new ArrayList<>())
                                .add(new Instance(member, instance));
                    }
                }
            }
            List<Group> changed = new ArrayList<>();
            added.forEach((service, instances) -> {
                List<Instance> all = replaced(
                        all(service),
                        instance -> updates.containsKey(instance.member().name()),
                        instances,
                        BY_MEMBER_AND_ID);
                if (!all.isEmpty()) {
                    changed.add(Group.of(service, all));
                }
            });
            return new Contents(
                    replaced(
                            members,
                            member -> updates.containsKey(member.name()),
                            known,
                            Comparator.comparing(Member::name)),
                    added.isEmpty()
                            ? groups
                            : replaced(
                                    groups,
                                    group -> added.containsKey(group.service),
                                    changed,
                                    Comparator.comparing(Group::service)));
        }
    }

    /**
     * What has changed since a complete view, as a list of publications, the latest first.
     *
     * @param earlier null if this is the first since the complete view
     * @param updates one for each name
     * @param offered the services of which one of these members had an instance before
     * @param size how many updates there are in this and all earlier publications
     */
    private record Delta(Contents base, @Nullable Delta earlier, List<Update> updates, Set<String> offered, int size) {

        Contents applied() {
            Map<String, Update> latest = new HashMap<>();
            Set<String> services = new HashSet<>();
            for (Delta delta = this; delta != null; delta = delta.earlier) {
                delta.updates.forEach(update -> latest.putIfAbsent(update.name, update));
                services.addAll(delta.offered);
            }
            return base.with(latest, services);
        }
    }

    private final Member self;
    private final List<ServiceInstance> own;
    private final long liveId;

    /** Null until somebody needs it. Set before {@link #delta} is cleared. */
    private volatile @Nullable Contents contents;

    /** Null once it is applied, so that the view before can be forgotten. */
    private volatile @Nullable Delta delta;

    private PublishedView(
            Member self, List<ServiceInstance> own, long liveId, @Nullable Contents contents, @Nullable Delta delta) {
        this.self = self;
        this.own = own;
        this.liveId = liveId;
        this.contents = contents;
        this.delta = delta;
    }

    /** The view of a member that knows only itself, and offers nothing. */
    static PublishedView of(Member self, long liveId) {
        return new PublishedView(self, List.of(), liveId, new Contents(List.of(self), List.of()), null);
    }

    /**
     * This view with what has changed.
     *
     * @param updates one for each name
     * @param offered the services of which one of these members had an instance in this view
     */
    PublishedView with(List<Update> updates, Set<String> offered, long newLiveId) {
        Member newSelf = self;
        List<ServiceInstance> newOwn = own;
        for (Update update : updates) {
            if (update.member != null && update.member.local()) {
                newSelf = update.member;
                newOwn = sorted(update.instances);
            }
        }
        Delta changes = changed(updates, offered);
        return changes.size <= CARRIED + changes.base.members.size()
                ? new PublishedView(newSelf, newOwn, newLiveId, null, changes)
                : new PublishedView(newSelf, newOwn, newLiveId, changes.applied(), null);
    }

    private Delta changed(List<Update> updates, Set<String> offered) {
        Delta open = delta;
        return contents == null && open != null
                ? new Delta(open.base, open, updates, offered, open.size + updates.size())
                : new Delta(contents(), null, updates, offered, updates.size());
    }

    private Contents contents() {
        Contents known = contents;
        if (known != null) {
            return known;
        }
        Delta open = delta;
        if (open == null) {
            return Objects.requireNonNull(contents, "set before the changes are cleared");
        }
        Contents complete = open.applied();
        contents = complete;
        delta = null;
        return complete;
    }

    // ---- reads

    Member self() {
        return self;
    }

    /** By name. */
    List<Member> members() {
        return contents().members;
    }

    @Nullable Member member(String name) {
        return find(contents().members, Member::name, name);
    }

    /** A hash over the names and generations of the live members. */
    long liveId() {
        return liveId;
    }

    Set<String> services() {
        Set<String> names = new LinkedHashSet<>();
        contents().groups.forEach(group -> names.add(group.service));
        return names;
    }

    /** By member and id. */
    List<Instance> instances(String service) {
        return contents().all(service);
    }

    ReadyInstances ready(String service) {
        Group group = find(contents().groups, Group::service, service);
        return group == null ? NONE_READY : group.ready;
    }

    List<Instance> instances() {
        List<Instance> all = new ArrayList<>();
        contents().groups.forEach(group -> all.addAll(group.all));
        return all;
    }

    /** What the local member publishes, by service and id. */
    List<ServiceInstance> own() {
        return own;
    }

    // ---- sorted lists

    private static List<ServiceInstance> sorted(List<ServiceInstance> instances) {
        return instances.stream()
                .sorted(Comparator.comparing(ServiceInstance::service).thenComparing(ServiceInstance::id))
                .toList();
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
