package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.WhyInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "why",
        description =
                "Shows the evidence behind the status of a member: what was tried and found, when, and by which members.",
        footer = {"", "Examples:", "  grapevine why node4"})
final class WhyCommand implements Callable<Integer> {

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    @Parameters(paramLabel = "MEMBER", description = "Name of the member.")
    private String member = "";

    WhyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        Response response = client.get("/v1/members/" + AgentClient.segment(member) + "/why");
        if (output.json()) {
            shell.out().println(response.body().strip());
            return ExitStatus.DONE;
        }
        WhyInfo why = client.read(WhyInfo.class, response);
        MemberInfo known = why.member();
        shell.out()
                .println(known.name() + " is "
                        + TextStyle.of(known.status())
                                .paint(known.status(), shell.terminal().colour())
                        + " (incarnation " + known.incarnation() + ") for "
                        + TimeFormat.ago(known.since(), Instant.now())
                        + verdict(why));
        if (why.findings().isEmpty()) {
            shell.out().println("there is no evidence against it");
            return ExitStatus.DONE;
        }
        Table table = new Table().number("AGO").text("BY").number("INCARNATION").text("FOUND");
        for (WhyInfo.FindingInfo finding : why.findings()) {
            table.row(
                    TimeFormat.span(Duration.ofNanos((long) (finding.agoSeconds() * 1e9))),
                    finding.by(),
                    String.valueOf(finding.incarnation()),
                    finding.text() + source(finding));
        }
        table.lines(shell.terminal()).forEach(shell.out()::println);
        return ExitStatus.DONE;
    }

    private static String verdict(WhyInfo why) {
        if (why.accusers().isEmpty()) {
            return "";
        }
        return ": " + why.evidence() + ", found by " + String.join(", ", why.accusers());
    }

    /** The member that reported a finding, unless it made the finding itself. */
    private static String source(WhyInfo.FindingInfo finding) {
        String heardFrom = finding.heardFrom();
        return heardFrom == null || heardFrom.equals(finding.by()) ? "" : " (heard from " + heardFrom + ")";
    }
}
