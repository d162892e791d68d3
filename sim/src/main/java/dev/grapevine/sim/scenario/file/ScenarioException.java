package dev.grapevine.sim.scenario.file;

import java.util.List;

/** A scenario file is refused. Everything that is wrong with it is reported at once, one line each. */
public final class ScenarioException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    ScenarioException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** At least one, each with place, key, what was found and what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
