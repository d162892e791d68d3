package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.config.AgentConfig;
import dev.grapevine.agent.config.ConfigException;
import dev.grapevine.agent.config.ConfigLoader;
import dev.grapevine.cluster.StartException;
import dev.grapevine.cluster.StopReason;
import dev.grapevine.model.Address;
import dev.grapevine.model.Health;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
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
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.Lookup;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Whole agents on real sockets on loopback. */
final class AgentTest {

    private final List<Agent> agents = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @BeforeAll
    static void patience() {
        Awaitility.setDefaultTimeout(Duration.ofSeconds(30));
    }

    @AfterEach
    void stop() {
        agents.forEach(Agent::abort);
    }

    private AgentConfig config(String name, String... settings) {
        Map<String, String> env = new HashMap<>(Map.of(
                "NODE_ID", name,
                "NODE_PORT", "0",
                "GRAPEVINE_HTTP", "127.0.0.1:0",
                "GRAPEVINE_DNS", "off",
                "GRAPEVINE_BROADCAST", "off",
                "GRAPEVINE_PROFILE", "local"));
        for (int i = 0; i < settings.length; i += 2) {
            env.put(settings[i], settings[i + 1]);
        }
        try {
            Path file = folder.resolve("patience.yaml");
            Files.writeString(file, "protocol:\n  bootstrap:\n    conflict-patience: 200ms\n");
            return new ConfigLoader().load(Optional.of(file), env, Map.of());
        } catch (ConfigException | IOException e) {
            throw new AssertionError(e);
        }
    }

    private Agent start(String name, String... settings) {
        Agent agent = Agent.start(config(name, settings));
        agents.add(agent);
        return agent;
    }

    private static String seed(Agent agent) {
        return agent.cluster().address().toString();
    }

