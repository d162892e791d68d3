package dev.grapevine.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.config.QuietWait;
import dev.grapevine.agent.config.TemplateSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.cluster.StartException;
import dev.grapevine.model.ServiceInstance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class AgentTemplatesTest {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final FakeCluster cluster = new FakeCluster();

    private List<TemplateSpec> specs(String template, String command) throws IOException {
        Path source = Files.writeString(folder.resolve("in"), template);
        return List.of(new TemplateSpec(
                source,
                folder.resolve("out"),
                command,
                new QuietWait(Duration.ZERO, Duration.ZERO),
                TemplateSpec.COMMAND_TIMEOUT));
    }

    private String text(String file) throws IOException {
        Path path = folder.resolve(file);
        return Files.exists(path) ? Files.readString(path) : "";
    }

    @Test
    void the_agent_renders_from_its_own_view_once_it_is_ready_and_after_each_change() throws IOException {
        cluster.putInstance("node1", ServiceInstance.named("web").port(80).build());
        try (AgentTemplates templates = AgentTemplates.compile(
                cluster,
                specs(
                        "{% for i in service(\"web\") %}{{ i.endpoint }} {% endfor %}",
                        "echo x >> " + folder.resolve("ran")))) {
            templates.start(Thread::new);
            assertThat(folder.resolve("out")).doesNotExist();
            cluster.becomeReady();
            await().atMost(PATIENCE).until(() -> text("ran").equals("x\n"));
            assertThat(text("out")).isEqualTo("127.0.0.1:80 ");
            cluster.putInstance(
                    "node1", ServiceInstance.named("web").id("b").port(81).build());
            templates.changed();
            await().atMost(PATIENCE).until(() -> text("ran").equals("x\nx\n"));
            assertThat(text("out").strip().split(" ")).containsExactlyInAnyOrder("127.0.0.1:80", "127.0.0.1:81");
        }
    }

    @Test
    void a_template_that_is_none_stops_the_start() throws IOException {
        List<TemplateSpec> specs = specs("\n{% end %}", "");
        assertThatThrownBy(() -> AgentTemplates.compile(cluster, specs))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("templates: " + folder.resolve("in") + ":2: ");
    }
}
