package dev.grapevine.sim.scenario;

import dev.grapevine.core.view.Hashes;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import dev.grapevine.model.Settings;
import dev.grapevine.sim.mechanism.Mechanisms;
import dev.grapevine.sim.operation.Attack;
import dev.grapevine.sim.operation.DurationFormat;
import dev.grapevine.sim.operation.HostOperation;
import dev.grapevine.sim.operation.KeyCommand;
import dev.grapevine.sim.operation.MemberOperation;
import dev.grapevine.sim.operation.Operation;
import dev.grapevine.sim.operation.OperationParser;
import dev.grapevine.sim.operation.ProcessOperation;
import dev.grapevine.sim.operation.TimedOperation;
import dev.grapevine.sim.world.Delay;
import dev.grapevine.sim.world.HostSelector;
import dev.grapevine.sim.world.Link;
import dev.grapevine.sim.world.WorldOptions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Draws random scenarios: a cluster of 5 to 50 members starts, suffers faults of every kind for some time, then all faults end,
 * and it must come to agree on the truth. One seed gives one scenario. In a bounded scenario, all faults are so mild that no
 * running member may be declared dead.
 */
public final class RandomFaults {

    private static final long MILLISECOND = 1_000_000L;
    private static final long SECOND = 1_000 * MILLISECOND;
    private static final long SETTLING_TIME = 3 * SECOND;

    /** How long a cluster may take to agree after its last fault, in the LAN profile. */
    private static final String AGREEMENT_TIME = "90s";

    private static final int FEWEST_MEMBERS = 5;
    private static final int MOST_MEMBERS = 50;

    /** Attacks that need nothing overheard. */
    private static final Attack.Kind[] MADE_UP = {
        Attack.Kind.QUESTIONS, Attack.Kind.ANSWERS, Attack.Kind.FACTS, Attack.Kind.EVERYTHING, Attack.Kind.STREAMS
    };

    private final SplittableRandom random;
    private final boolean bounded;
    private final boolean hostile;
    private final List<String> names = new ArrayList<>();
    private final List<TimedOperation> steps = new ArrayList<>();
    /** Members that are stopped at the time reached; nothing but a restart happens to them. */
    private final Set<String> stopped = new HashSet<>();
    /** Members whose address another has taken: they come back at a new one only. */
    private final Set<String> displaced = new HashSet<>();

    private RandomFaults(long seed, boolean bounded, boolean hostile) {
        this.random = new SplittableRandom(Hashes.mix(seed ^ 0x6661_756c_7473L));
        this.bounded = bounded;
        this.hostile = hostile;
    }

    /** A scenario with any faults. */
    public static Scenario wild(long seed) {
        return new RandomFaults(seed, false, false).draw();
    }

    /** A scenario with mild faults only: short pauses, a little loss, jitter, and stops and restarts of a few members. */
    public static Scenario bounded(long seed) {
        return new RandomFaults(seed, true, false).draw();
    }

    /**
     * A scenario with strangers that attack, and with addresses that other members take over. On even seeds they forge facts,
     * beside any faults; on odd seeds they only ask and answer, beside mild faults, so that no running member may be declared
     * dead.
     */
    public static Scenario hostile(long seed) {
        return new RandomFaults(seed, seed % 2 != 0, true).draw();
    }

    /**
     * A sealed cluster under attack, by strangers that also replay what they overheard, while its keys change. On odd seeds the faults beside it are mild,
     * so that no running member may be declared dead.
     */
    public static Scenario sealed(long seed) {
        RandomFaults faults = new RandomFaults(seed, seed % 2 != 0, true);
        Scenario drawn = faults.draw();
        List<TimedOperation> steps = new ArrayList<>(drawn.steps());
        long end = steps.get(steps.size() - 1).at();
        for (int i = 1 + faults.random.nextInt(3); i > 0; i--) {
            Attack attack = new Attack(
                    faults.anyMember(),
                    Attack.Kind.REPLAYS,
                    1 + faults.random.nextInt(2_000),
                    faults.random.nextLong(end));
            steps.add(new TimedOperation(faults.random.nextLong(end), attack));
        }
        for (int i = faults.random.nextInt(5); i > 0; i--) {
            steps.add(new TimedOperation(
                    faults.random.nextLong(end),
                    new ProcessOperation.Keys(faults.anyMember(), faults.keyCommand(drawn.bounded()))));
        }
        steps.sort(Comparator.comparingLong(TimedOperation::at));
        return drawn.withSteps(steps).sealing();
    }

    /** A member that others wrongly believe to be gone may miss a removal, and then needs the operator. So there are none beside any faults. */
    private KeyCommand keyCommand(boolean mild) {
        KeyCommand[] commands = mild ? KeyCommand.values() : new KeyCommand[] {KeyCommand.INSTALL, KeyCommand.USE};
        return commands[random.nextInt(commands.length)];
    }

