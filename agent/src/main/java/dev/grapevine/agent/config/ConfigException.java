package dev.grapevine.agent.config;

import java.util.List;

/** A configuration is invalid. Reports all problems at once, one line each. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** At least one problem, each with its place, its key, what was found and what was expected. */
    public List<String> problems() {
        return problems;
    }
}
