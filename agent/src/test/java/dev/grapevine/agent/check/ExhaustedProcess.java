package dev.grapevine.agent.check;

import static org.awaitility.Awaitility.await;

import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.testing.FakeCluster;
import dev.grapevine.model.Health;
import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A process that checks a server, uses up its descriptors, and then has some again. Started with a small limit. */
final class ExhaustedProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ExhaustedProcess() {}

    /** @param arguments the port of a server that is well, and the name of the host */
    public static void main(String[] arguments) throws IOException {
        loadClasses();
        int port = Integer.parseInt(arguments[0]);
        CheckSpec.Pace pace = new CheckSpec.Pace(Duration.ofMillis(100), Duration.ofMillis(100), 1, 1);
        InstanceKey key = new InstanceKey("web", "1");
        List<String> published = new CopyOnWriteArrayList<>();
        HealthChecks[] itself = new HealthChecks[1];
        itself[0] = HealthChecks.start(
                Clock.systemUTC(),
                new FakeCluster(),
                changed -> itself[0].news(changed).ifPresent(news -> {
                    published.add(news.health().name());
                    itself[0].published(changed, news);
                }));
        HealthChecks checks = itself[0];
        checks.watch(
                key,
                arguments[1],
                port,
                List.of(new CheckSpec.Http("/", pace), new CheckSpec.Tcp("", pace)),
                Health.CRITICAL,
                "not checked yet",
                List.of(),
                null);
        await().atMost(PATIENCE).until(() -> published.contains("PASSING") && missing(checks, key) == 0);
        published.clear();
        List<FileInputStream> open = new ArrayList<>();
        await().atMost(PATIENCE).until(() -> {
            fill(open);
            return missing(checks, key) == 2;
        });
        for (int i = 0; i < 20; i++) {
            open.remove(open.size() - 1).close();
        }
        await().atMost(PATIENCE).until(() -> missing(checks, key) == 0);
        System.out.println("published meanwhile: " + published);
        checks.close();
    }

    /** Classes in folders need descriptors, which a jar does not. */
    private static void loadClasses() throws IOException {
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path folder = Path.of(entry);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.map(file -> folder.relativize(file).toString().replace(File.separatorChar, '.'))
                            .filter(name ->
                                    name.matches("dev[.]grapevine[.](cluster|model|agent[.]check)[.].*[.]class"))
                            .forEach(name -> load(name.substring(0, name.length() - 6)));
                }
            }
        }
    }

    private static void load(String name) {
        try {
            Class.forName(name, false, ExhaustedProcess.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // Of a test, which is not needed.
        }
    }

    private static void fill(List<FileInputStream> open) {
        try {
            while (true) {
                open.add(new FileInputStream("/dev/null"));
            }
        } catch (IOException none) {
            // What there was is taken.
        }
    }

    private static long missing(HealthChecks checks, InstanceKey key) {
        return checks.status(key).stream()
                .filter(status -> status.health() == Health.PASSING
                        && status.output()
                                .contains("(the latest run has no result: this process cannot open a socket:"))
                .count();
    }
}
