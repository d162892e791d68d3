package dev.grapevine.sim.scenario.file;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a step of a timeline can do. */
public enum StepKind {
    // spotless:off (a table reads best as one)
    START("N", "so many new members start; their names go on counting"),
    RESTART("WHO [moved] [blank]", "stopped members start again; moved: at a new address; blank: without what they remembered"),
    CRASH("WHO", "the processes are killed; their kernels close the streams and refuse packets"),
    HOST_LOSS("WHO", "the machines are gone; nothing comes back from them"),
    HANG("WHO", "the processes stop running while their kernels go on"),
    RESUME("WHO", "hanging processes run on"),
    PAUSE("WHO DURATION", "the processes do not run for a while, as in a long garbage collection"),
    SUSPEND("WHO DURATION", "the machines sleep for a while"),
    LEAVE("WHO", "the members leave of their own will"),
    JOIN("WHO MEMBERS", "the members are told to contact others, as n1,n2"),
    FORGET("WHO MEMBER", "the members are told that another is gone for good"),
    REGISTER("WHO SERVICE PORT", "the members register an instance of a service"),
    DEREGISTER("WHO SERVICE", "the members withdraw it"),
    SLOW("WHO DURATION", "every input costs the processors so much time, 0s for none"),
    CLOCK_STEP("WHO DURATION", "the wall clocks are set forward, or back with a minus"),
    CLOCK_SKEW("WHO SKEW", "the monotonic clocks run fast, as 200ppm, or slow"),
    INTERFACE("WHO up|down", "the network interfaces go up or down"),
    DESCRIPTORS("WHO none|free", "the processes can open no more sockets, or can again"),
    TAKE_ADDRESS("WHO MEMBER", "what is sent to the addresses of that member arrives here from now on"),
    RESET_STREAMS("WHO", "something on the way resets all their open streams, at both ends"),
    PARTITION("WHO | WHO ...", "the groups cannot reach one another; members in none form one more"),
    HEAL("", "ends every partition and every change to the network that the timeline made"),
    CHECK("DURATION", "from here all must agree on the truth within this time"),
    CUT("FROM -> TO", "nothing passes, in that direction"),
    LOSS("FROM -> TO SHARE", "so many of the packets are lost"),
    DELAY("FROM -> TO DELAY", "packets take so long"),
    DUPLICATE("FROM -> TO SHARE", "so many of the datagrams arrive twice"),
    REORDER("FROM -> TO SHARE", "so many of the datagrams are overtaken by later ones"),
    CORRUPT("FROM -> TO SHARE", "so many of the datagrams and stream frames are damaged"),
    REJECT("FROM -> TO", "a firewall answers \"refused\""),
    BLOCK_UDP("FROM -> TO", "datagrams vanish, streams pass"),
    FLIP("FROM -> TO DURATION", "open for so long, then cut for so long, and so on");
    // spotless:on

    private final String operands;
    private final String meaning;

    StepKind(String operands, String meaning) {
        this.operands = operands;
        this.meaning = meaning;
    }

    /** As it is written. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** How it is written with all that belongs to it. */
    public String usage() {
        return operands.isEmpty() ? word() : word() + " " + operands;
    }

    /** What happens, for people. */
    public String meaning() {
        return meaning;
    }

    /** Whether it changes the way from some members to others. */
    boolean path() {
        return operands.startsWith("FROM");
    }

    /** Whether it names members at its beginning. */
    boolean member() {
        return operands.startsWith("WHO") && this != PARTITION;
    }

    static Optional<StepKind> of(String word) {
        return Arrays.stream(values()).filter(verb -> verb.word().equals(word)).findFirst();
    }

    static List<String> words() {
        return Arrays.stream(values()).map(StepKind::word).toList();
    }
}