    private Scenario draw() {
        // the square favours small clusters, which run faster and are no less interesting
        double share = random.nextDouble();
        int count = FEWEST_MEMBERS + (int) (share * share * (MOST_MEMBERS - FEWEST_MEMBERS + 1));
        long began = start(count);
        int faults = 2 + random.nextInt(10);
        long time = began;
        for (int i = 0; i < faults; i++) {
            time += random.nextLong(3 * SECOND);
            fault(time);
        }
        long calm = time + random.nextLong(10 * SECOND);
        add(calm, "heal");
        for (String name : names) {
            calm(calm, name);
        }
        Operation.Check check = new Operation.Check(DurationFormat.parse(AGREEMENT_TIME));
        steps.sort(Comparator.comparingLong(TimedOperation::at));
        long checkAt = steps.get(steps.size() - 1).at() + MILLISECOND;
        steps.add(new TimedOperation(checkAt, check));
        return new Scenario(
                settings(),
                Mechanisms.ALL,
                WorldOptions.DEFAULT,
                link(),
                random.nextInt(4) == 0,
                false,
                bounded,
                steps,
                checkAt + check.within(),
                List.of());
    }

    private Settings settings() {
        // without tethers now and then, so that failures are detected by silence alone
        Settings lan = Settings.of(Profile.LAN);
        return random.nextInt(8) == 0 ? lan.with(ProtocolSetting.WITNESSES, 0) : lan;
    }

    private Link link() {
        return Link.of(
                switch (random.nextInt(3)) {
                    case 0 -> Delay.fixed(200_000);
                    case 1 -> Delay.uniform(100_000, 2 * MILLISECOND);
                    default -> Delay.lognormal(500_000, 10 * MILLISECOND);
                });
    }

    /**
     * Starts the members, at once or one by one.
     *
     * @return when all of them should be in the cluster
     */
    private long start(int count) {
        for (int i = 1; i <= count; i++) {
            names.add("n" + i);
        }
        int zones = random.nextInt(4);
        boolean discover = random.nextInt(6) == 0;
        List<String> seeds = discover ? List.of() : names.subList(0, 1 + random.nextInt(3));
        long spacing = random.nextBoolean() ? 0 : random.nextLong(300 * MILLISECOND);
        for (int i = 0; i < count; i++) {
            String zone = zones < 2 ? "" : "z" + i % zones;
            steps.add(new TimedOperation(i * spacing, new ProcessOperation.Start(names.get(i), zone, seeds, discover)));
        }
        long up = count * spacing;
        for (int i = random.nextInt(2 * count); i > 0; i--) {
            add(
                    up + random.nextLong(SETTLING_TIME),
                    "register " + anyMember() + " s" + random.nextInt(5) + " " + (8_000 + i));
        }
        return up + random.nextLong(2 * SETTLING_TIME);
    }

    private void fault(long time) {
        if (hostile && random.nextBoolean()) {
            hostility(time);
        } else if (bounded) {
            mildFault(time);
        } else if (random.nextInt(3) == 0) {
            networkFault(time);
        } else {
            memberFault(time);
        }
    }

    private void hostility(long time) {
        String name = anyMember();
        if (!bounded && random.nextInt(4) == 0) {
            takeOver(time, name);
        } else if (!stopped.contains(name)) {
            Attack.Kind kind = MADE_UP[random.nextInt(MADE_UP.length)];
            if (bounded && kind.forges()) {
                kind = random.nextBoolean() ? Attack.Kind.QUESTIONS : Attack.Kind.ANSWERS;
            }
            int most = kind == Attack.Kind.STREAMS ? 50 : 500;
            steps.add(new TimedOperation(
                    time, new Attack(name, kind, 1 + random.nextInt(most), random.nextLong(5 * SECOND))));
        }
    }

    /** A host vanishes, and another member starts at its address, as with containers. */
    private void takeOver(long time, String name) {
        String taker = anyMember();
        if (name.equals(taker)
                || stopped.contains(name)
                || stopped.contains(taker)
                || 2 + stopped.size() > names.size() / 2) {
            return;
        }
        add(time, "host-loss " + name);
        add(time, "crash " + taker);
        add(time, "take-address " + taker + " " + name);
        stopped.add(name);
        stopped.add(taker);
        displaced.add(name);
        restart(time + random.nextLong(8 * SECOND), taker);
        if (random.nextBoolean()) {
            restart(time + random.nextLong(12 * SECOND), name);
        }
    }

