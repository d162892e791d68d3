package dev.grapevine.test.clients;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Node;
import dev.grapevine.test.Program;
import dev.grapevine.test.hosts.Isolated;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Proxies that read a rendered file, by the templates of deploy/templates: no request fails while a backend is drained. */
@Isolated
class ReloadTest {

    @RegisterExtension
    static final Desk DESK = new Desk();

    private static Node agent;

    @BeforeAll
    static void start() {
        agent = DESK.agent("n1");
    }

    @AfterEach
    void end() {
        DESK.endTools();
    }

    @Test
    @Needs("nginx")
    void nginx() {
        Desk.own("/var/log/nginx");
        Desk.own("/var/lib/nginx");
        Desk.write(
                "/etc/nginx/conf.d/web.conf",
                "server { listen 127.0.0.1:8082; location / { proxy_pass http://web; } }\n");
        try (Backends backends = registered()) {
            render("nginx.peb", "/etc/nginx/conf.d/grapevine.conf", "", "--once");
            DESK.start("nginx", "-g", "daemon off;");
            render("nginx.peb", "/etc/nginx/conf.d/grapevine.conf", ":nginx -t -q && nginx -s reload");
            drained("http://127.0.0.1:8082/", backends);
        }
    }

    @Test
    @Needs("haproxy")
    void haproxy() {
        String file = "/etc/haproxy/haproxy.cfg";
        try (Backends backends = registered()) {
            render("haproxy.peb", file, "", "--once");
            Tool proxy = DESK.start("haproxy", "-W", "-db", "-f", file);
            render("haproxy.peb", file, ":haproxy -c -q -f " + file + " && kill -USR2 " + proxy.pid());
            // The host name is the name of the backend.
            Desk.write("/etc/hosts", "127.0.0.1 localhost web\n");
            drained("http://web:8080/", backends);
        }
    }

    private static Backends registered() {
        Backends backends = new Backends(3);
        for (int i = 0; i < 3; i++) {
            Desk.register(agent, "web", "b" + i, "\"port\":" + backends.port(i));
        }
        return backends;
    }

    /** Renders one of the ready templates, once or from then on. */
    private static void render(String template, String file, String command, String... flags) {
        Path source =
                Path.of(System.getProperty("grapevine.test.docs", "../docs"), "..", "deploy", "templates", template);
        List<String> all = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx96m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                Program.jar().toString(),
                "template",
                "--http=" + agent.http(),
                "--wait=100ms:1s",
                "-t",
                source.normalize() + ":" + file + command));
        all.addAll(List.of(flags));
        if (flags.length > 0) {
            Tool.output(all.toArray(String[]::new));
        } else {
            DESK.start(all.toArray(String[]::new));
        }
    }

    private static boolean answers(String url) {
        try {
            return ((HttpURLConnection) URI.create(url).toURL().openConnection()).getResponseCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    private static void drained(String url, Backends backends) {
        DESK.nodes().until("a proxy", () -> answers(url));
        try (Load load = new Load(url)) {
            until("responses of all", () -> load.responses().keySet().equals(Set.of("0", "1", "2")));
            Desk.change(agent, "PUT", "/v1/services/web/b1/state", "{\"state\":\"drain\"}");
            until("no more responses of the drained one", () -> {
                Map<String, Integer> before = load.responses();
                until(
                        "responses of the others",
                        () -> load.responses("0") > before.get("0") + 20 && load.responses("2") > before.get("2") + 20);
                return load.responses("1") == before.get("1");
            });
            int drained = load.responses("1");
            Desk.change(agent, "PUT", "/v1/services/web/b1/state", "{\"state\":\"up\"}");
            until("responses of the one that is back", () -> load.responses("1") > drained + 20);
            assertThat(load.failures()).isEmpty();
            for (int i = 0; i < backends.count(); i++) {
                Desk.change(agent, "DELETE", "/v1/services/web/b" + i, "");
            }
        }
    }

    private static void until(String what, Callable<Boolean> condition) {
        DESK.nodes().until(what, condition);
    }
}
