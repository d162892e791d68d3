package dev.grapevine.bench.soak;

import java.util.EnumMap;
import java.util.Map;

/**
 * An agent at one moment.
 *
 * @param second since the start
 * @param place of the agent
 * @param values as far as they could be measured
 */
record Sample(double second, int place, String member, Map<Measure, Double> values) {
    Sample {
        values = new EnumMap<>(values);
    }
}
