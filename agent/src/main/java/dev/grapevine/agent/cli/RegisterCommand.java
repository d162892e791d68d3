package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.CheckRequest;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.RegisterRequest;
import dev.grapevine.agent.cli.AgentClient.Response;
import dev.grapevine.agent.config.CheckSpec;
import dev.grapevine.agent.config.CheckSyntax;
import dev.grapevine.agent.services.RegistrationMapper;
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
            "Registers a service instance at an agent, or replaces the instance with the same id.",
            "An instance with checks is critical until each of them has passed once."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine register web --port 8080 --check http:/health",
            "  grapevine register db --port 5432 --tag primary --meta version=16 --check tcp",
            "  grapevine register batch --check ttl:30s --id batch-7",
            "  grapevine register api --port 80 --check 'tcp interval=2s' --check 'http:/ready failures=3 deregister-after=1h'"
        })
final class RegisterCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "NAME", description = "Name of the service.")
    private String name = "";

    @Option(names = "--port", paramLabel = "N", description = "Port that it listens on. Default: none.")
    private @Nullable String port;

    @Option(
            names = "--address",
            paramLabel = "A",
            description = "Host name or IP address that it listens on. Default: the address of the member.")
    private @Nullable String address;

    @Option(names = "--tag", paramLabel = "T", description = "A label. Repeatable.")
    private List<String> tags = List.of();

    @Option(names = "--meta", paramLabel = "K=V", description = "Metadata: free text by key. Repeatable.")
    private Map<String, String> metadata = new LinkedHashMap<>();

    @Option(
            names = "--weight",
            paramLabel = "N",
            description = "Share of the traffic, relative to other instances. Default: 1.")
    private @Nullable String weight;

    @Option(
            names = "--check",
            paramLabel = "CHECK",
            description = "Health check: " + CheckSyntax.ALLOWED
                    + ", each with options such as 'tcp interval=5s id=port'. Repeatable.")
    private List<String> checks = List.of();

    @Option(names = "--id", paramLabel = "ID", description = "Id of the instance, unique on its member. Default: NAME.")
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
        Response response = client.send(
                "PUT",
                "/v1/services/" + AgentClient.segment(name) + "/" + AgentClient.segment(id.isEmpty() ? name : id),
                client.write(request));
        if (output.json()) {
            shell.out().println(response.body().strip());
        } else {
            InstanceInfo instance = client.read(InstanceInfo.class, response);
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
        try {
            CheckSpec.requireForApi(List.of(check));
        } catch (IllegalArgumentException wrong) {
            throw new CommandException(ExitStatus.USAGE, "--check: " + wrong.getMessage());
        }
        if (check.needsPort() && (number == null || number == 0)) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "--check: " + check + " needs a port, and service " + name
                            + " has none; add --port, or use a check with a full address");
        }
        return text.indexOf(' ') < 0 ? CheckRequest.of(check.toString()) : RegistrationMapper.write(check);
    }

    private static @Nullable Integer number(String option, @Nullable String text) {
        if (text == null || (text.matches("\\d{1,5}") && Integer.parseInt(text) <= 0xffff)) {
            return text == null ? null : Integer.valueOf(text);
        }
        throw new CommandException(ExitStatus.USAGE, option + ": found \"" + text + "\", expected 0 to 65535");
    }
}
