package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.DurationFormat;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * The members of a plan at the time that it has reached: which are started, which run, which hang. So a step is only drawn
 * for members that it applies to. Mutable, for one plan.
 */
final class PlannedMembers {

    private static final class PlannedMember {
        private final String zone;
        private boolean stopped;
        /** When a hang, pause or sleep ends; 0 if there is none. */
        private long awayUntil;

        private PlannedMember(String zone) {
            this.zone = zone;
        }
    }

    private final SplittableRandom random;
    private final List<String> zones;
    private final Map<String, PlannedMember> members = new LinkedHashMap<>();
    private final Map<String, List<String>> groups = new HashMap<>();
    /** How many members had their turn. */
    private int turns;

    private long now;

    PlannedMembers(SplittableRandom random, List<String> zones) {
        this.random = random;
        this.zones = List.copyOf(zones);
    }

    SplittableRandom random() {
        return random;
    }

    // ---- what happens to them

    /** Adds the next member: {@code n1}, {@code n2} and so on, each in the next zone. */
    String add() {
        String name = "n" + (members.size() + 1);
        members.put(name, new PlannedMember(zones.isEmpty() ? "" : zones.get(members.size() % zones.size())));
        return name;
    }

    String zone(String name) {
        return member(name).zone;
    }

    void advanceTo(long time) {
        now = time;
    }

    void stopped(String name) {
        member(name).stopped = true;
        member(name).awayUntil = 0;
    }

    void restarted(String name) {
        member(name).stopped = false;
        member(name).awayUntil = 0;
    }

    /** @param until when it is back; Long.MAX_VALUE for not before it is resumed */
    void away(String name, long until) {
        member(name).awayUntil = until;
    }

    /** Draws a group from the members that are in no group yet. */
    void drawGroup(String name, MemberSelector selector) {
        Set<String> taken = new HashSet<>();
        groups.values().forEach(taken::addAll);
        groups.put(name, select(selector, member -> !taken.contains(member)));
    }

    // ---- selection

    /** Selects members for a step: a restart draws from the stopped, a resume from the hung, all else from those that run. */
    List<String> select(MemberSelector selector, StepKind kind) {
        return select(
                selector,
                switch (kind) {
                    case RESTART -> name -> member(name).stopped;
                    case RESUME -> this::hung;
                    default -> this::runs;
                });
    }

    private List<String> select(MemberSelector selector, Predicate<String> pool) {
        if (selector instanceof MemberSelector.Count count) {
            return draw(count.draw(random), pool);
        } else if (selector instanceof MemberSelector.Share share) {
            long pooled = members.keySet().stream().filter(pool).count();
            long number = share.share() == 0 ? 0 : Math.max(1, Math.round(share.share() * pooled));
            return draw(Math.toIntExact(number), pool);
        } else if (selector instanceof MemberSelector.Named named) {
            named.names().forEach(this::member);
            return named.names();
        } else if (selector instanceof MemberSelector.Group group) {
            return group(group.name());
        } else if (selector instanceof MemberSelector.Zone zone) {
            return zoned(zone.zone());
        } else if (selector instanceof MemberSelector.Next) {
            return next(pool);
        } else if (selector instanceof MemberSelector.Stopped) {
            return filter(name -> member(name).stopped);
        } else if (selector instanceof MemberSelector.Hung) {
            return filter(this::hung);
        }
        return List.copyOf(members.keySet());
    }

    private List<String> group(String name) {
        List<String> group = groups.get(name);
        if (group == null) {
            throw new IllegalArgumentException("'" + name + "' is no group; "
                    + (groups.isEmpty() ? "no groups are set" : "groups are " + String.join(", ", groups.keySet())));
        }
        return group;
    }

    private List<String> zoned(String zone) {
        if (!zones.contains(zone)) {
            throw new IllegalArgumentException("there is no zone '" + zone + "'; "
                    + (zones.isEmpty() ? "no zones are set" : "zones are " + String.join(", ", zones)));
        }
        return filter(name -> member(name).zone.equals(zone));
    }

    private List<String> next(Predicate<String> pool) {
        for (int i = 0; i < members.size(); i++) {
            String name = "n" + (turns++ % members.size() + 1);
            if (pool.test(name)) {
                return List.of(name);
            }
        }
        return List.of();
    }

    private boolean hung(String name) {
        PlannedMember member = member(name);
        return !member.stopped && member.awayUntil == Long.MAX_VALUE;
    }

    /** Whether its process runs, neither hung nor paused. */
    private boolean runs(String name) {
        PlannedMember member = member(name);
        return !member.stopped && member.awayUntil <= now;
    }

    private List<String> draw(int number, Predicate<String> pool) {
        List<String> drawn = new ArrayList<>(filter(pool));
        // the first steps of a shuffle
        for (int i = 0; i < Math.min(number, drawn.size()); i++) {
            Collections.swap(drawn, i, i + random.nextInt(drawn.size() - i));
        }
        Set<String> chosen = new HashSet<>(drawn.subList(0, Math.min(number, drawn.size())));
        return filter(chosen::contains);
    }

    private List<String> filter(Predicate<String> wanted) {
        return members.keySet().stream().filter(wanted).toList();
    }

    private PlannedMember member(String name) {
        PlannedMember member = members.get(name);
        if (member == null) {
            throw new IllegalArgumentException("there is no member " + name + " at " + DurationFormat.format(now)
                    + "; members are n1 to n" + members.size());
        }
        return member;
    }
}
