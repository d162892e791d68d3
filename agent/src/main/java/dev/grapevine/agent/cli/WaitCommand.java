package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.InstanceInfo;
import dev.grapevine.agent.api.MemberInfo;
import dev.grapevine.agent.api.StatsInfo;
import dev.grapevine.yaml.Units;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "wait",
        description = {
            "Waits until all conditions hold at once or, without conditions, until the agent is ready. Also waits for an agent",
            "that is not running yet. After the timeout, exits with 124 and reports which conditions did not hold."
        },
        footer = {
            "",
            "Examples:",
            "  grapevine wait --members 5 --timeout 10s",
            "  grapevine wait --service web",
            "  grapevine wait --members 5 --agreement 100%% && ./run-tests"
        })
final class WaitCommand implements Callable<Integer> {

    /** The most members that are compared, including the asked one. */
    private static final int MAX_COMPARED = 33;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private HelpOption help;

    @Option(names = "--members", paramLabel = "N", description = "At least N members are alive.")
    private int members;

    @Option(
            names = "--service",
            paramLabel = "SERVICE",
            description = "The service has an instance that clients should use.")
    private String service = "";

    @Option(
            names = "--agreement",
            paramLabel = "PERCENT",
            description = "At least this share of the compared members hold the same view.")
    private String agreement = "";

    @Option(names = "--timeout", paramLabel = "TIME", description = "How long to wait. Default: 30s.")
    private String timeout = "30s";

    WaitCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionalLong timeoutNanos = Units.duration(timeout);
        if (timeoutNanos.isEmpty()) {
            throw new CommandException(
                    ExitStatus.USAGE, "--timeout: found \"" + timeout + "\", expected a time such as 500ms, 30s or 2m");
        }
        double share = share();
        AgentClient client = options.client(shell);
        long start = System.nanoTime();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<String> missing = missing(client, share);
            long waited = System.nanoTime() - start;
            if (missing.isEmpty()) {
                shell.out().println("done after " + TimeFormat.span(Duration.ofNanos(waited)));
                return ExitStatus.DONE;
            }
            long left = timeoutNanos.getAsLong() - waited;
            if (left <= 0) {
                throw new CommandException(ExitStatus.TIMEOUT, "timed out after " + timeout + ": " + missing.get());
            }
            Thread.sleep(Duration.ofNanos(Math.min(left, pause.toNanos())).toMillis() + 1);
            pause = pause.multipliedBy(3).dividedBy(2);
            pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        }
    }

    private double share() {
        String number = agreement.endsWith("%") ? agreement.substring(0, agreement.length() - 1) : agreement;
        if (agreement.isEmpty()) {
            return 0;
        }
        if (number.matches("\\d{1,3}(\\.\\d{1,3})?") && Double.parseDouble(number) <= 100) {
            return Double.parseDouble(number) / 100;
        }
        throw new CommandException(ExitStatus.USAGE, "--agreement: found \"" + agreement + "\", expected 0% to 100%");
    }

    /** The conditions that do not hold yet, in words. */
    private Optional<String> missing(AgentClient client, double share) {
        try {
            List<String> missing = new ArrayList<>();
            int alive = alive(client);
            if (alive < members) {
                missing.add(alive + " of " + members + " members are alive");
            }
            if (!service.isEmpty() && !passing(client)) {
                missing.add("no instance of " + service + " is passing");
            }
            if (share > 0) {
                StatsInfo stats = client.read(StatsInfo.class, client.get("/v1/stats?compare=" + (MAX_COMPARED - 1)));
                if (stats.agreement() < share || stats.compared() < Math.min(alive, MAX_COMPARED)) {
                    missing.add(stats.agreeing() + " of " + stats.compared() + " compared members hold the same view");
                }
            }
            if (members == 0 && service.isEmpty() && share == 0) {
                client.get("/readyz");
            }
            return missing.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", missing));
        } catch (CommandException notYet) {
            if (notYet.status() == ExitStatus.USAGE) {
                throw notYet;
            }
            return Optional.of(String.valueOf(notYet.getMessage()));
        }
    }

    private int alive(AgentClient client) {
        return members == 0 && agreement.isEmpty()
                ? 0
                : client.readList(MemberInfo.class, client.get("/v1/members?status=alive"))
                        .size();
    }

    private boolean passing(AgentClient client) {
        try {
            String path = "/v1/services/" + AgentClient.segment(service) + "?passing=true";
            return !client.readList(InstanceInfo.class, client.get(path)).isEmpty();
        } catch (CommandException unknown) {
            if (unknown.status() == ExitStatus.NO) {
                return false;
            }
            throw unknown;
        }
    }
}
