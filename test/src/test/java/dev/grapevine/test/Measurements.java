package dev.grapevine.test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Measured durations. Prints them when all tests of a JVM are over, and appends them to {@code target/measured.txt}. No
 * test asserts them, because the machine may be busy.
 */
public final class Measurements implements AutoCloseable {

    /** Injects the same instance into all tests of a run. */
    public static final class Injection implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
            return parameter.getParameter().getType() == Measurements.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
            return test.getRoot()
                    .getStore(Namespace.create(Measurements.class))
                    .computeIfAbsent(Measurements.class, key -> new Measurements(), Measurements.class);
        }
    }

    private final List<String> lines = new ArrayList<>();

    public synchronized void add(String what, Duration took) {
        lines.add(String.format(Locale.ROOT, "MEASURED %-64s %6.2f s", what, took.toNanos() / 1e9));
    }

    @Override
    public synchronized void close() throws IOException {
        lines.forEach(System.out::println);
        Files.write(
                Program.output().resolve("measured.txt"), lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
