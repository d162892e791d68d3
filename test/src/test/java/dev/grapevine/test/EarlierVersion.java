package dev.grapevine.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * The agent of the last version before the bytes on the wire became a promise. It is built from the history of this checkout, once, with the JDK that
 * runs the tests. Without that history the tests that need it skip themselves, and say so.
 */
public final class EarlierVersion {

    static final String COMMIT = "1cf3cc0637b47df0f70c6e0ad665ca7a8977738e";

    private static final Path FOLDER = Path.of("target", "earlier");
    private static final Path JAR = FOLDER.resolve(COMMIT + ".jar").toAbsolutePath();
    private static final long TIMEOUT_MINUTES = 15;

    private EarlierVersion() {}

    /** Its runnable jar. */
    public static synchronized Path jar() {
        if (!Files.isRegularFile(JAR)) {
            requireHistory();
            build();
        }
        return JAR;
    }

    private static void requireHistory() {
        String why;
        try {
            Result found = run(Path.of(".."), List.of("git", "cat-file", "-e", COMMIT + "^{commit}"));
            if (found.status() == 0) {
                return;
            }
            why = "this checkout has no commit " + COMMIT + "; a shallow clone has not, fetch all of it. git says: "
                    + found.output().strip();
        } catch (IOException noGit) {
            why = "git cannot be run: " + noGit.getMessage();
        }
        System.out.println();
        System.out.println("!!!! SKIPPED: members of this and of an earlier version in one cluster. " + why);
        System.out.println();
        Assumptions.abort(why);
    }

    private static void build() {
        try {
            Files.createDirectories(FOLDER);
            Path sources = Files.createTempDirectory(FOLDER.toAbsolutePath(), "sources-");
            Path archive = sources.resolve("sources.zip");
            require(Path.of(".."), List.of("git", "archive", "--format=zip", "--output=" + archive, COMMIT));
            require(sources, List.of(tool("jar"), "xf", archive.toString()));
            require(
                    sources,
                    List.of(
                            "mvn",
                            "-q",
                            "-B",
                            "-ntp",
                            "-P!strict",
                            "-Dspotless.check.skip",
                            "-Dmaven.test.skip=true",
                            "-pl",
                            "agent",
                            "-am",
                            "package"));
            Files.move(
                    sources.resolve(Path.of("agent", "target", "grapevine.jar")), JAR, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String tool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static void require(Path folder, List<String> command) throws IOException {
        Result result = run(folder, command);
        if (result.status() != 0) {
            throw new AssertionError(String.join(" ", command) + " failed: " + result.output());
        }
    }

    private record Result(int status, String output) {}

    private static Result run(Path folder, List<String> command) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(command))
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().remove("MAVEN_OPTS");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        try {
            if (!process.waitFor(TIMEOUT_MINUTES, TimeUnit.MINUTES)) {
                process.destroyForcibly();
                throw new AssertionError(String.join(" ", command) + " did not end");
            }
            return new Result(process.exitValue(), output);
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }
}
