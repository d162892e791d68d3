package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.EventInfo;
import dev.grapevine.agent.api.HistoryInfo;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SnapshotInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import dev.grapevine.agent.cli.EventStreamReader.ServerSentEvent;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "events",
        description = {
            "Shows recent events, as one agent saw them, oldest first.",
            "With --follow, shows the current view and then each event as it happens; after a lost connection, it",
            "resumes where it stopped. With -o json, each line is one object with a type: first SNAPSHOT if it follows."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine events",
            "  grapevine events --follow",
            "  grapevine events --follow -o json | jq .type"
        })
final class EventsCommand implements Callable<Integer> {

    private static final Duration MAX_SILENCE = Duration.ofSeconds(60);
    private static final long PAUSE_MILLIS = 1_000;

    /** A line of the current view. */
    private record ViewLine(Instant since, String text) {}

    private final Shell shell;
    private final JsonCodec json = JsonCodec.lenient();

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    @Option(
            names = {"-f", "--follow"},
            description = "Continue until interrupted.")
    private boolean follow;

    EventsCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        return follow ? follow(client) : history(client);
    }

    private int history(AgentClient client) {
        Response response = client.get("/v1/history");
        HistoryInfo history = client.read(HistoryInfo.class, response);
        if (output.json()) {
            history.events().forEach(event -> shell.out().println(json.write(event)));
            return ExitStatus.DONE;
        }
        if (history.events().isEmpty()) {
            shell.out().println("no events since " + TimeFormat.clock(history.since()));
        }
        history.events().forEach(event -> shell.out().println(line(event.time(), event.text())));
        return ExitStatus.DONE;
    }

    private int follow(AgentClient client) {
        String last = "";
        boolean away = false;
        while (!Thread.currentThread().isInterrupted()) {
            Map<String, String> resume = last.isEmpty() ? Map.of() : Map.of("Last-Event-ID", last);
            try (EventStreamReader stream = new EventStreamReader(client.open("/v1/events", resume, MAX_SILENCE))) {
                away = false;
                for (Optional<ServerSentEvent> message = stream.next(); message.isPresent(); message = stream.next()) {
                    show(message.get(), last.isEmpty());
                    last = message.get().id().isEmpty() ? last : message.get().id();
                    // The other end of the pipe is closed.
                    if (shell.out().checkError()) {
                        return ExitStatus.DONE;
                    }
                }
            } catch (CommandException failure) {
                if (failure.status() != ExitStatus.UNREACHABLE || last.isEmpty()) {
                    throw failure;
                }
                if (!away) {
                    shell.err().println("grapevine: " + failure.getMessage());
                }
                away = true;
            } catch (IOException broken) {
                shell.err().println("grapevine: the event stream was interrupted, retrying: " + broken.getMessage());
            }
            pause();
        }
        return ExitStatus.DONE;
    }

    private void show(ServerSentEvent message, boolean first) {
        if (output.json()) {
            shell.out().println(message.data());
        } else if (message.snapshot()) {
            SnapshotInfo snapshot = json.read(SnapshotInfo.class, message.data());
            if (!first) {
                shell.out().println("... " + snapshot.missed() + " events were missed; the current view is:");
            }
            view(snapshot).forEach(shell.out()::println);
        } else {
            EventInfo event = json.read(EventInfo.class, message.data());
            shell.out().println(line(event.time(), event.text()));
        }
        shell.out().flush();
    }

    private static List<String> view(SnapshotInfo snapshot) {
        List<ViewLine> lines = new ArrayList<>();
        for (MemberInfo member : snapshot.members()) {
            String at = member.addresses().isEmpty()
                    ? ""
                    : " (" + member.addresses().get(0) + ")";
            lines.add(
                    new ViewLine(member.since(), member.status().toUpperCase(Locale.ROOT) + " " + member.name() + at));
        }
        for (InstanceInfo instance : snapshot.instances()) {
            Instant since = instance.since();
            String text = instance.health().toUpperCase(Locale.ROOT) + " " + instance.service() + "/" + instance.id()
                    + " on " + instance.member();
            lines.add(new ViewLine(since == null ? Instant.EPOCH : since, text));
        }
        return lines.stream()
                .sorted(Comparator.comparing(ViewLine::since))
                .map(entry -> line(entry.since(), entry.text()))
                .toList();
    }

    private static String line(Instant time, String text) {
        String clock = time.equals(Instant.EPOCH) ? " ".repeat(12) : TimeFormat.clock(time);
        return clock + "  " + text.replaceAll("\\p{Cntrl}", "?");
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
