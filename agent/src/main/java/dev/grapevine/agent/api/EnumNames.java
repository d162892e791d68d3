package dev.grapevine.agent.api;

import dev.grapevine.model.Health;
import dev.grapevine.model.ServiceState;
import dev.grapevine.model.Status;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The lower-case names of enum constants in JSON, in queries and on the command line. */
public final class EnumNames {

    private EnumNames() {}

    public static String of(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    /** {@code alive}, {@code suspect}, {@code dead}, {@code left}; in upper or lower case. */
    public static Optional<Status> status(String word) {
        return find(Status.values(), word);
    }

    /** {@code passing}, {@code warning}, {@code critical}; in upper or lower case. */
    public static Optional<Health> health(String word) {
        return find(Health.values(), word);
    }

    /** {@code up}, {@code drain} or {@code draining}, {@code maintenance}; in upper or lower case. */
    public static Optional<ServiceState> state(String word) {
        return word.equalsIgnoreCase("drain") ? Optional.of(ServiceState.DRAINING) : find(ServiceState.values(), word);
    }

    /** The names of all constants, for error messages: {@code alive, suspect, dead, left}. */
    public static String list(Enum<?>[] constants) {
        return Arrays.stream(constants).map(EnumNames::of).collect(Collectors.joining(", "));
    }

    private static <E extends Enum<E>> Optional<E> find(E[] constants, String word) {
        return Arrays.stream(constants)
                .filter(constant -> constant.name().equalsIgnoreCase(word))
                .findFirst();
    }
}
