package dev.grapevine.bench.soak;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What was noticed during a soak: faults of the agents, and what did not work, counted by kind. Thread-safe. */
final class Notes {

    private static final int MOST_FAULTS = 100;

    private final List<String> faults = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();

    /** Something that must not happen. */
    synchronized void fault(String what) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(what);
        }
    }

    synchronized void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** Something that may fail because a member is away just then. */
    void failed(String what, Exception why) {
        String reason = String.valueOf(why.getMessage())
                .replaceAll("127\\.77\\.0\\.\\d+:\\d+", "ADDRESS")
                .replaceAll("job-\\d+", "JOB")
                .replaceAll("\\bm\\d+\\b", "MEMBER");
        count(what + " failed: " + reason.substring(0, Math.min(160, reason.length())));
    }

    synchronized List<String> faults() {
        return List.copyOf(faults);
    }

    synchronized Map<String, Integer> counts() {
        return new TreeMap<>(counts);
    }
}
