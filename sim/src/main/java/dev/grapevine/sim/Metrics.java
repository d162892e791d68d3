package dev.grapevine.sim;

import dev.grapevine.core.env.Event;
import dev.grapevine.core.view.MemberRecord;
import dev.grapevine.sim.world.Host;
import dev.grapevine.sim.world.Traffic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Figures of a run, made from its trace: how long each member took to know of each thing that was done. Immutable.
 * Durations are in virtual nanoseconds.
 *
 * @param spreads one for each operation that members should hear of, in order
 * @param falseDeaths verdicts against members that ran at that time, counted once an observer
 * @param loads traffic of each member, by name
 */
public record Metrics(List<Spread> spreads, int falseDeaths, Map<String, Load> loads) {

    public Metrics {
        spreads = List.copyOf(spreads);
        loads = Collections.unmodifiableMap(new TreeMap<>(loads));
    }

    /**
     * How the news of one operation spread.
     *
     * @param at when it was performed
     * @param heard for each member that told of it, how long after that
     */
    public record Spread(long at, Operation operation, Map<String, Long> heard) {
        public Spread {
            heard = Collections.unmodifiableMap(new TreeMap<>(heard));
        }

        /** How long a share of those that heard took at most; 0.5 for the median, 1 for the last. 0 if nobody heard. */
        public long quantile(double share) {
            List<Long> sorted = new ArrayList<>(heard.values());
            Collections.sort(sorted);
            return sorted.isEmpty() ? 0 : sorted.get((int) Math.ceil(share * sorted.size()) - 1);
        }

        /** From the first member that heard to the last. */
        public long dissemination() {
            return quantile(1)
                    - heard.values().stream().mapToLong(Long::longValue).min().orElse(0);
        }
    }

    /** What one member sent and received over the whole run, as {@link Traffic} counts it. */
    public record Load(
            long datagramsSent,
            long datagramBytesSent,
            long datagramsReceived,
            long datagramBytesReceived,
            long frameBytesSent,
            long frameBytesReceived) {

        static Load of(Traffic traffic) {
            return new Load(
                    traffic.datagramsSent(),
                    traffic.datagramBytesSent(),
                    traffic.datagramsReceived(),
                    traffic.datagramBytesReceived(),
                    traffic.frameBytesSent(),
                    traffic.frameBytesReceived());
        }
    }

    /**
     * The spread of the first operation of that text.
     *
     * @throws IllegalArgumentException if there is none
     */
    public Spread spread(String operation) {
        return spreads.stream()
                .filter(spread -> spread.operation().toString().equals(operation))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no '" + operation + "' was performed"));
    }

    static Metrics of(Trace trace, List<Host> hosts) {
        Reading reading = new Reading();
        trace.entries().forEach(reading::take);
        Map<String, Load> loads = new HashMap<>();
        hosts.forEach(host -> loads.put(host.name(), Load.of(host.traffic())));
        return new Metrics(reading.spreads(), reading.falseDeaths, loads);
    }

    /** A pass over a trace. */
    private static final class Reading {
        private final List<Map.Entry<Trace.Performed, Map<String, Long>>> open = new ArrayList<>();
        private final Set<String> stopped = new HashSet<>();
        private int falseDeaths;

        void take(Trace.Entry entry) {
            if (entry instanceof Trace.Performed performed) {
                perform(performed);
            } else if (entry instanceof Trace.Observed observed) {
                observe(observed);
            }
        }

        private void perform(Trace.Performed performed) {
            if (performed.operation() instanceof MemberOperation operation) {
                open.add(Map.entry(performed, new HashMap<>()));
                if (operation instanceof MemberOperation.Start
                        || operation instanceof MemberOperation.Restart
                        || operation instanceof MemberOperation.Resume) {
                    stopped.remove(operation.member());
                } else if (stops(operation)) {
                    stopped.add(operation.member());
                }
            }
        }

        private static boolean stops(MemberOperation operation) {
            return operation instanceof MemberOperation.Crash
                    || operation instanceof MemberOperation.HostLoss
                    || operation instanceof MemberOperation.Hang
                    || operation instanceof MemberOperation.Leave;
        }

        private void observe(Trace.Observed observed) {
            if (observed.event() instanceof Event.Failed failed
                    && !stopped.contains(failed.member().name())) {
                falseDeaths++;
            }
            for (int i = open.size() - 1; i >= 0; i--) {
                Trace.Performed performed = open.get(i).getKey();
                if (tells(observed.event(), (MemberOperation) performed.operation())) {
                    open.get(i).getValue().putIfAbsent(observed.observer(), observed.at() - performed.at());
                    return;
                }
            }
        }

        /** Whether that event is the news of that operation. */
        private static boolean tells(Event event, MemberOperation operation) {
            if (event instanceof Event.ServiceUp up) {
                return operation instanceof MemberOperation.Register register
                        && register.member().equals(up.member())
                        && register.service().equals(up.instance().service());
            }
            if (event instanceof Event.ServiceDown down) {
                return operation instanceof MemberOperation.Deregister deregister
                        && deregister.member().equals(down.member())
                        && deregister.service().equals(down.instance().service());
            }
            if (event instanceof Event.Membership membership) {
                MemberRecord member = membership.member();
                return operation.member().equals(member.name()) && tellsOfLife(event, operation);
            }
            return false;
        }

        private static boolean tellsOfLife(Event event, MemberOperation operation) {
            if (event instanceof Event.Failed) {
                return stops(operation) && !(operation instanceof MemberOperation.Leave);
            }
            if (event instanceof Event.Left) {
                return operation instanceof MemberOperation.Leave;
            }
            return event instanceof Event.Joined
                    && (operation instanceof MemberOperation.Start || operation instanceof MemberOperation.Restart);
        }

        List<Spread> spreads() {
            List<Spread> spreads = new ArrayList<>();
            open.forEach(entry -> {
                if (!entry.getValue().isEmpty()
                        || stops((MemberOperation) entry.getKey().operation())) {
                    spreads.add(new Spread(entry.getKey().at(), entry.getKey().operation(), entry.getValue()));
                }
            });
            return spreads;
        }
    }
}
