package dev.grapevine.sim.measure;

import dev.grapevine.sim.figures.TimelineEntry;
import java.util.ArrayList;
import java.util.List;

/** What was done, with operations of one kind at one instant taken together. */
final class TimelineBuilder {

    private final List<TimelineEntry> marks = new ArrayList<>();

    void add(long at, String operation) {
        int space = operation.indexOf(' ');
        String kind = space < 0 ? operation : operation.substring(0, space);
        for (int i = marks.size() - 1; i >= 0 && marks.get(i).at() == at; i--) {
            TimelineEntry same = marks.get(i);
            if (same.kind().equals(kind)) {
                int count = same.count() + 1;
                marks.set(i, new TimelineEntry(at, kind, kind + " " + count + " members", count));
                return;
            }
        }
        marks.add(new TimelineEntry(at, kind, operation, 1));
    }

    List<TimelineEntry> marks() {
        return marks;
    }
}
