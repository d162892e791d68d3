package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.CheckInfo;
import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.ServiceInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import dev.grapevine.agent.config.HostPort;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "services",
        description = {
            "Lists the services of the cluster, or the instances of one service.",
            "Exits with 1 if the service does not exist, or if nothing matches the options."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine services",
            "  grapevine services web --passing --tag v2",
            "  grapevine services web --watch -o json"
        })
final class ServicesCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    @Parameters(arity = "0..1", paramLabel = "SERVICE", description = "The service whose instances to list.")
    private String name = "";

    @Option(names = "--passing", description = "Only instances that clients should use: up, and not critical.")
    private boolean passing;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only instances with this tag.")
    private String tag = "";

    @Option(
            names = "--near",
            paramLabel = "MEMBER",
            description = "Instances of this member first, then those of its zone. 'self' is the agent's own member.")
    private String near = "";

    @Option(names = "--watch", description = "Show the list again after each change.")
    private boolean watch;

    ServicesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        if (watch) {
            return new WatchLoop(shell, client).run(path(), response -> show(client, response));
        }
        Response response = client.get(path());
        shell.out().println(show(client, response));
        return none(client, response) ? ExitStatus.NO : ExitStatus.DONE;
    }

    private String path() {
        if (name.isEmpty()) {
            return "/v1/services";
        }
        List<String> parameters = new ArrayList<>();
        if (passing) {
            parameters.add("passing=true");
        }
        if (!tag.isEmpty()) {
            parameters.add("tag=" + AgentClient.segment(tag));
        }
        if (!near.isEmpty()) {
            parameters.add("near=" + AgentClient.segment(near));
        }
        return "/v1/services/" + AgentClient.segment(name)
                + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
    }

    /** Whether the user asked for something specific that does not exist. */
    private boolean none(AgentClient client, Response response) {
        return name.isEmpty()
                ? (passing || !tag.isEmpty()) && services(client, response).isEmpty()
                : client.readList(InstanceInfo.class, response).isEmpty();
    }

    private String show(AgentClient client, Response response) {
        if (output.json()) {
            boolean narrowed = name.isEmpty() && (passing || !tag.isEmpty());
            return narrowed
                    ? JsonCodec.lenient().writeList(ServiceInfo.class, services(client, response))
                    : response.body().strip();
        }
        Table table = name.isEmpty()
                ? services(services(client, response))
                : instances(client.readList(InstanceInfo.class, response), Instant.now());
        if (table.isEmpty()) {
            return name.isEmpty() ? "no services" : "no " + (passing ? "passing " : "") + "instances of " + name;
        }
        return String.join(System.lineSeparator(), table.lines(shell.terminal()));
    }

    private List<ServiceInfo> services(AgentClient client, Response response) {
        return client.readList(ServiceInfo.class, response).stream()
                .filter(service -> !passing || service.discoverable() > 0)
                .filter(service -> tag.isEmpty() || service.tags().contains(tag))
                .toList();
    }

    static Table services(List<ServiceInfo> services) {
        Table table = new Table()
                .text("NAME")
                .number("INSTANCES")
                .number("PASSING")
                .number("WARNING")
                .number("CRITICAL")
                .text("TAGS")
                .text("MEMBERS");
        for (ServiceInfo service : services) {
            table.row(
                    service.name(),
                    String.valueOf(service.instances()),
                    String.valueOf(service.passing()),
                    String.valueOf(service.warning()),
                    String.valueOf(service.critical()),
                    String.join(",", service.tags()),
                    String.join(",", service.members()));
        }
        return table;
    }

    static Table instances(List<InstanceInfo> instances, Instant now) {
        Table table = new Table()
                .text("ID")
                .text("MEMBER")
                .text("ADDRESS")
                .column("HEALTH")
                .column("STATE")
                .number("WEIGHT")
                .column("FOR")
                .text("TAGS")
                .text("NOTE");
        for (InstanceInfo instance : instances) {
            List<String> notes = new ArrayList<>();
            if (instance.memberStatus().equals("suspect")) {
                notes.add("member suspect");
            }
            if (instance.unstable()) {
                notes.add("unstable");
            }
            if (!instance.output().isEmpty()) {
                notes.add(instance.output());
            }
            Instant since = instance.since();
            table.row(
                    instance.id(),
                    instance.member(),
                    instance.port() == 0 ? instance.host() : new HostPort(instance.host(), instance.port()).toString(),
                    instance.health(),
                    instance.state(),
                    String.valueOf(instance.weight()),
                    since == null ? "" : TimeFormat.ago(since, now),
                    String.join(",", instance.tags()),
                    String.join(", ", notes));
            List<CheckInfo> checks = instance.checks();
            if (checks != null && checks.size() > 1) {
                for (CheckInfo check : checks) {
                    table.row("", "", "", check.health(), "", "", "", "", check.name() + ": " + check.output());
                }
            }
        }
        return table;
    }
}
