package dev.grapevine.sim.scenario.file;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * An entry of a timeline: when, and what. Immutable.
 *
 * @param place where the file says so
 * @param first when it happens first; drawn once
 * @param every the pause from one time to the next, drawn each time; 0 if it happens once
 * @param until before when it happens; Long.MAX_VALUE for the end of the run
 * @param steps in the order in which they happen
 */
record ScheduledSteps(String place, DurationRange first, DurationRange every, long until, List<Step> steps) {

    ScheduledSteps {
        steps = List.copyOf(steps);
    }

    boolean repeated() {
        return every.high() > 0;
    }

    /** The times at which it happens, before {@code end}; if it happens once, that time, whether before or not. */
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
