package dev.grapevine.sim.scenario.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a step of a timeline can do, and how it is written. */
public enum StepKind {
    // spotless:off (a table reads best as one)
    START("N", "that many new members start; their names continue the numbering"),
    RESTART("WHO [moved] [blank]", "stopped members start again; moved: at a new address; blank: without what they remembered"),
    CRASH("WHO", "the processes are killed; their kernels close the streams and refuse packets"),
    HOST_LOSS("WHO", "the machines are gone; nothing comes back from them"),
    HANG("WHO", "the processes stop running while their kernels go on"),
    RESUME("WHO", "hanging processes run on"),
    PAUSE("WHO DURATION", "the processes do not run for a while, as in a long garbage collection"),
    SUSPEND("WHO DURATION", "the machines sleep for a while"),
    LEAVE("WHO", "the members leave"),
    JOIN("WHO MEMBERS", "the members are told to contact others, as n1,n2"),
    FORGET("WHO MEMBER", "the first of them has a dead or left member forgotten; a live one stays as it is"),
    REGISTER("WHO SERVICE PORT", "the members register an instance of a service"),
    DEREGISTER("WHO SERVICE", "the members withdraw it"),
    ENCRYPTION("WHO MODE", "the members of a sealed cluster change their mode: off, accept, send or require"),
    KEYS("WHO COMMAND", "the operator changes the keys of a sealed cluster by way of these members: COMMAND is install, use, remove or rotate; what is refused changes nothing"),
    SLOW("WHO DURATION", "every input takes the processors this long, 0s for no time"),
    CLOCK_STEP("WHO DURATION", "the wall clocks are set forward, or back with a minus"),
    CLOCK_SKEW("WHO SKEW", "the monotonic clocks run fast, as 200ppm, or slow with a minus"),
    INTERFACE("WHO up|down", "the network interfaces go up or down"),
    DESCRIPTORS("WHO none|free", "the processes can open no more sockets, or can again"),
    TAKE_ADDRESS("WHO MEMBER", "packets to the addresses of that member arrive here from now on"),
    RESET_STREAMS("WHO", "a middlebox resets all their open streams, at both ends"),
    ATTACK("WHO KIND N DURATION", "strangers send so many hostile datagrams, or open so many streams, spread over the time; KIND is questions, answers, facts, everything, streams or replays"),
    PARTITION("WHO | WHO ...", "the groups cannot reach each other; members in none form another one"),
    HEAL("", "ends every partition and every change to the network that the timeline made"),
    CHECK("DURATION", "from now on, all must come to agree, and to be right, within this time"),
    CUT("FROM -> TO", "nothing passes, in that direction"),
    LOSS("FROM -> TO SHARE", "this share of the packets is lost"),
    DELAY("FROM -> TO DELAY", "packets take this long"),
    DUPLICATE("FROM -> TO SHARE", "this share of the datagrams arrives twice"),
    REORDER("FROM -> TO SHARE", "this share of the datagrams is overtaken by later ones"),
    CORRUPT("FROM -> TO SHARE", "this share of the datagrams and stream frames is damaged"),
    REJECT("FROM -> TO", "a firewall answers \"refused\""),
    BLOCK_UDP("FROM -> TO", "datagrams vanish, streams pass"),
    FLIP("FROM -> TO DURATION", "open for this long, then cut for this long, and so on");
    // spotless:on

    private final String operands;
    private final String meaning;

    StepKind(String operands, String meaning) {
        this.operands = operands;
        this.meaning = meaning;
    }

    /** The word that it begins with. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The word with its operands. */
    public String usage() {
        return operands.isEmpty() ? word() : word() + " " + operands;
    }

    /** What happens, for people. */
    public String meaning() {
        return meaning;
    }

    /** Whether it changes the links from some members to others. */
    boolean changesLinks() {
        return operands.startsWith("FROM");
    }

    /** Whether it begins with a selection of members. */
    boolean selectsMembers() {
        return operands.startsWith("WHO") && this != PARTITION;
    }

    static Optional<StepKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(StepKind::word).toList();
    }
}