    private HttpResponse<String> send(Agent agent, String method, String path, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://127.0.0.1:" + agent.http().orElseThrow().port() + path))
                .timeout(Duration.ofSeconds(20))
                .method(method, BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static StopReason end(Agent agent) {
        try {
            return agent.stopped().get(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_registration_is_seen_on_another_agent_and_vanishes_when_its_owner_leaves() {
        Agent one = start("one");
        Agent two = start("two", "SEED_NODES", seed(one), "SERVICES", "cache:6379");
        await().until(() ->
                send(one, "GET", "/v1/members?status=alive", "").body().contains("\"name\":\"two\""));
        await().until(() -> send(two, "GET", "/readyz", "").statusCode() == 200);
        assertThat(send(two, "PUT", "/v1/services/web/1", "{\"port\":8080}").statusCode())
                .isEqualTo(201);
        await().until(() -> one.cluster().service("web").instances().size() == 1
                && one.cluster().service("cache").instances().size() == 1);
        assertThat(send(two, "POST", "/v1/leave", "").statusCode()).isEqualTo(202);
        assertThat(end(two).cause()).isEqualTo(StopReason.Cause.LEFT);
        await().until(() -> send(one, "GET", "/v1/members/two", "").body().contains("\"status\":\"left\""));
        assertThat(send(one, "GET", "/v1/services", "").body()).isEqualTo("[]");
    }

    private boolean lists(Agent agent, String member) {
        return send(agent, "GET", "/v1/members", "").body().contains("\"name\":\"" + member + "\"");
    }

    @Test
    void a_member_that_is_forgotten_at_one_agent_vanishes_from_all_until_it_starts_again() {
        Agent one = start("one");
        Agent two = start("two", "SEED_NODES", seed(one));
        Agent three = start("three", "SEED_NODES", seed(one));
        await().until(() -> lists(one, "three") && lists(two, "three") && lists(three, "two"));
        HttpResponse<String> refused = send(one, "POST", "/v1/forget/three", "");
        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body()).contains("is alive or suspect and would return at once");
        assertThat(send(one, "POST", "/v1/forget/nobody", "").statusCode()).isEqualTo(404);

        three.abort();
        await().until(() -> send(one, "GET", "/v1/members/three", "").body().contains("\"status\":\"dead\"")
                && send(two, "GET", "/v1/members/three", "").body().contains("\"status\":\"dead\""));
        assertThat(send(one, "POST", "/v1/forget/three", "").statusCode()).isEqualTo(204);
        assertThat(lists(one, "three")).isFalse();
        await().until(() -> !lists(two, "three"));
        assertThat(send(two, "GET", "/v1/members/three", "").statusCode()).isEqualTo(404);
        assertThat(send(two, "GET", "/v1/members/three/why", "").statusCode()).isEqualTo(404);
        assertThat(send(two, "GET", "/metrics", "").body())
                .doesNotContain("\"three\"")
                .contains("grapevine_members{status=\"dead\"} 0");
        assertThat(send(two, "GET", "/v1/history", "").body()).contains("\"type\":\"FORGOTTEN\"");
        assertThat(send(one, "POST", "/v1/forget/three", "").statusCode()).isEqualTo(404);

        Agent four = start("four", "SEED_NODES", seed(two));
        await().until(() -> lists(four, "one") && lists(four, "two") && lists(two, "four"));
        assertThat(lists(four, "three")).isFalse();
        Agent again = start("three", "SEED_NODES", seed(four));
        await().until(() -> lists(one, "three") && lists(two, "three") && lists(again, "four"));
        assertThat(send(one, "GET", "/v1/members/three", "").body()).contains("\"status\":\"alive\"");
    }

    @Test
    void the_history_begins_with_the_first_event_of_the_member() {
        Agent one = start("one");
        await().until(() -> send(one, "GET", "/v1/history", "").body().contains("READY"));
        assertThat(send(one, "GET", "/v1/history", "").body())
                .containsSubsequence("BOOTSTRAP ALONE a cluster of one so far", "READY members=1");
    }

    @Test
    void when_the_http_port_is_in_use_the_start_fails_and_releases_all_resources() throws IOException {
        int threads = ourThreads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String place = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> Agent.start(config("one", "GRAPEVINE_HTTP", place)))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot serve HTTP on " + place + ": port " + taken.getLocalPort()
                            + " is in use; set another address with --http HOST:PORT, GRAPEVINE_HTTP or http.listen, "
                            + "or disable HTTP with --http off");
        }
        // Threads of the previous test may still be ending.
        await().until(() -> ourThreads() <= threads);
    }

    @Test
    void when_the_gossip_port_is_in_use_the_start_fails_and_releases_the_http_port() throws IOException {
        int threads = ourThreads();
        Agent one = start("one");
        int http = freePort();
        assertThatThrownBy(() -> Agent.start(config(
                        "two",
                        "NODE_PORT",
                        Integer.toString(one.cluster().address().port()),
                        "GRAPEVINE_HTTP",
                        "127.0.0.1:" + http)))
                .isInstanceOf(StartException.class)
                .hasMessageContaining(Integer.toString(one.cluster().address().port()));
        try (ServerSocket free = new ServerSocket(http, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(free.getLocalPort()).isEqualTo(http);
        }
        one.close();
        await().until(() -> ourThreads() <= threads);
    }

    @Test
    void a_second_agent_with_the_same_name_gives_up_and_the_first_continues() {
        Agent one = start("same");
        Agent two = start("same", "SEED_NODES", seed(one));
        assertThat(end(two).text()).contains("same");
        assertThat(one.stopped()).isNotDone();
        assertThat(send(one, "GET", "/healthz", "").statusCode()).isEqualTo(200);
    }

    @Test
    void registrations_through_the_api_are_restored_with_the_agent() {
        Agent before = start("one", "GRAPEVINE_DATA", folder.resolve("data").toString());
        send(before, "PUT", "/v1/services/web/1", "{\"checks\":[{\"check\":\"ttl:1h\"}]}");
        send(before, "PUT", "/v1/services/web/1/health", "{\"status\":\"passing\"}");
        before.close();
        Agent after = start("one", "GRAPEVINE_DATA", folder.resolve("data").toString());
        assertThat(after.cluster().ownInstances()).singleElement().satisfies(instance -> {
            assertThat(instance.id()).isEqualTo("1");
            assertThat(instance.health()).isEqualTo(Health.PASSING);
        });
    }

    @Test
    void http_can_be_switched_off() {
        assertThat(start("one", "GRAPEVINE_HTTP", "off").http()).isEmpty();
    }

    @Test
    void services_and_members_are_served_by_dns() throws Exception {
        Agent one = start("one", "GRAPEVINE_DNS", "127.0.0.1:0", "SERVICES", "web:8080");
        Address dns = one.dns().orElseThrow();
        SimpleResolver resolver = new SimpleResolver(new InetSocketAddress(dns.host(), dns.port()));
        resolver.setTimeout(Duration.ofSeconds(30));
        Lookup lookup = new Lookup("web.service.grapevine.internal.", Type.SRV);
        lookup.setResolver(resolver);
        lookup.setCache(null);
        assertThat(lookup.run()).hasSize(1);
        assertThat(send(one, "GET", "/metrics", "").body())
                .contains("grapevine_dns_responses_total{transport=\"udp\"} 1.0");
    }

    @Test
    void an_agent_that_was_told_where_to_serve_dns_does_not_start_without_it() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            String address = "127.0.0.1:" + taken.getLocalPort();
            assertThatThrownBy(() -> start("one", "GRAPEVINE_DNS", address))
                    .isInstanceOf(StartException.class)
                    .hasMessage("cannot serve DNS on " + address + ": port " + taken.getLocalPort()
                            + " is in use; set another address with --dns HOST:PORT, GRAPEVINE_DNS or dns.listen, or"
                            + " disable DNS with --dns off");
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private static int ourThreads() {
        return (int) Arrays.stream(threads())
                .filter(thread -> thread != null && thread.getName().startsWith("grapevine"))
                .count();
    }

    private static Thread[] threads() {
        Thread[] threads = new Thread[1_000];
        Thread.enumerate(threads);
        return threads;
    }
}
