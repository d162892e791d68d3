package dev.grapevine.test;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** An agent as a process, with its log and its API. */
public final class Node {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final long END_TIMEOUT_SECONDS = 30;

    /**
     * Where an agent runs.
     *
     * @param starter command prefix that starts a process there; empty for the place of this process
     * @param gossip address that it listens on for gossip
     * @param http address that its API listens on
     * @param environment additional environment variables
     */
    public record Place(List<String> starter, String gossip, String http, Map<String, String> environment) {

        /** The loopback interface of this process. */
        static final Place LOOPBACK = new Place(List.of(), "127.0.0.1", "127.0.0.1", Map.of());

        public Place {
            starter = List.copyOf(starter);
            environment = Map.copyOf(environment);
        }
    }

    /**
     * How to start an agent.
     *
     * @param cluster name of the cluster
     * @param gossip port
     * @param http port
     * @param flags additional flags
     */
    public record Plan(String name, String cluster, Place place, int gossip, int http, List<String> flags) {
        public Plan {
            flags = List.copyOf(flags);
        }

        public Plan with(String... otherFlags) {
            return new Plan(name, cluster, place, gossip, http, List.of(otherFlags));
        }

        public String seed() {
            return place.gossip() + ":" + gossip;
        }

        private boolean sets(String flag) {
            return flags.stream().anyMatch(given -> given.startsWith(flag));
        }
    }

    private final Plan plan;
    private final Process process;
    private final Path log;
    private final HttpClient client;

    private Node(Plan plan, Process process, Path log, HttpClient client) {
        this.plan = plan;
        this.process = process;
        this.log = log;
        this.client = client;
    }

    /**
     * Starts an agent, and returns at once. The agent ends when this process ends, however it ends.
     *
     * @param jar of this version, or of an earlier one
     * @param log receives the output of the new process
     */
    static Node start(Plan plan, Path jar, Path log, HttpClient client) {
        List<String> arguments = new ArrayList<>(List.of(
                "agent",
                "--ends-with-parent",
                "--node-id=" + plan.name(),
                "--cluster=" + plan.cluster(),
                "--port=" + plan.gossip(),
                "--http=" + plan.place().http() + ":" + plan.http()));
        if (!plan.sets("--dns")) {
            arguments.add("--dns=off");
        }
        if (!plan.sets("--broadcast")) {
            arguments.add("--broadcast=off");
        }
        if (!plan.sets("--bind")) {
            arguments.add("--bind=" + plan.place().gossip());
        }
        arguments.addAll(plan.flags());
        try {
            ProcessBuilder builder = Program.process(jar, plan.place().starter(), arguments);
            builder.environment().putAll(plan.place().environment());
            Process process = builder.redirectErrorStream(true)
                    .redirectOutput(log.toFile())
                    .start();
            return new Node(plan, process, log, client);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Plan plan() {
        return plan;
    }

    public String name() {
        return plan.name();
    }

    public String http() {
        return "http://" + plan.place().http() + ":" + plan.http();
    }

    public long pid() {
        return process.pid();
    }

    public boolean running() {
        return process.isAlive();
    }

    /** SIGKILL: it cannot tell the others. */
    public void kill() {
        process.toHandle().destroyForcibly();
    }

    /** SIGTERM: it leaves. (Process.destroy would also close the pipe, and so end it at once.) */
    public void terminate() {
        process.toHandle().destroy();
    }

    /**
     * Waits until it has ended.
     *
     * @return its exit status
     */
    public int end() {
        try {
            if (!process.waitFor(END_TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError(name() + " did not end:\n" + log());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** Its output so far. */
    public String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The number of lines in its log that contain a text. */
    public long logged(String text) {
        return log().lines().filter(line -> line.contains(text)).count();
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(http() + path));
        String token = plan.place().environment().get("GRAPEVINE_TOKEN");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    /** The lines of a response that never ends, as they arrive. */
    public Stream<String> lines(String path) throws IOException, InterruptedException {
        return client.send(request(path).build(), BodyHandlers.ofLines()).body();
    }

    public HttpResponse<String> send(String method, String path, String body) throws IOException {
        HttpRequest.Builder request = request(path).timeout(TIMEOUT).method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /** The JSON response to a GET request. */
    public String get(String path) {
        try {
            HttpResponse<String> response = send("GET", path, "");
            if (response.statusCode() != 200) {
                throw new AssertionError(
                        name() + " responds with " + response.statusCode() + " to " + path + ": " + response.body());
            }
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(name() + " does not respond:\n" + log(), e);
        }
    }

    /** Whether its API responds. Fails if the process has ended. */
    boolean up() {
        if (!running()) {
            throw new AssertionError(name() + " has ended:\n" + log());
        }
        try {
            return send("GET", "/v1/self", "").statusCode() == 200; // /healthz answers before the API does
        } catch (IOException notYet) {
            return false;
        }
    }

    /** The status of each member that it knows, by name. Fails if it lists a name twice. */
    public Map<String, String> statuses() {
        Map<String, String> statuses = new TreeMap<>();
        for (Map<String, Object> member : Json.list(get("/v1/members"))) {
            String name = String.valueOf(member.get("name"));
            if (statuses.put(name, String.valueOf(member.get("status"))) != null) {
                throw new AssertionError(plan.name() + " lists " + name + " twice");
            }
        }
        return statuses;
    }

    /** Its own member, as it describes itself. */
    public Map<String, Object> self() {
        return Json.object(Json.object(get("/v1/self")), "member");
    }

    /** The generation of a member, as this one knows it. */
    public String generation(String member) {
        return String.valueOf(Json.object(get("/v1/members/" + member)).get("generation"));
    }
}
