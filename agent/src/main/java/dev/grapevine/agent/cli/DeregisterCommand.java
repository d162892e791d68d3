package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.api.ServiceInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "deregister",
        description = "Withdraws a service instance of the asked agent's member.",
        footer = {"", "Examples:", "  grapevine deregister web", "  grapevine deregister batch-7 --http 127.0.0.1:8501"
        })
final class DeregisterCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "ID", description = "Id of the instance, or SERVICE/ID.")
    private String id = "";

    DeregisterCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        int slash = id.indexOf('/');
        String instance = id.substring(slash + 1);
        String service = slash > 0 ? id.substring(0, slash) : serviceOf(client, instance);
        client.send("DELETE", "/v1/services/" + AgentClient.segment(service) + "/" + AgentClient.segment(instance), "");
        shell.out().println("deregistered " + service + "/" + instance);
        return ExitStatus.DONE;
    }

    /** An id is unique on its member, so it determines the service. */
    private static String serviceOf(AgentClient client, String id) {
        String self =
                client.read(SelfInfo.class, client.get("/v1/self")).member().name();
        List<String> own = new ArrayList<>();
        for (ServiceInfo service : client.readList(ServiceInfo.class, client.get("/v1/services"))) {
            if (service.members().contains(self)) {
                String path = "/v1/services/" + AgentClient.segment(service.name());
                for (InstanceInfo instance : client.readList(InstanceInfo.class, client.get(path))) {
                    if (instance.member().equals(self) && instance.id().equals(id)) {
                        return service.name();
                    }
                    if (instance.member().equals(self)) {
                        own.add(instance.id());
                    }
                }
            }
        }
        throw new CommandException(
                ExitStatus.NO,
                "member " + self + " has no service instance \"" + id + "\"; "
                        + (own.isEmpty() ? "it has no instances" : "it has " + String.join(", ", own)));
    }
}
