package dev.grapevine.sim.scenario.file;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An entry of a timeline: when, and what. Immutable.
 *
 * @param place where it stands in the file
 * @param first when it happens first; drawn once where it is a range
 * @param every pause from one time to the next, drawn each time; zero for once only
 * @param until none happens at that time or later; Long.MAX_VALUE where the end of the run is the end
 * @param steps in the order in which they happen
 */
record ScheduledSteps(String place, DurationRange first, DurationRange every, long until, List<Step> steps) {

    ScheduledSteps {
        steps = List.copyOf(steps);
    }

    boolean repeated() {
        return every.high() > 0;
    }

    /** The times at which it happens, before {@code end}; a single one is given in any case. */
    List<Long> times(SplittableRandom random, long end) {
        long time = first.draw(random);
        if (!repeated()) {
            return List.of(time);
        }
        List<Long> times = new ArrayList<>();
        while (time < Math.min(until, end)) {
            times.add(time);
            time += Math.max(1, every.draw(random));
        }
        return times;
    }
}
