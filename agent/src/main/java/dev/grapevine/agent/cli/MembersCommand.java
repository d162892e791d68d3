package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.EnumNames;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import dev.grapevine.model.Status;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "members",
        description = "Lists the members of the cluster, as one agent sees them.",
        footer = {
            "",
            "Examples:",
            "  grapevine members --status alive",
            "  grapevine members --watch",
            "  grapevine members -o json --http 10.0.0.4:8500"
        })
final class MembersCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    @Option(names = "--status", paramLabel = "alive|suspect|dead|left", description = "Only members with this status.")
    private String status = "";

    @Option(names = "--watch", description = "Show the list again after each change.")
    private boolean watch;

    MembersCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (!status.isEmpty() && EnumNames.status(status).isEmpty()) {
            throw new CommandException(
                    ExitStatus.USAGE,
                    "--status: found \"" + status + "\", expected " + EnumNames.list(Status.values()));
        }
        AgentClient client = options.client(shell);
        String path = "/v1/members" + (status.isEmpty() ? "" : "?status=" + AgentClient.segment(status));
        if (watch) {
            return new WatchLoop(shell, client).run(path, response -> show(client, response));
        }
        Response response = client.get(path);
        shell.out().println(show(client, response));
        return ExitStatus.DONE;
    }

    private String show(AgentClient client, Response response) {
        if (output.json()) {
            return response.body().strip();
        }
        List<MemberInfo> members = client.readList(MemberInfo.class, response);
        return String.join(System.lineSeparator(), table(members, Instant.now()).lines(shell.terminal()));
    }

    static Table table(List<MemberInfo> members, Instant now) {
        Table table = new Table()
                .text("NAME")
                .column("STATUS")
                .column("ADDRESS")
                .column("FOR")
                .text("ZONE")
                .text("TAGS")
                .text("NOTE");
        for (MemberInfo member : members) {
            List<String> notes = new ArrayList<>();
            if (member.local()) {
                notes.add("asked");
            }
            if (member.unstable()) {
                notes.add("unstable");
            }
            if (member.degraded()) {
                notes.add("degraded: UDP blocked?");
            }
            table.row(
                    member.name(),
                    member.status(),
                    member.addresses().isEmpty() ? "" : member.addresses().get(0),
                    TimeFormat.ago(member.since(), now),
                    member.zone(),
                    String.join(",", member.tags()),
                    String.join(", ", notes));
        }
        return table;
    }
}
