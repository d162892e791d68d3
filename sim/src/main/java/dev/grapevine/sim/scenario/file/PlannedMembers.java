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
 * The members of a scenario while it is planned: who is started by then, who runs, who hangs; so that a draw finds members
 * that the step can befall. Mutable, for one plan.
 */
final class PlannedMembers {

    /** What a plan knows of one member. */
    private static final class Part {
        private final String zone;
        private boolean stopped;
        /** When a hang, pause or sleep ends; 0 if there is none. */
        private long awayUntil;

        private Part(String zone) {
            this.zone = zone;
        }
    }

    private final SplittableRandom random;
    private final List<String> zones;
    private final Map<String, Part> parts = new LinkedHashMap<>();
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

    // ---- what happens

    /** Adds the next member: {@code n1}, {@code n2} and so on, dealt out to the zones in turn. */
    String add() {
        String name = "n" + (parts.size() + 1);
        parts.put(name, new Part(zones.isEmpty() ? "" : zones.get(parts.size() % zones.size())));
        return name;
    }

    String zone(String member) {
        return part(member).zone;
    }

    void at(long time) {
        now = time;
    }

    void stopped(String member, boolean stopped) {
        part(member).stopped = stopped;
        part(member).awayUntil = 0;
    }

    /** @param until when it is back; Long.MAX_VALUE for not until it is resumed */
    void away(String member, long until) {
        part(member).awayUntil = until;
    }

    /** Draws a group, of members that are in none drawn before. */
    void group(String name, MemberSelector who) {
        Set<String> taken = new HashSet<>();
        groups.values().forEach(taken::addAll);
        groups.put(name, pick(who, member -> !taken.contains(member)));
    }

    // ---- who is meant

    /** Those that a step is for: a restart draws from the stopped, a resume from the hung, all else from those that run. */
    List<String> pick(MemberSelector who, StepKind verb) {
        return pick(
                who,
                switch (verb) {
                    case RESTART -> member -> part(member).stopped;
                    case RESUME -> this::hung;
                    default -> this::well;
                });
    }

    private List<String> pick(MemberSelector who, Predicate<String> pool) {
        if (who instanceof MemberSelector.Count count) {
            int number = count.low() + random.nextInt(count.high() - count.low() + 1);
            return draw(number, pool);
        } else if (who instanceof MemberSelector.Share share) {
            long pooled = parts.keySet().stream().filter(pool).count();
            long number = share.share() == 0 ? 0 : Math.max(1, Math.round(share.share() * pooled));
            return draw(Math.toIntExact(number), pool);
        } else if (who instanceof MemberSelector.Named named) {
            named.names().forEach(this::part);
            return named.names();
        } else if (who instanceof MemberSelector.Group group) {
            return group(group.name());
        } else if (who instanceof MemberSelector.Zone zone) {
            if (!zones.contains(zone.zone())) {
                throw new IllegalArgumentException("there is no zone '" + zone.zone() + "'; "
                        + (zones.isEmpty() ? "no zones are set" : "zones are " + String.join(", ", zones)));
            }
            return filter(member -> part(member).zone.equals(zone.zone()));
        } else if (who instanceof MemberSelector.Next) {
            return next(pool);
        } else if (who instanceof MemberSelector.Stopped) {
            return filter(member -> part(member).stopped);
        } else if (who instanceof MemberSelector.Hung) {
            return filter(this::hung);
        }
        return List.copyOf(parts.keySet());
    }

    private List<String> group(String name) {
        List<String> members = groups.get(name);
        if (members == null) {
            throw new IllegalArgumentException("'" + name + "' is no group; "
                    + (groups.isEmpty() ? "no groups are set" : "groups are " + String.join(", ", groups.keySet())));
        }
        return members;
    }

    private List<String> next(Predicate<String> pool) {
        for (int i = 0; i < parts.size(); i++) {
            String member = "n" + (turns++ % parts.size() + 1);
            if (pool.test(member)) {
                return List.of(member);
            }
        }
        return List.of();
    }

    private boolean hung(String member) {
        Part part = part(member);
        return !part.stopped && part.awayUntil == Long.MAX_VALUE;
    }

    /** Whether it runs and nothing ails it. */
    private boolean well(String member) {
        Part part = part(member);
        return !part.stopped && part.awayUntil <= now;
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
        return parts.keySet().stream().filter(wanted).toList();
    }

    private Part part(String member) {
        Part part = parts.get(member);
        if (part == null) {
            throw new IllegalArgumentException("there is no member " + member + " at " + DurationFormat.format(now)
                    + "; members are n1 to n" + parts.size());
        }
        return part;
    }
}
