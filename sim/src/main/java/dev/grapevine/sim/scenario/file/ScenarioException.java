package dev.grapevine.sim.scenario.file;

import java.util.List;

/** A scenario is refused; everything that is wrong with it is said at once, one line each. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    ScenarioException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Each with place, key, what was found and what is allowed; at least one. */
    public List<String> problems() {
        return problems;
    }
}
