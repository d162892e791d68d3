package dev.grapevine.sim.scenario.file;

import dev.grapevine.model.Profile;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.operation.DelayFormat;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.ShareFormat;
import dev.grapevine.sim.scenario.SeedRange;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.yaml.ListType;
import dev.grapevine.yaml.Problems;
import dev.grapevine.yaml.RawValue;
import dev.grapevine.yaml.TextType;
import dev.grapevine.yaml.ValueType;
import dev.grapevine.yaml.ValueTypes;
import java.util.List;
import java.util.Optional;

/**
 * A key of a scenario file whose value is a word or a list of words. Immutable.
 *
 * @param name with the sections above it, as {@code network.loss}
 * @param fallback the default; empty for none
 * @param meaning a sentence, for people
 */
record ScenarioKey<T>(String name, ValueType<T> type, String fallback, String meaning) {

    private static final ValueType<Double> SHARE = TextType.of("a share as 10%", ShareFormat::parse);

    static final ScenarioKey<String> ABOUT =
            new ScenarioKey<>("about", TextType.of("a text", text -> text), "", "What it shows, in a sentence.");
    static final ScenarioKey<Long> MEMBERS = new ScenarioKey<>(
            "members",
            ValueTypes.count(1, 10_000),
            "5",
            "How many members there are at the beginning; they are n1, n2 and so on.");
    static final ScenarioKey<List<String>> ZONES = new ScenarioKey<>(
            "zones",
            new ListType<>(ValueTypes.matching("[A-Za-z0-9._-]{1,32}", "zones, each 1 to 32 of A-Z a-z 0-9 . _ -")),
            "",
            "Failure zones that members are put into in turn.");
    static final ScenarioKey<Start> START = new ScenarioKey<>(
            "start",
            TextType.of("together, settled, or a duration", Start::parse),
            "together",
            "together: all at once; settled: with the whole view, so that none joins; a duration: one after another, this"
                    + " far apart.");
    static final ScenarioKey<List<List<String>>> BOOTSTRAP_SEEDS = new ScenarioKey<>(
            "bootstrap.seeds",
            new ListType<>(TextType.of("members as n1, n1,n9 or n1..n3", MemberSelector::names)),
            "n1",
            "Members that all others contact when they start.");
    static final ScenarioKey<Boolean> DISCOVER = new ScenarioKey<>(
            "bootstrap.discover",
            TextType.of("yes or no", ScenarioKey::yes),
            "no",
            "Whether members look for others by broadcast on the local segment.");
    static final ScenarioKey<Long> DURATION = new ScenarioKey<>(
            "duration", TextType.of("a duration as 90s or 5m", ScenarioKey::positive), "60s", "Virtual time of a run.");
    static final ScenarioKey<SeedRange> SEEDS = new ScenarioKey<>(
            "seeds", TextType.of(SeedRange.ALLOWED, SeedRange::parse), "1", "One seed, or a range for one run each.");
    static final ScenarioKey<Profile> PROFILE = new ScenarioKey<>(
            "profile", ValueTypes.choice(Profile.class), "lan", "Defaults of the protocol's numbers.");
    static final ScenarioKey<Mechanisms> MECHANISMS = new ScenarioKey<>(
            "mechanisms",
            ValueTypes.choice(Mechanisms.class),
            "all",
            "plain-swim and lifeguard switch off what Grapevine adds to them.");
    static final ScenarioKey<Boolean> SEALED = new ScenarioKey<>(
            "sealed",
            TextType.of("yes or no", ScenarioKey::yes),
            "no",
            "Whether all members have a key, and seal all that they send.");
    static final ScenarioKey<Delay> DELAY = new ScenarioKey<>(
            "network.delay",
            TextType.of("a delay as 1ms, 1ms..5ms or 1ms~5ms", DelayFormat::parse),
            "0.1ms..0.5ms",
            "One way: fixed, uniform between two bounds, or lognormal by median and 99th percentile.");
    static final ScenarioKey<Double> LOSS =
            new ScenarioKey<>("network.loss", SHARE, "0%", "Packets that are lost; streams retransmit them.");
    static final ScenarioKey<Double> DUPLICATE =
            new ScenarioKey<>("network.duplicate", SHARE, "0%", "Datagrams that arrive twice.");
    static final ScenarioKey<Double> REORDER =
            new ScenarioKey<>("network.reorder", SHARE, "0%", "Datagrams that are overtaken by later ones.");
    static final ScenarioKey<Double> CORRUPT =
            new ScenarioKey<>("network.corrupt", SHARE, "0%", "Datagrams and stream frames that are damaged.");

    /** All keys, in the order of the documentation. */
    static final List<ScenarioKey<?>> ALL = List.of(
            ABOUT,
            MEMBERS,
            ZONES,
            START,
            BOOTSTRAP_SEEDS,
            DISCOVER,
            DURATION,
            SEEDS,
            PROFILE,
            MECHANISMS,
            SEALED,
            DELAY,
            LOSS,
            DUPLICATE,
            REORDER,
            CORRUPT);

    /** The value of the default; empty if there is none. */
    Optional<T> otherwise() {
        return fallback.isEmpty()
                ? Optional.empty()
                : Optional.ofNullable(type.read(new RawValue.Text(fallback, "default"), name, new Problems()));
    }

    /**
     * How members start.
     *
     * @param spacing nanoseconds from one to the next
     */
    record Start(boolean settled, long spacing) {
        static Start parse(String text) {
            return switch (text) {
                case "together" -> new Start(false, 0);
                case "settled" -> new Start(true, 0);
                default -> new Start(false, positive(text));
            };
        }
    }

    private static long positive(String text) {
        long duration = DurationFormat.parse(text);
        if (duration <= 0) {
            throw new IllegalArgumentException("it must be above 0");
        }
        return duration;
    }

    private static boolean yes(String text) {
        if (!text.equals("yes") && !text.equals("no")) {
            throw new IllegalArgumentException("it is yes or no");
        }
        return text.equals("yes");
    }
}
