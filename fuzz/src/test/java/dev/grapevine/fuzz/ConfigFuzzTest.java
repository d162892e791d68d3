package dev.grapevine.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.ConfigException;
import dev.grapevine.agent.config.ConfigLoader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The sources of an agent's configuration together: they give a configuration, or problems for people. */
class ConfigFuzzTest {

    private static final int MAX_PROBLEM_LENGTH = 4_000;

    private final ConfigLoader loader = new ConfigLoader();

    /** A file. A line {@code NAME=value} after the first NUL is a variable, and {@code --flag=value} a flag. */
    @FuzzTest
    void sources(byte[] bytes) throws IOException {
        int end = 0;
        while (end < bytes.length && bytes[end] != 0) {
            end++;
        }
        Map<String, String> env = new LinkedHashMap<>();
        Map<String, List<String>> flags = new LinkedHashMap<>();
        new String(bytes, end, bytes.length - end, StandardCharsets.UTF_8)
                .lines()
                .forEach(line -> {
                    int equals = line.indexOf('=');
                    if (equals > 0) {
                        String name = line.substring(0, equals).strip();
                        String value = line.substring(equals + 1);
                        if (name.startsWith("--")) {
                            flags.computeIfAbsent(name, flag -> new ArrayList<>())
                                    .add(value);
                        } else {
                            env.put(name, value);
                        }
                    }
                });
        Path file = Files.createTempFile("fuzz", ".yaml");
        try {
            Files.write(file, Arrays.copyOf(bytes, end));
            AgentConfig config = loader.load(Optional.of(file), env, flags);
            assertThat(config.effective()).isNotEmpty();
        } catch (ConfigException refused) {
            assertThat(refused.problems())
                    .isNotEmpty()
                    .allSatisfy(problem -> assertThat(problem).isNotBlank().hasSizeLessThan(MAX_PROBLEM_LENGTH));
        } finally {
            Files.delete(file);
        }
    }
}
