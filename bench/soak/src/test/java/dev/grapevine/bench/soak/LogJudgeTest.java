package dev.grapevine.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogJudgeTest {

    @TempDir
    private Path folder;

    private void log(String text) throws IOException {
        Files.writeString(folder.resolve("m1.1.log"), text);
    }

    @Test
    void lines_of_every_day_are_well() throws IOException {
        log("""
            2026-01-02T03:04:05.678Z INFO  STATS members=8 health=0
            2026-01-02T03:04:05.678Z WARN  FAILED m5 SILENT by m1,m2 after 6.2s
            """);
        assertThat(LogJudge.bad(folder)).isEmpty();
    }

    @Test
    void exceptions_and_errors_are_not_and_each_is_told_once() throws IOException {
        log("""
            java.lang.IllegalStateException: no
                at dev.grapevine.Some.method(Some.java:1)
            2026-01-02T03:04:05.678Z INFO  STATS members=8 health=0
            java.lang.OutOfMemoryError: Java heap space
            2026-01-02T03:04:05.678Z INFO  STATS members=8 health=0
            2026-01-02T03:04:05.678Z ERROR something
            """);
        assertThat(LogJudge.bad(folder)).hasSize(3).allMatch(line -> line.startsWith("m1.1.log: "));
    }

    @Test
    void a_line_that_is_too_long_is_not_either() throws IOException {
        log("x".repeat(1_300) + "\n");
        assertThat(LogJudge.bad(folder)).singleElement().asString().startsWith("m1.1.log: a line of 1300 bytes");
    }

    @Test
    void a_thread_dump_is_no_fault_and_ends_with_the_next_line_of_the_log() throws IOException {
        log("""
            2026-01-02 03:04:05
            Full thread dump OpenJDK 64-Bit Server VM (17 mixed mode):
            "main" #1 prio=5
                at java.lang.Object.wait(Native Method)
            2026-01-02T03:04:05.678Z INFO  STATS members=8 health=0
                at dev.grapevine.Some.method(Some.java:1)
            """);
        assertThat(LogJudge.bad(folder)).hasSize(1);
    }
}
