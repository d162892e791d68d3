package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.JsonCodec;
import dev.grapevine.agent.api.ServiceInfo;
import dev.grapevine.agent.cli.AgentClient.Answer;
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
            "Lists the services of the cluster, or the instances of one.",
            "Exits with 1 if there is no such service, or no such instance."
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

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The service whose instances to list.")
    private String name = "";

    @Option(names = "--passing", description = "Only what clients should be given: up, and not critical.")
    private boolean passing;

    @Option(names = "--tag", paramLabel = "TAG", description = "Only with this tag.")
    private String tag = "";

    @Option(names = "--watch", description = "Show them again each time something changes.")
    private boolean watch;

    ServicesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        if (watch) {
            return new WatchLoop(shell, client).run(path(), answer -> show(client, answer));
        }
        Answer answer = client.get(path());
        shell.out().println(show(client, answer));
        return none(client, answer) ? ExitStatus.NO : ExitStatus.DONE;
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
        return "/v1/services/" + AgentClient.segment(name)
                + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
    }

    /** Whether somebody asked for something in particular, and there is none. */
    private boolean none(AgentClient client, Answer answer) {
        return name.isEmpty()
                ? (passing || !tag.isEmpty()) && services(client, answer).isEmpty()
                : client.readList(InstanceInfo.class, answer).isEmpty();
    }

    private String show(AgentClient client, Answer answer) {
        if (output.json()) {
            boolean narrowed = name.isEmpty() && (passing || !tag.isEmpty());
            return narrowed
                    ? JsonCodec.lenient().writeList(ServiceInfo.class, services(client, answer))
                    : answer.body().strip();
        }
        Table table = name.isEmpty()
                ? services(services(client, answer))
                : instances(client.readList(InstanceInfo.class, answer), Instant.now());
        if (table.isEmpty()) {
            return name.isEmpty() ? "no services" : "no instances of " + name + (passing ? " that pass" : "");
        }
        return String.join(System.lineSeparator(), table.lines(shell.screen()));
    }

    private List<ServiceInfo> services(AgentClient client, Answer answer) {
        return client.readList(ServiceInfo.class, answer).stream()
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
        }
        return table;
    }
}
