package dev.grapevine.sim.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page says about the run besides its figures. Immutable.
 *
 * @param title usually the name of the scenario
 * @param facts what a reader wants to know first, in order, such as members, seed and profile
 * @param fanout how many members a rumor is pushed to at once; it bounds the rounds of dissemination
 * @param failure the guarantee that did not hold; null if all did
 * @param script the operations, so that the run can be repeated
 */
public record Heading(
        String title,
        List<Fact> facts,
        int fanout,
        @Nullable String failure,
        String script) {

    /** A name and its value, as {@code seed} and {@code 42}. */
    public record Fact(String name, String value) {}

    public Heading {
        facts = List.copyOf(facts);
    }
}
