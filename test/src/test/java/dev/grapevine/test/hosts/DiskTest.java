package dev.grapevine.test.hosts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.test.Json;
import dev.grapevine.test.Measurements;
import dev.grapevine.test.Node;
import dev.grapevine.test.Program;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;

/** A data folder on a disk that is full, or in the middle of a write when the process is killed. */
@Isolated
@TestInstance(Lifecycle.PER_CLASS)
@ExtendWith(Measurements.Injection.class)
final class DiskTest {

    private static final int KILLS = 8;

    @RegisterExtension
    private final Site site = Site.of(3);

    private Path disk = Path.of("");
    private Host host;

    /** Mounts a small disk, and moves an agent of the site to it. */
    @BeforeEach
    void mount() throws IOException {
        disk = Program.output().resolve("disk");
        Files.createDirectories(disk);
        Command.run("mount", "-t", "tmpfs", "-o", "size=256k", "grapevine-test", disk.toString());
        host = site.host(3);
        site.node(host).terminate();
        site.node(host).end();
        start();
        site.settle();
    }

    @AfterEach
    void unmount() throws IOException {
        // Replaces the agent by one without a data folder, so that the disk can be unmounted.
        site.node(host).kill();
        site.node(host).end();
        site.launch(host, site.plan(host));
        site.up(host);
        site.settle();
        Command.run("umount", disk.toString());
        Files.delete(disk);
    }

    private void start() {
        site.launch(host, site.plan(host, "--data=" + disk.resolve("data")));
        site.up(host);
    }

    private HttpResponse<String> register(String id) throws IOException {
        return site.node(host).send("PUT", "/v1/services/extra/" + id, "{\"port\":80}");
    }

    private static List<String> extras(Node node) {
        return Json.list(node.get("/v1/services/extra")).stream()
                .map(instance -> String.valueOf(instance.get("id")))
                .sorted()
                .toList();
    }

    /** Fills the disk. */
    private void fill() throws IOException {
        byte[] block = new byte[512];
        try (OutputStream filler = Files.newOutputStream(disk.resolve("filler"))) {
            while (true) {
                filler.write(block);
            }
        } catch (IOException full) {
            assertThat(full).hasMessageContaining("No space left");
        }
    }

    @Test
    void when_the_disk_is_full_the_member_keeps_running_and_refuses_what_it_cannot_save() throws IOException {
        assertThat(register("kept").statusCode()).isEqualTo(201);
        fill();
        HttpResponse<String> refused = register("late");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(Json.object(refused.body()))
                .containsEntry("remedy", "make sure that the data folder is writable and its disk has free space");
        // Another member restarts, which this one would save.
        Host other = site.host(2);
        site.node(other).kill();
        site.node(other).end();
        site.launch(other, site.plan(other));
        site.up(other);
        site.until("warning", () -> site.node(host).logged("cannot write to data folder") == 1);
        site.node(host).kill();
        site.node(host).end();

        site.launch(host, site.plan(host, "--data=" + disk.resolve("data")));
        assertThat(site.node(host).end()).isEqualTo(2);
        assertThat(site.node(host).log())
                .contains("grapevine: cannot use data folder " + disk.resolve("data")
                        + ": no space left on its disk; free some, or use another folder");

        Files.delete(disk.resolve("filler"));
        start();
        assertThat(extras(site.node(host))).containsExactly("kept");
        site.node(host).send("DELETE", "/v1/services/extra/kept", "");
        site.settle();
        site.assertNoDeathBut(host, other);
    }

    @Test
    void registrations_survive_kills_in_the_middle_of_writes(Measurements measured) throws Exception {
        List<String> taken = new ArrayList<>();
        for (int kill = 0; kill < KILLS; kill++) {
            Node node = site.node(host);
            String round = "round" + kill + "-";
            CompletableFuture<List<String>> writes = CompletableFuture.supplyAsync(() -> writeUntilKilled(round));
            site.letPass(Duration.ofMillis(150 + 37L * kill));
            node.kill();
            node.end();
            taken.addAll(writes.get());
            start();
            // One more may exist: written, but the agent was killed before it responded.
            assertThat(extras(site.node(host)))
                    .containsAll(taken)
                    .hasSizeBetween(taken.size(), taken.size() + kill + 1);
            assertThat(site.node(host).logged("damaged")).isZero();
            assertThat(site.node(host).logged("Cannot read the registrations")).isZero();
        }
        assertThat(taken).hasSizeGreaterThan(KILLS);
        for (String id : extras(site.node(host))) {
            site.node(host).send("DELETE", "/v1/services/extra/" + id, "");
        }
        measured.add("8 times kill -9 while writing: all agree, after the last", site.settle());
        site.assertNoDeathBut(host);
    }

    /** @return the ids that were confirmed before the agent ended */
    private List<String> writeUntilKilled(String round) {
        List<String> taken = new ArrayList<>();
        try {
            while (true) {
                String id = round + taken.size();
                if (register(id).statusCode() != 201) {
                    return taken;
                }
                taken.add(id);
            }
        } catch (IOException killed) {
            return taken;
        }
    }
}
