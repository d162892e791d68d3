package dev.grapevine.agent.cli;

import dev.grapevine.agent.cli.AgentClient.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/** Shows an answer again each time it changes, until it is interrupted. An agent that goes away is waited for. */
final class WatchLoop {

    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final long PAUSE_MILLIS = 1_000;

    private final Shell shell;
    private final AgentClient client;

    WatchLoop(Shell shell, AgentClient client) {
        this.shell = shell;
        this.client = client;
    }

    /**
     * @param path of the read, without or with parameters
     * @param show makes the text of an answer
     */
    int run(String path, Function<Answer, String> show) {
        Optional<String> index = Optional.empty();
        String before = "";
        boolean away = false;
        while (!Thread.currentThread().isInterrupted()) {
            try {
                Answer answer = client.get(blocking(path, index), LONGEST.plusSeconds(10));
                boolean parked = index.isPresent() && !away;
                away = false;
                index = answer.index();
                if (!answer.body().equals(before)) {
                    print(show.apply(answer));
                    before = answer.body();
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
        return index.map(at -> path + join + "index=" + at + "&wait=" + LONGEST.toSeconds() + "s")
                .orElse(path);
    }

    private void print(String text) {
        if (shell.screen().interactive()) {
            shell.out().print("\033[H\033[2J");
            shell.out().println(TimeFormat.clock(Instant.now()) + "   (Ctrl-C ends)");
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
