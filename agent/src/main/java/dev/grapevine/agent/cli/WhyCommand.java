package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.WhyInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import dev.grapevine.model.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "why",
        description = {
            "Says in one sentence what happened to a member, and shows the evidence:",
            "what was tried and found, when, and by which members."
        },
        footer = {"", "Examples:", "  grapevine why node4"})
final class WhyCommand implements Callable<Integer> {

    private static final String GAP = "  ";
    private static final int KIND_WIDTH = 9;
    private static final int LEAST_TEXT_WIDTH = 30;
    private static final int NARROW_INDENT = 4;

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
        print(client.read(WhyInfo.class, response));
        return ExitStatus.DONE;
    }

    private void print(WhyInfo why) {
        MemberInfo known = why.member();
        Instant now = Instant.now();
        TextWrap.lines(clean(why.summary()) + ".", shell.terminal().width())
                .forEach(line -> shell.out().println(paint(TextStyle.BOLD, line)));
        shell.out()
                .println(paint(TextStyle.of(known.status()), known.status()) + " for "
                        + DurationText.of(Duration.between(known.since(), now).toNanos()) + ", incarnation "
                        + known.incarnation());
        if (!why.findings().isEmpty()) {
            shell.out().println();
        }
        boolean today = why.findings().stream().allMatch(finding -> TimeFormat.sameDay(finding.at(), now));
        for (WhyInfo.FindingInfo finding : why.findings()) {
            String time = today ? TimeFormat.clock(finding.at()) : TimeFormat.dateAndClock(finding.at());
            print(time, finding);
        }
    }

    /** The time, the kind and the sentence; beside each other where the terminal is wide enough. */
    private void print(String time, WhyInfo.FindingInfo finding) {
        String kind = String.format(Locale.ROOT, "%-" + KIND_WIDTH + "s", clean(finding.kind()));
        String text = clean(finding.text());
        int indent = time.length() + GAP.length() + kind.length() + GAP.length();
        int width = shell.terminal().width();
        boolean narrow = width - indent < LEAST_TEXT_WIDTH;
        int left = narrow ? NARROW_INDENT : indent;
        String start = paint(TextStyle.FAINT, time) + GAP + kind + GAP;
        if (narrow) {
            shell.out().println(start.stripTrailing());
            start = " ".repeat(left);
        }
        for (String line : TextWrap.lines(text, Math.max(1, width - left))) {
            shell.out().println(start + line);
            start = " ".repeat(left);
        }
    }

    private String paint(TextStyle style, String text) {
        return style.paint(text, shell.terminal().colour());
    }

    /** What other members publish must not control the user's terminal. */
    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }
}
