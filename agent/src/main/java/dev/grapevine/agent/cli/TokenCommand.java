package dev.grapevine.agent.cli;

import dev.grapevine.agent.config.Token;
import dev.grapevine.agent.config.TokenGrant;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "token",
        description = {
            "Makes a token for the API of agents. Prints it once, and the line for the file in http.tokens, which has its hash",
            "only. Send the agents SIGHUP when the line is in their file."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine token deploy --scopes read,register:web",
            "  grapevine token admin --scopes read,register,operate"
        })
final class TokenCommand implements Callable<Integer> {

    private static final int TOKEN_BYTES = 32;

    private final Shell shell;

    @Mixin
    private HelpOption help;

    @Parameters(
            paramLabel = "NAME",
            description = "Name of the token's owner; changes made with it are logged under this name.")
    private String name = "";

    @Option(
            names = "--scopes",
            paramLabel = "SCOPES",
            required = true,
            split = ",",
            description =
                    "What it allows: read, register (instances of the asked agent), register:PREFIX (of services whose names begin so),"
                            + " operate (join, leave, forget); separated by commas.")
    private List<String> scopes = List.of();

    TokenCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!name.matches("[A-Za-z0-9._-]{1,64}") || name.matches("\\.{1,2}|anonymous")) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "token: the name \"" + name
                            + "\" is not allowed; use 1 to 64 of the characters A-Z a-z 0-9 . _ -, and not"
                            + " anonymous");
        }
        String granted = scopes.stream().map(this::grant).collect(Collectors.joining(" "));
        byte[] random = new byte[TOKEN_BYTES];
        new SecureRandom().nextBytes(random);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(random);
        shell.out().println("token: " + token);
        shell.out().println("line:  " + name + ": " + HexFormat.of().formatHex(Token.hash(token)) + ", " + granted);
        return ExitStatus.DONE;
    }

    private String grant(String scope) {
        return TokenGrant.parse(scope.strip())
                .orElseThrow(() -> new CommandException(
                        ExitStatus.USAGE,
                        "token: found the scope \"" + scope + "\", expected some of " + TokenGrant.ALLOWED))
                .toString();
    }
}
