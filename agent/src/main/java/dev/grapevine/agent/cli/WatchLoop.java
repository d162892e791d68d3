package dev.grapevine.agent.cli;

import dev.grapevine.agent.cli.AgentClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Shows a response again each time it changes, until interrupted. If the agent stops, waits until it is back. */
final class WatchLoop {

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 1_000;

    private final Shell shell;
    private final AgentClient client;

    WatchLoop(Shell shell, AgentClient client) {
        this.shell = shell;
        this.client = client;
    }

    /**
     * @param path to read, with or without query parameters
     * @param show formats a response
     */
    int run(String path, Function<Response, String> show) {
        Optional<String> index = Optional.empty();
        String before = "";
        boolean away = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Response response = client.get(blocking(path, index), MAX_WAIT.plusSeconds(10));
                boolean parked = index.isPresent() && !away;
                away = false;
                index = response.index();
                if (!response.body().equals(before)) {
                    print(show.apply(response));
                    before = response.body();
                    if (shell.out().checkError()) {
                        return ExitStatus.DONE; // The other end of the pipe is closed.
                    }
                }
                if (!parked && index.isEmpty()) {
                    pause();
                }
            } catch (CommandException failure) {
                if (failure.status() != ExitStatus.UNREACHABLE || before.isEmpty()) {
                    throw failure;
                }
                if (!away) {
                    shell.err().println("grapevine: " + failure.getMessage());
                }
                away = true;
                index = Optional.empty();
                pause();
            }
        }
        return ExitStatus.DONE;
    }

    private static String blocking(String path, Optional<String> index) {
        String join = path.indexOf('?') < 0 ? "?" : "&";
        return index.map(at -> path + join + "index=" + at + "&wait=" + MAX_WAIT.toSeconds() + "s")
                .orElse(path);
    }

    private void print(String text) {
        if (shell.terminal().interactive()) {
            shell.out().print("\033[H\033[2J");
            shell.out().println(TimeFormat.clock(Instant.now()) + "   (Ctrl-C to end)");
        }
        shell.out().println(text);
        shell.out().flush();
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
