package dev.grapevine.agent.config;

import java.util.List;

/** A configuration is refused; everything that is wrong with it is said at once, one line each. */
public final class ConfigException extends Exception {
    private static final long serialVersionUID = 1;

    private final transient List<String> problems;

    public ConfigException(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
        this.problems = List.copyOf(problems);
    }

    /** Each with place, key, what was found and what is allowed; at least one. */
    public List<String> problems() {
        return problems;
    }
}
