package dev.grapevine.agent.cli;

import dev.grapevine.agent.api.EncryptionInfo;
import dev.grapevine.agent.api.QualityInfo;
import dev.grapevine.agent.api.SelfInfo;
import dev.grapevine.agent.api.StatsInfo;
import dev.grapevine.agent.cli.AgentClient.Response;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "info",
        description = "Summarizes one agent: its identity, its view of the cluster, and its statistics.",
        footer = {"", "Examples:", "  grapevine info", "  grapevine info -o json | jq .stats.agreement"})
final class InfoCommand implements Callable<Integer> {

    private static final int LABEL_WIDTH = 11;
    private static final int LEAST_WIDTH = 20;

    private final Shell shell;

    @Mixin
    private ClientOptions options;

    @Mixin
    private OutputOption output;

    @Mixin
    private HelpOption help;

    InfoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        AgentClient client = options.client(shell);
        Response selfResponse = client.get("/v1/self");
        Response statsResponse = client.get("/v1/stats");
        if (output.json()) {
            shell.out()
                    .println("{\"self\":" + selfResponse.body().strip() + ",\"stats\":"
                            + statsResponse.body().strip() + "}");
            return ExitStatus.DONE;
        }
        show(client.read(SelfInfo.class, selfResponse), client.read(StatsInfo.class, statsResponse));
        return ExitStatus.DONE;
    }

    private void show(SelfInfo self, StatsInfo stats) {
        line(
                "member",
                self.member().name() + ", " + self.member().status() + (self.ready() ? "" : waiting(self, stats)));
        line("cluster", self.cluster() + ", profile " + self.profile());
        line("gossip", self.gossip());
        line("http", self.http());
        line("process", self.pid() + ", version " + self.version() + ", up " + seconds(self.uptimeSeconds()));
        EncryptionInfo encryption = self.encryption();
        if (encryption != null) {
            line(
                    "encryption",
                    encryption.words() + (encryption.mode().equals("off") ? " (everything is in clear)" : ""));
        }
        line("data", self.data() == null ? "memory only" : self.data());
        String state = self.state();
        if (state != null && !state.equals("up")) {
            line("state", state + " (all its instances; 'grapevine maint off' ends it)");
        }
        line("members", counts(stats.members()));
        line("services", counts(stats.services()));
        line(
                "agreement",
                percent(stats.agreement()) + " (" + stats.agreeing() + " of " + stats.compared() + " compared), view "
                        + stats.viewHash());
        line("health", self.healthScore() == 0 ? "0 (healthy)" : self.healthScore() + " (timeouts are extended)");
        line("probes", counts(stats.probes()) + roundTrips(stats.quality().roundTrips()));
        line("detection", detections(stats.quality().detections()));
        line("mistakes", mistakes(stats.quality()));
        StatsInfo.TrafficInfo traffic = stats.traffic();
        String dropped = counts(traffic.dropped());
        line(
                "sent",
                bytes(traffic.udpBytesSent()) + " in " + traffic.udpPacketsSent() + " packets, "
                        + bytes(traffic.tcpBytesSent()) + " in streams");
        line(
                "received",
                bytes(traffic.udpBytesReceived()) + " in " + traffic.udpPacketsReceived() + " packets, "
                        + bytes(traffic.tcpBytesReceived()) + " in streams"
                        + (dropped.equals("none") ? "" : ", dropped " + dropped));
    }

    private static String waiting(SelfInfo self, StatsInfo stats) {
        int live = stats.members().getOrDefault("alive", 0) + stats.members().getOrDefault("suspect", 0);
        return ", not ready yet"
                + (live < self.expect() ? ": waiting, " + live + " of " + self.expect() + " members" : "");
    }

    /** The value is wrapped beside its label. */
    private void line(String name, String value) {
        String label = TextStyle.FAINT.paint(name, shell.terminal().colour()) + " ".repeat(LABEL_WIDTH - name.length());
        int width = Math.max(LEAST_WIDTH, shell.terminal().width() - LABEL_WIDTH);
        for (String line : TextWrap.lines(value.replaceAll("\\p{Cntrl}", "?"), width)) {
            shell.out().println(label + line);
            label = " ".repeat(LABEL_WIDTH);
        }
    }

    private static String counts(Map<String, ? extends Number> counts) {
        StringBuilder text = new StringBuilder();
        counts.forEach((word, count) -> {
            if (count.longValue() > 0) {
                text.append(text.length() == 0 ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(word);
            }
        });
        return text.length() == 0 ? "none" : text.toString();
    }

    private static String roundTrips(QualityInfo.Durations roundTrips) {
        return roundTrips.count() == 0
                ? ""
                : ", round trip " + span(roundTrips.medianSeconds()) + " (99 %: " + span(roundTrips.p99Seconds()) + ")";
    }

    private static String detections(Map<String, QualityInfo.Durations> detections) {
        StringBuilder text = new StringBuilder();
        detections.forEach((evidence, times) -> text.append(text.length() == 0 ? "" : ", ")
                .append(times.count())
                .append(' ')
                .append(evidence)
                .append(" (mean ")
                .append(span(times.meanSeconds()))
                .append(", longest ")
                .append(span(times.maxSeconds()))
                .append(')'));
        return text.length() == 0 ? "no deaths detected" : text.toString();
    }

    private static String mistakes(QualityInfo quality) {
        return mistakes("suspicions refuted", quality.falseSuspicions()) + ", "
                + mistakes("deaths refuted", quality.falseDeaths());
    }

    private static String mistakes(String what, QualityInfo.Durations times) {
        return what + " " + times.count()
                + (times.count() == 0 ? "" : " (lasted " + span(times.meanSeconds()) + " on average)");
    }

    private static String span(double seconds) {
        return TimeFormat.span(Duration.ofNanos(Math.round(seconds * 1e9)));
    }

    private static String seconds(double seconds) {
        return TimeFormat.ago(Instant.EPOCH, Instant.ofEpochSecond(Math.round(seconds)));
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f%%", Math.floor(share * 100));
    }

    private static String bytes(long bytes) {
        if (bytes < 10_000) {
            return bytes + " B";
        }
        return bytes < 10_000_000 ? bytes / 1_000 + " kB" : bytes / 1_000_000 + " MB";
    }
}
