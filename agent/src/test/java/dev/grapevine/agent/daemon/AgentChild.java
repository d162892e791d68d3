package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An agent in a process of its own, whose output a test reads or not. It ends with the test. */
final class AgentChild implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The bit of SIGHUP in a set of signals. */
    private static final long HANG_UP = 1;

    private final Process process;
    private final BufferedReader out;
    private final HttpClient client = HttpClient.newHttpClient();
    private String http = "";

    private AgentChild(Process process) {
        this.process = process;
        this.out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8), 64);
    }

    /** Starts an agent on free ports of loopback, alone. */
    static AgentChild start(String... flags) throws IOException {
        return start(List.of(), ProcessBuilder.Redirect.PIPE, Map.of(), flags);
    }

    static AgentChild start(List<String> before, ProcessBuilder.Redirect out, Map<String, String> env, String... flags)
            throws IOException {
        return run("dev.grapevine.agent.Main", before, out, env, flags);
    }

    /** @param main the class to run */
    static AgentChild run(
            String main, List<String> before, ProcessBuilder.Redirect out, Map<String, String> env, String... flags)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.addAll(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx96m",
                "-cp",
                System.getProperty("java.class.path"),
                main,
                "agent",
                "--node-id=one",
                "--port=0",
                "--dns=off",
                "--broadcast=off",
                "--profile=local"));
        command.addAll(List.of(flags));
        if (List.of(flags).stream().noneMatch(flag -> flag.startsWith("--http="))) {
            command.add("--http=127.0.0.1:0");
        }
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectOutput(out).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(env);
        return new AgentChild(builder.start());
    }

    Process process() {
        return process;
    }

    /** Reads the log up to a line with that text, and returns the line. */
    String until(String text) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.contains(" HTTP on ")) {
                    http = line.substring(line.indexOf(" HTTP on ") + 9);
                }
                if (line.contains(text)) {
                    return line;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new AssertionError("the agent ended without a line with " + text);
    }

    /** Where its API is, if a test does not read the log. */
    void at(String address) {
        http = address;
    }

    /** The port of its API. */
    int port() {
        return Integer.parseInt(http.substring(http.lastIndexOf(':') + 1));
    }

    HttpResponse<String> get(String path) {
        return send("GET", path, "");
    }

    /** @param token empty for none */
    HttpResponse<String> send(String method, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + http + path))
                .timeout(TIMEOUT)
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Skips the test where the signal cannot arrive: what nohup starts, and all its children, ignore SIGHUP. */
    void signal(String name) throws IOException, InterruptedException {
        if (name.equals("HUP")) {
            assumeThat(hangUpIsIgnored())
                    .as("SIGHUP is ignored, as under nohup")
                    .isFalse();
        }
        // The process itself, and not a program that started it.
        long pid = process.descendants().mapToLong(ProcessHandle::pid).max().orElse(process.pid());
        if (new ProcessBuilder("kill", "-" + name, String.valueOf(pid)).start().waitFor() != 0) {
            throw new AssertionError("cannot send a signal");
        }
    }

    private static boolean hangUpIsIgnored() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return false;
        }
        try (Stream<String> lines = Files.lines(status)) {
            return lines.filter(line -> line.startsWith("SigIgn:"))
                    .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & HANG_UP) != 0);
        }
    }

    /** The exit status. */
    int end() throws InterruptedException {
        if (!process.waitFor(TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
            throw new AssertionError("the agent does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
