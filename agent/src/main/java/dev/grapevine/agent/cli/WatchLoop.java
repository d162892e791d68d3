package dev.grapevine.agent.cli;

import dev.grapevine.agent.cli.AgentClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Shows a response again each time it changes, until interrupted. If the agent stops, waits until it is back. */
final class WatchLoop {

    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    /** On a terminal, the ages that are shown move on. */
    private static final Duration TERMINAL_WAIT = Duration.ofSeconds(1);

    private static final long PAUSE_MILLIS = 1_000;

    private final Shell shell;
    private final AgentClient client;

    /** Whether the text may change although the response does not. */
    private final boolean moves;

    private final Duration wait;

    WatchLoop(Shell shell, AgentClient client) {
        this.shell = shell;
        this.client = client;
        this.moves = shell.terminal().interactive();
        this.wait = moves ? TERMINAL_WAIT : MAX_WAIT;
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
                Response response = client.get(blocking(path, index), wait.plusSeconds(10));
                boolean parked = index.isPresent() && !away;
                away = false;
                index = response.index();
                String text = show.apply(response);
                String state = moves ? text : response.body();
                if (!state.equals(before)) {
                    print(text);
                    before = state;
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

    private String blocking(String path, Optional<String> index) {
        String join = path.indexOf('?') < 0 ? "?" : "&";
        return index.map(at -> path + join + "index=" + at + "&wait=" + wait.toSeconds() + "s")
                .orElse(path);
    }

    private void print(String text) {
        if (shell.terminal().interactive()) {
            // Each line replaces the one before it, so that nothing flickers.
            String header = TimeFormat.clock(Instant.now()) + "   (Ctrl-C to end)";
            shell.out().print("\033[H" + (header + "\n" + text + "\n").replace("\n", "\033[K\n") + "\033[J");
        } else {
            shell.out().println(text);
        }
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
