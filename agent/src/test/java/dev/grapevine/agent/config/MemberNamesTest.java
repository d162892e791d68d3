package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MemberNamesTest {

    @TempDir
    private Path data;

    @ParameterizedTest
    @ValueSource(strings = {"pipe", "device", "folder"})
    @Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void a_name_that_is_no_plain_file_is_refused_and_not_read(String what) throws Exception {
        Path name = data.resolve("name");
        switch (what) {
            case "pipe" ->
                assertThat(new ProcessBuilder("mkfifo", name.toString()).start().waitFor())
                        .isZero();
            case "device" -> Files.createSymbolicLink(name, Path.of("/dev/zero"));
            default -> Files.createDirectory(name);
        }
        String problem = "data folder " + data + ": node.id: its file 'name' is not a plain file, so the member's name"
                + " cannot be read; delete it, or set the name";
        assertThat(new SomeConfig().flag("--data", data.toString()).problems()).containsExactly(problem);
        assertThat(new SomeConfig()
                        .flag("--data", data.toString())
                        .flag("--node-id", "n1")
                        .problems())
                .isEmpty();
    }
}
