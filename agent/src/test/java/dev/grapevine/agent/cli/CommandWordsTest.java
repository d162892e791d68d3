package dev.grapevine.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class CommandWordsTest {

    private static final Pattern REQUEST = Pattern.compile("(GET|PUT|POST|DELETE) /[a-z0-9/.]*[a-z]");

    /** Each string of the API that names a request. */
    private static List<String> texts() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java/dev/grapevine/agent/http"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(CommandWordsTest::read)
                    .flatMap(source ->
                            Pattern.compile("\"[^\"\n]*\"").matcher(source).results())
                    .map(MatchResult::group)
                    .filter(text -> REQUEST.matcher(text).find())
                    .toList();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(file.toString(), e);
        }
    }

    @Test
    void advice_of_the_api_names_commands_and_no_requests() throws IOException {
        assertThat(texts())
                .isNotEmpty()
                .allSatisfy(text -> assertThat(
                                REQUEST.matcher(CommandWords.of(text)).find())
                        .as(CommandWords.of(text))
                        .isFalse());
        assertThat(CommandWords.of("stop it, or make it leave with POST /v1/leave at its own agent"))
                .isEqualTo("stop it, or make it leave with 'grapevine leave' at its own agent");
    }
}
