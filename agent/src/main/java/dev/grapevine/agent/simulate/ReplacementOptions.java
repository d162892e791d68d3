package dev.grapevine.agent.simulate;

import dev.grapevine.agent.cli.CommandException;
import dev.grapevine.agent.cli.ExitStatus;
import dev.grapevine.sim.scenario.file.Replacement;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Options that replace values in a scenario. */
final class ReplacementOptions {

    @Option(names = "--members", paramLabel = "N", description = "Number of members at the start.")
    private String members = "";

    @Option(names = "--duration", paramLabel = "TIME", description = "Virtual time, such as 90s or 5m.")
    private String duration = "";

    @Option(names = "--loss", paramLabel = "SHARE", description = "Share of all packets that is lost, such as 5%%.")
    private String loss = "";

    @Option(names = "--delay", paramLabel = "DELAY", description = "One-way delay, such as 1ms, 1ms..5ms or 1ms~5ms.")
    private String delay = "";

    @Option(
            names = "--kill",
            paramLabel = "WHO",
            description =
                    "Members to kill halfway, such as 10%%, 3 or n1,n4, in addition to the faults of the scenario.")
    private String kill = "";

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            description = "Seed of a single run. Default: the seed in the scenario, or 1.")
    private String seed = "";

    @Option(
            names = "--seeds",
            paramLabel = "FIRST..LAST",
            description = "Run once with each seed, and combine the results.")
    private String seeds = "";

    @Option(
            names = "--mechanisms",
            paramLabel = "PRESET",
            split = ",",
            description = {
                "all (default), lifeguard or plain-swim: the latter two switch off what Grapevine adds to them.",
                "Several presets, separated by commas, are compared side by side."
            })
    private List<String> mechanisms = new ArrayList<>();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description =
                    "Set a key of the scenario, such as protocol.probe.period=500ms or network.reorder=5%%. Repeatable.")
    private List<String> set = new ArrayList<>();

    /** A list of replacements for each preset of mechanisms, in the order in which they apply. */
    List<List<Replacement>> all() {
        List<Replacement> common = common();
        if (mechanisms.isEmpty()) {
            return List.of(common);
        }
        List<List<Replacement>> all = new ArrayList<>();
        for (String preset : mechanisms) {
            List<Replacement> each = new ArrayList<>(common);
            add(each, "--mechanisms", "mechanisms", preset);
            all.add(each);
        }
        return all;
    }

    private List<Replacement> common() {
        List<Replacement> all = new ArrayList<>();
        for (String option : set) {
            int equals = option.indexOf('=');
            if (equals <= 0) {
                throw new CommandException(
                        ExitStatus.USAGE,
                        "--set: found \"" + option + "\", expected KEY=VALUE, such as protocol.probe.period=500ms");
            }
            all.add(new Replacement("--set", option.substring(0, equals).strip(), option.substring(equals + 1)));
        }
        add(all, "--members", "members", members);
        add(all, "--duration", "duration", duration);
        add(all, "--loss", "network.loss", loss);
        add(all, "--delay", "network.delay", delay);
        add(all, "--kill", "kill", kill);
        if (!seed.isEmpty() && !seeds.isEmpty()) {
            throw new CommandException(ExitStatus.USAGE, "--seed and --seeds: use only one of them");
        }
        if (!seed.isEmpty() && !seed.matches("\\d{1,18}")) {
            throw new CommandException(
                    ExitStatus.USAGE, "--seed: found \"" + seed + "\", expected a number; use --seeds for a range");
        }
        add(all, "--seed", "seeds", seed);
        add(all, "--seeds", "seeds", seeds);
        return all;
    }

    private static void add(List<Replacement> all, String option, String key, String text) {
        if (!text.isEmpty()) {
            all.add(new Replacement(option, key, text));
        }
    }
}