    private void mildFault(long time) {
        String name = anyMember();
        switch (random.nextInt(7)) {
            case 0 -> add(time, "pause " + name + " " + random.nextInt(1, 2_000) + "ms");
            case 1 -> add(time, "loss * -> * " + random.nextInt(1, 6) + "%");
            case 2 -> add(time, "duplicate * -> * " + random.nextInt(1, 30) + "%");
            case 3 -> add(time, "reorder * -> * " + random.nextInt(1, 30) + "%");
            case 4 -> add(time, "clock-step " + name + " " + random.nextInt(-60, 60) + "s");
            case 5 -> add(time, "register " + name + " s" + random.nextInt(5) + " 9000");
            default -> stop(time, name);
        }
    }

    private void memberFault(long time) {
        String name = anyMember();
        if (stopped.contains(name)) {
            restart(time, name);
            return;
        }
        switch (random.nextInt(14)) {
            case 0, 1, 2, 3 -> stop(time, name);
            case 4, 5 -> add(time, "hang " + name);
            case 6, 7 -> add(time, "pause " + name + " " + random.nextInt(100, 12_000) + "ms");
            case 8 -> add(time, "suspend " + name + " " + random.nextInt(1, 15) + "s");
            case 9 -> add(time, "slow " + name + " " + random.nextInt(10, 3_000) + "us");
            case 10 -> add(time, "clock-step " + name + " " + random.nextInt(-3_600, 3_600) + "s");
            case 11 -> add(time, "interface " + name + " down");
            case 12 -> add(time, "register " + name + " s" + random.nextInt(5) + " 9000");
            default -> add(time, "deregister " + name + " s" + random.nextInt(5));
        }
    }

    private void stop(long time, String name) {
        // half of the members must be left
        if (stopped.contains(name) || stopped.size() >= names.size() / 2) {
            return;
        }
        add(time, (random.nextInt(3) == 0 ? "leave " : random.nextBoolean() ? "crash " : "host-loss ") + name);
        stopped.add(name);
        if (random.nextBoolean()) {
            restart(time + random.nextLong(8 * SECOND), name);
        }
    }

    private void restart(long time, String name) {
        add(
                time,
                "restart " + name + (random.nextInt(4) == 0 || displaced.contains(name) ? " moved" : "")
                        + (random.nextInt(4) == 0 ? " blank" : ""));
        stopped.remove(name);
    }

    private void networkFault(long time) {
        String path = selector() + " -> " + selector();
        switch (random.nextInt(11)) {
            case 0, 1 -> add(time, partition());
            case 2 -> add(time, "cut " + path);
            case 3 -> add(time, "loss " + path + " " + random.nextInt(1, 60) + "%");
            case 4 -> add(time, "delay " + path + " " + random.nextInt(1, 50) + "ms~" + random.nextInt(60, 900) + "ms");
            case 5 -> add(time, "duplicate " + path + " " + random.nextInt(1, 50) + "%");
            case 6 -> add(time, "reorder " + path + " " + random.nextInt(1, 50) + "%");
            case 7 -> add(time, "corrupt " + path + " " + random.nextInt(1, 10) + "%");
            case 8 -> add(time, "reject " + path);
            case 9 -> add(time, "block-udp " + path);
            default -> add(time, "flip " + path + " " + random.nextInt(50, 4_000) + "ms");
        }
        if (random.nextInt(3) == 0) {
            add(time + random.nextLong(8 * SECOND), "heal");
        }
    }

    private String partition() {
        int parts = 1 + random.nextInt(3);
        List<List<String>> groups = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            groups.add(new ArrayList<>());
        }
        for (String name : names) {
            int part = random.nextInt(parts + 1);
            if (part < parts) {
                groups.get(part).add(name);
            }
        }
        groups.removeIf(List::isEmpty);
        return groups.isEmpty() ? "heal" : new Operation.Partition(groups).toString();
    }

    private String selector() {
        return random.nextInt(3) == 0 ? HostSelector.ALL.text() : anyMember();
    }

    private String anyMember() {
        return names.get(random.nextInt(names.size()));
    }

    /** Ends every fault that a member still suffers from. */
    private void calm(long time, String name) {
        for (TimedOperation step : List.copyOf(steps)) {
            if (step.operation() instanceof MemberOperation operation
                    && operation.member().equals(name)) {
                if (operation instanceof ProcessOperation.Hang) {
                    add(Math.max(time, step.at()), "resume " + name);
                } else if (operation instanceof HostOperation.Slow) {
                    add(Math.max(time, step.at()), "slow " + name + " 0s");
                } else if (operation instanceof HostOperation.Interface) {
                    add(Math.max(time, step.at()), "interface " + name + " up");
                } else if (operation instanceof ProcessOperation.Pause pause && step.at() + pause.duration() > time) {
                    add(step.at() + pause.duration(), "resume " + name);
                } else if (operation instanceof HostOperation.Suspend suspend
                        && step.at() + suspend.duration() > time) {
                    add(step.at() + suspend.duration(), "resume " + name);
                }
            }
        }
    }

    private void add(long time, String operation) {
        steps.add(new TimedOperation(time, OperationParser.operation(operation)));
    }
}
