package dev.grapevine.sim.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a page says of the run besides its figures. Immutable.
 *
 * @param title as the name of the scenario
 * @param facts what a reader wants to know first, in order, as members, seed and profile
 * @param fanout how many members are told at once; for the bound on the rounds of dissemination
 * @param failure the guarantee that did not hold; null if all did
 * @param script what was done, for whoever wants to repeat it
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
