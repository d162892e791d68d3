package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.api.ServiceInfo;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Asked by the completion scripts: the names that an agent knows, one a line. */
@Command(name = "values", hidden = true, description = "Prints the names that an agent knows, one a line.")
final class CompletionValuesCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "members|services|instances", description = "Of what.")
    private String kind = "";

    CompletionValuesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        values(options.client(shell)).stream().sorted().distinct().forEach(shell.out()::println);
        return ExitStatus.DONE;
    }

    private List<String> values(AgentClient client) {
        return switch (kind) {
            case "members" ->
                client.readList(MemberInfo.class, client.get("/v1/members")).stream()
                        .map(MemberInfo::name)
                        .toList();
            case "services" -> services(client);
            case "instances" -> {
                String self = client.read(SelfInfo.class, client.get("/v1/self"))
                        .member()
                        .name();
                yield services(client).stream()
                        .flatMap(service -> client
                                .readList(
                                        InstanceInfo.class, client.get("/v1/services/" + AgentClient.segment(service)))
                                .stream())
                        .filter(instance -> instance.member().equals(self))
                        .map(InstanceInfo::id)
                        .toList();
            }
            default ->
                throw new CommandException(
                        ExitStatus.USAGE,
                        "completion values: found \"" + kind + "\", expected members, services or instances");
        };
    }

    private static List<String> services(AgentClient client) {
        return client.readList(ServiceInfo.class, client.get("/v1/services")).stream()
                .map(ServiceInfo::name)
                .toList();
    }
}
