package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.TimelineEntry;
import java.util.ArrayList;
import java.util.List;

/** The operations that were performed; those of one kind at one instant are one entry. */
final class TimelineBuilder {

    private final List<TimelineEntry> entries = new ArrayList<>();

    void add(long at, String operation) {
        int space = operation.indexOf(' ');
        String kind = space < 0 ? operation : operation.substring(0, space);
        for (int i = entries.size() - 1; i >= 0 && entries.get(i).at() == at; i--) {
            TimelineEntry same = entries.get(i);
            if (same.kind().equals(kind)) {
                int count = same.count() + 1;
                entries.set(i, new TimelineEntry(at, kind, kind + " " + count + " members", count));
                return;
            }
        }
        entries.add(new TimelineEntry(at, kind, operation, 1));
    }

    List<TimelineEntry> entries() {
        return entries;
    }
}
