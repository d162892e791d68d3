package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.CheckRequest;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.cli.AgentClient.Answer;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.CheckSyntax;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "register",
        description = {
            "Registers a service instance at an agent, or replaces the one of the same id.",
            "With checks it is critical until the first of each has passed."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine register web --port 8080 --check http:/health",
            "  grapevine register db --port 5432 --tag primary --meta version=16 --check tcp",
            "  grapevine register batch --check ttl:30s --id batch-7"
        })
final class RegisterCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "NAME", description = "The service.")
    private String name = "";

    @Option(names = "--port", paramLabel = "N", description = "Where it listens. Default: it has no port.")
    private @Nullable String port;

    @Option(
            names = "--address",
            paramLabel = "A",
            description = "Host name or IP address. Default: that of the member.")
    private @Nullable String address;

    @Option(names = "--tag", paramLabel = "T", description = "A label; may be repeated.")
    private List<String> tags = List.of();

    @Option(names = "--meta", paramLabel = "K=V", description = "Free text by key; may be repeated.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(names = "--weight", paramLabel = "N", description = "Share of the traffic, relative to others. Default: 1.")
    private @Nullable String weight;

    @Option(
            names = "--check",
            paramLabel = "CHECK",
            description = "How its health is found out: " + CheckSyntax.ALLOWED + "; may be repeated.")
    private List<String> checks = List.of();

    @Option(names = "--id", paramLabel = "ID", description = "Unique on its member. Default: NAME.")
    private String id = "";

    RegisterCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        Integer number = number("--port", port);
        RegisterRequest request = new RegisterRequest(
                address,
                number,
                tags,
                metadata,
                number("--weight", weight),
                null,
                null,
                null,
                checks.stream().map(check -> check(check, number)).toList());
        AgentClient client = options.client(shell);
        Answer answer = client.send(
                "PUT",
                "/v1/services/" + AgentClient.segment(name) + "/" + AgentClient.segment(id.isEmpty() ? name : id),
                client.write(request));
        if (output.json()) {
            shell.out().println(answer.body().strip());
        } else {
            InstanceInfo instance = client.read(InstanceInfo.class, answer);
            shell.out().println("registered " + instance.service() + "/" + instance.id() + " on " + instance.member());
        }
        return ExitStatus.DONE;
    }

    private CheckRequest check(String text, @Nullable Integer number) {
        CheckSpec check;
        try {
            check = CheckSyntax.parse(text);
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.USAGE, "--check: " + wrong.getMessage());
        }
        if (check.needsPort() && (number == null || number == 0)) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "--check: " + check + " needs a port and service " + name
                            + " has none: give --port, or the check a full address");
        }
        return new CheckRequest(check.toString(), null, null, null, null);
    }

    private static @Nullable Integer number(String option, @Nullable String text) {
        if (text == null || (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 0xffff)) {
            return text == null ? null : Integer.valueOf(text);
        }
        throw new CommandException(ExitStatus.USAGE, option + ": found \"" + text + "\", allowed is 0 to 65535");
    }
}
