package dev.grapevine.sim.scenario.file;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A scenario file that a test wrote. */
final class ParsedFile {

    private final String yaml;
    private final List<Replacement> replacements = new ArrayList<>();

    private ParsedFile(String yaml) {
        this.yaml = yaml;
    }

    static ParsedFile of(String... lines) {
        return new ParsedFile(String.join("\n", lines));
    }

    ParsedFile with(String option, String key, String text) {
        replacements.add(new Replacement(option, key, text));
        return this;
    }

    ScenarioFile file() {
        try {
            return ScenarioReader.read("file.yaml", yaml, replacements);
        } catch (ScenarioException wrong) {
            throw new AssertionError(wrong);
        }
    }

    List<String> problems() {
        try {
            ScenarioReader.read("file.yaml", yaml, replacements);
            return List.of();
        } catch (ScenarioException wrong) {
            return wrong.problems();
        }
    }

    /** The operations drawn with seed 1, without the starts at the beginning. */
    List<String> operations() {
        return operations(1);
    }

    List<String> operations(long seed) {
        return Arrays.stream(file().scenario(seed).script().split("\n"))
                .filter(line -> !line.contains("s start n") || !line.startsWith("0s"))
                .toList();
    }
}
