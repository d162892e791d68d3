package dev.grapevine.sim.operation;

import dev.grapevine.model.EncryptionMode;
import dev.grapevine.sim.world.HostSelector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Reads operations from the text that they print. A script has one operation a line, after its time; empty lines and lines
 * that begin with {@code #} are skipped. What cannot be read is an {@link IllegalArgumentException} that says what and why.
 */
public final class OperationParser {

    /** A pattern of what separates words: all that {@link String#strip} takes away, so also the separators of ASCII. */
    public static final String BLANKS = "[\\s\\x1c-\\x1f]+";

    private final String text;
    private final List<String> words;
    private int next;

    private OperationParser(String text) {
        this.text = text;
        this.words = new ArrayList<>(Arrays.asList(text.strip().split(BLANKS)));
    }

    /** Reads a script: lines such as {@code 1.5s crash n2}. */
    public static List<TimedOperation> script(String script) {
        return script.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && line.charAt(0) != '#')
                .map(OperationParser::timed)
                .toList();
    }

    /** Reads one line of a script. */
    public static TimedOperation timed(String line) {
        OperationParser parser = new OperationParser(line);
        return new TimedOperation(parser.duration(), parser.operation());
    }

    /** Reads one operation, as {@code loss * -> n3 10%}. */
    public static Operation operation(String line) {
        return new OperationParser(line).operation();
    }

    private Operation operation() {
        String verb = word("an operation");
        Operation read = read(verb);
        if (next < words.size()) {
            throw wrong("'" + words.get(next) + "' is too much");
        }
        return read;
    }

    private Operation read(String verb) {
        return switch (verb) {
            case "start" -> start();
            case "restart" -> new ProcessOperation.Restart(member(), flag("moved"), flag("blank"));
            case "crash" -> new ProcessOperation.Crash(member());
            case "host-loss" -> new HostOperation.HostLoss(member());
            case "hang" -> new ProcessOperation.Hang(member());
            case "resume" -> new ProcessOperation.Resume(member());
            case "pause" -> new ProcessOperation.Pause(member(), duration());
            case "suspend" -> new HostOperation.Suspend(member(), duration());
            case "leave" -> new ProcessOperation.Leave(member());
            case "join" -> new ProcessOperation.Join(member(), names(word("seeds")));
            case "forget" -> new ProcessOperation.Forget(member(), member());
            case "register" -> new ProcessOperation.Register(member(), word("a service"), number(word("a port")));
            case "deregister" -> new ProcessOperation.Deregister(member(), word("a service"));
            case "encryption" -> new ProcessOperation.Encryption(member(), mode());
            case "keys" -> new ProcessOperation.Keys(member(), keyCommand());
            case "slow" -> new HostOperation.Slow(member(), duration());
            case "clock-step" -> new HostOperation.ClockStep(member(), duration());
            case "clock-skew" -> new HostOperation.ClockSkew(member(), ppm());
            case "interface" -> new HostOperation.Interface(member(), up());
            case "descriptors" -> new HostOperation.Descriptors(member(), free());
            case "take-address" -> new HostOperation.TakeAddress(member(), member());
            case "reset-streams" -> new HostOperation.ResetStreams(member());
            case "attack" -> new Attack(member(), attackKind(), number(word("a count")), duration());
            case "partition" -> partition();
            case "heal" -> new Operation.Heal();
            case "check" -> new Operation.Check(duration());
            default -> linkChange(verb);
        };
    }

    private Operation linkChange(String verb) {
        return switch (verb) {
            case "cut" -> new LinkChange.Cut(selector(), target());
            case "loss" -> new LinkChange.Loss(selector(), target(), share());
            case "delay" -> new LinkChange.Delays(selector(), target(), DelayFormat.parse(word("a delay")));
            case "duplicate" -> new LinkChange.Duplicate(selector(), target(), share());
            case "reorder" -> new LinkChange.Reorder(selector(), target(), share());
            case "corrupt" -> new LinkChange.Corrupt(selector(), target(), share());
            case "reject" -> new LinkChange.Reject(selector(), target());
            case "block-udp" -> new LinkChange.BlockUdp(selector(), target());
            case "flip" -> new LinkChange.Flip(selector(), target(), duration());
            default -> throw wrong("there is no operation '" + verb + "'");
        };
    }

    private ProcessOperation.Start start() {
        String member = member();
        String zone = option("zone=");
        String seeds = option("seeds=");
        List<String> contacts = seeds.isEmpty() ? List.of() : names(seeds);
        return new ProcessOperation.Start(member, zone, contacts, flag("discover"), flag("settled"));
    }

    private Operation.Partition partition() {
        String rest = String.join("", words.subList(next, words.size()));
        next = words.size();
        if (rest.isEmpty()) {
            throw wrong("groups are missing");
        }
        return new Operation.Partition(
                Arrays.stream(rest.split("\\|", -1)).map(this::names).toList());
    }

    // ---- words

    private String word(String what) {
        if (next == words.size() || words.get(next).isEmpty()) {
            throw wrong(what + " is missing");
        }
        return words.get(next++);
    }

    private String member() {
        return word("a member");
    }

    private List<String> names(String list) {
        List<String> names = Arrays.asList(list.split(",", -1));
        if (names.contains("")) {
            throw wrong("a name is missing in '" + list + "'");
        }
        return names;
    }

    private long duration() {
        String word = word("a duration");
        try {
            return DurationFormat.parse(word);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private double share() {
        return ShareFormat.parse(word("a share"));
    }

    private int ppm() {
        String word = word("a skew");
        if (!word.endsWith("ppm")) {
            throw wrong("write a skew as 200ppm");
        }
        return number(word.substring(0, word.length() - 3));
    }

    private int number(String word) {
        try {
            return Integer.parseInt(word);
        } catch (NumberFormatException e) {
            throw wrong("'" + word + "' is not a number");
        }
    }

    private boolean up() {
        String word = word("up or down");
        if (!word.equals("up") && !word.equals("down")) {
            throw wrong("an interface is up or down, not '" + word + "'");
        }
        return word.equals("up");
    }

    private boolean free() {
        String word = word("free or none");
        if (!word.equals("free") && !word.equals("none")) {
            throw wrong("descriptors are free or none, not '" + word + "'");
        }
        return word.equals("free");
    }

    private EncryptionMode mode() {
        String word = word("a mode");
        for (EncryptionMode mode : EncryptionMode.values()) {
            if (mode.name().toLowerCase(Locale.ROOT).equals(word)) {
                return mode;
            }
        }
        throw wrong("there is no mode '" + word + "'; there are "
                + Arrays.toString(EncryptionMode.values()).toLowerCase(Locale.ROOT));
    }

    private KeyCommand keyCommand() {
        String word = word("a command");
        for (KeyCommand command : KeyCommand.values()) {
            if (command.name().toLowerCase(Locale.ROOT).equals(word)) {
                return command;
            }
        }
        throw wrong("there is no command '" + word + "' for keys; there are "
                + Arrays.toString(KeyCommand.values()).toLowerCase(Locale.ROOT));
    }

    private Attack.Kind attackKind() {
        String word = word("a kind of attack");
        for (Attack.Kind kind : Attack.Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(word)) {
                return kind;
            }
        }
        throw wrong("there is no attack '" + word + "'; there are "
                + Arrays.toString(Attack.Kind.values()).toLowerCase(Locale.ROOT));
    }

    private HostSelector selector() {
        return new HostSelector(word("a selector"));
    }

    private HostSelector target() {
        if (!word("->").equals("->")) {
            throw wrong("'->' is missing");
        }
        return selector();
    }

    private boolean flag(String name) {
        boolean given = next < words.size() && words.get(next).equals(name);
        if (given) {
            next++;
        }
        return given;
    }

    private String option(String name) {
        return next < words.size() && words.get(next).startsWith(name)
                ? words.get(next++).substring(name.length())
                : "";
    }

    private IllegalArgumentException wrong(String why) {
        return new IllegalArgumentException("cannot read '" + text + "': " + why);
    }
}
