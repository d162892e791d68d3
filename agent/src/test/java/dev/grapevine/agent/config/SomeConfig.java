package dev.grapevine.agent.config;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds a configuration on an imaginary host. */
final class SomeConfig {

    private final Map<String, String> files = new HashMap<>();
    private final Set<String> open = new HashSet<>();
    private final Map<String, String> env = new HashMap<>();
    private final Map<String, List<String>> flags = new LinkedHashMap<>();
    private Optional<Path> config = Optional.empty();
    private String host = "build-7";

    SomeConfig yaml(String... lines) {
        config = Optional.of(Path.of("config.yaml"));
        return file("config.yaml", String.join("\n", lines));
    }

    SomeConfig file(String name, String text) {
        files.put(name, text);
        return this;
    }

    /** A file that other users of the host may read. */
    SomeConfig openFile(String name, String text) {
        open.add(name);
        return file(name, text);
    }

    SomeConfig without(String name) {
        files.remove(name);
        return this;
    }

    SomeConfig env(String name, String value) {
        env.put(name, value);
        return this;
    }

    SomeConfig flag(String name, String... values) {
        flags.put(name, List.of(values));
        return this;
    }

    SomeConfig host(String name) {
        host = name;
        return this;
    }

    AgentConfig load() {
        try {
            return new ConfigLoader(environment()).load(config, env, flags);
        } catch (ConfigException e) {
            throw new AssertionError(e.getMessage(), e);
        }
    }

    /** The problems of the configuration; empty if it is valid. */
    List<String> problems() {
        try {
            new ConfigLoader(environment()).load(config, env, flags);
            return List.of();
        } catch (ConfigException e) {
            return e.problems();
        }
    }

    private HostEnvironment environment() {
        return new HostEnvironment() {
            @Override
            public String hostName() {
                return host;
            }

            @Override
            public String random(int characters) {
                return "x".repeat(characters);
            }

            @Override
            public String read(Path file) throws IOException {
                String text = files.get(file.toString());
                if (text == null) {
                    throw new NoSuchFileException(file.toString());
                }
                return text;
            }

            @Override
            public boolean readableByOthers(Path file) {
                return open.contains(file.toString());
            }
        };
    }
}
