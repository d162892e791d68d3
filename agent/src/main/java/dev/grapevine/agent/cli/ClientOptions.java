package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.TextFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a command finds its agent. */
final class ClientOptions {

    @Option(
            names = "--http",
            paramLabel = "URL",
            description =
                    "The agent to ask, as a URL or HOST:PORT. Default: GRAPEVINE_HTTP_ADDR, else GRAPEVINE_HTTP, else "
                            + AgentAddress.DEFAULT + ".")
    private String http = "";

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description =
                    "File with the agent's bearer token. Default: GRAPEVINE_TOKEN, else the file in GRAPEVINE_TOKEN_FILE.")
    private String tokenFile = "";

    AgentClient client(Shell shell) {
        return new AgentClient(AgentAddress.find(http, shell), token(shell));
    }

    private Optional<String> token(Shell shell) {
        if (!tokenFile.isBlank()) {
            return Optional.of(read("--token-file", tokenFile));
        }
        String token = shell.variable("GRAPEVINE_TOKEN");
        String file = shell.variable("GRAPEVINE_TOKEN_FILE");
        if (!token.isEmpty()) {
            return Optional.of(token);
        }
        return file.isEmpty() ? Optional.empty() : Optional.of(read("GRAPEVINE_TOKEN_FILE", file));
    }

    private static String read(String source, String file) {
        try {
            return TextFile.read(Path.of(file)).strip();
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    source + ": cannot read " + file + "; use a readable file that contains the agent's token");
        }
    }
}
