package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.TextFile;
import dev.grapevine.agent.tls.TlsException;
import dev.grapevine.agent.tls.TlsFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
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

    @Option(
            names = "--ca",
            paramLabel = "FILE",
            description =
                    "PEM file with the authority of the agent's certificate, for https. Default: GRAPEVINE_CA, else those of"
                            + " the Java runtime.")
    private String authority = "";

    @Option(
            names = "--cert",
            paramLabel = "FILE",
            description = "PEM file with a client certificate and its PKCS#8 key, for agents that ask for one. Default:"
                    + " GRAPEVINE_CERT.")
    private String certificate = "";

    AgentClient client(Shell shell) {
        URI address = AgentAddress.find(http, shell);
        return new AgentClient(address, token(shell), "https".equals(address.getScheme()) ? sockets(shell) : null);
    }

    private @Nullable SSLSocketFactory sockets(Shell shell) {
        Optional<Path> trusted = file(authority, shell.variable("GRAPEVINE_CA"));
        Optional<Path> own = file(certificate, shell.variable("GRAPEVINE_CERT"));
        try {
            return TlsFiles.read(own, own, trusted).context().getSocketFactory();
        } catch (TlsException e) {
            throw new CommandException(ExitStatus.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private static Optional<Path> file(String flag, String variable) {
        return Optional.of(flag.isBlank() ? variable : flag)
                .filter(text -> !text.isBlank())
                .map(Path::of);
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
