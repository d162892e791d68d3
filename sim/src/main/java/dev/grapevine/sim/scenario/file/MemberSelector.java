package dev.grapevine.sim.scenario.file;

import dev.grapevine.sim.operation.ShareFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says which members a step is for. Immutable; {@link PlannedMembers} draws what is left to chance. */
sealed interface MemberSelector {

    /** What can be written, for error messages. */
    String ALLOWED = "members as n3, n1,n4 or n1..n8, all, @ZONE, a number as 3 or 1..5, a share as 10%, a group,"
            + " next, stopped or hung";

    Pattern MEMBER = Pattern.compile("n([1-9]\\d{0,5})");
    Pattern MEMBERS = Pattern.compile("n([1-9]\\d{0,5})\\.\\.n([1-9]\\d{0,5})");
    Pattern COUNT = Pattern.compile("(\\d{1,6})(?:\\.\\.(\\d{1,6}))?");
    Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z0-9_-]*");

    /** All members. */
    record All() implements MemberSelector {}

    record Named(List<String> names) implements MemberSelector {
        public Named {
            names = List.copyOf(names);
        }
    }

    /** Those in a zone. */
    record Zone(String zone) implements MemberSelector {}

    /** A number of members, which are drawn; if it is a range, so is the number. */
    record Count(int low, int high) implements MemberSelector {
        int draw(SplittableRandom random) {
            return low + random.nextInt(high - low + 1);
        }
    }

    /** A share of the members that can be drawn; at least one member, unless the share is 0. */
    record Share(double share) implements MemberSelector {}

    /** Those in a group. */
    record Group(String name) implements MemberSelector {}

    /** Those whose process does not run. */
    record Stopped() implements MemberSelector {}

    /** Those whose process hangs. */
    record Hung() implements MemberSelector {}

    /** One member after another, beginning with the first; each time the next one that runs. */
    record Next() implements MemberSelector {}

    /** Whether a group cannot have this name, because it means something else. */
    static boolean reserved(String word) {
        return List.of("all", "next", "stopped", "hung").contains(word)
                || MEMBER.matcher(word).matches();
    }

    /**
     * Reads a selector.
     *
     * @throws IllegalArgumentException if it is none
     */
    static MemberSelector parse(String text) {
        Matcher count = COUNT.matcher(text);
        if (count.matches()) {
            int low = Integer.parseInt(count.group(1));
            int high = count.group(2) == null ? low : Integer.parseInt(count.group(2));
            if (high < low) {
                throw new IllegalArgumentException("a range goes from the smaller to the larger, not " + text);
            }
            return new Count(low, high);
        }
        if (text.endsWith("%")) {
            return new Share(ShareFormat.parse(text));
        }
        if (text.length() > 1 && text.charAt(0) == '@') {
            return new Zone(text.substring(1));
        }
        return switch (text) {
            case "all", "*" -> new All();
            case "next" -> new Next();
            case "stopped" -> new Stopped();
            case "hung" -> new Hung();
            default -> namedOrGroup(text);
        };
    }

    private static MemberSelector namedOrGroup(String text) {
        if (WORD.matcher(text).matches() && !MEMBER.matcher(text).matches()) {
            return new Group(text);
        }
        return new Named(names(text));
    }

    /** Reads names such as {@code n1,n4..n8}. */
    static List<String> names(String text) {
        List<String> names = new ArrayList<>();
        for (String part : Arrays.asList(text.split(",", -1))) {
            Matcher range = MEMBERS.matcher(part);
            if (range.matches()) {
                int first = Integer.parseInt(range.group(1));
                int last = Integer.parseInt(range.group(2));
                if (last < first) {
                    throw new IllegalArgumentException("a range goes from the smaller to the larger, not " + part);
                }
                for (int i = first; i <= last; i++) {
                    names.add("n" + i);
                }
            } else if (MEMBER.matcher(part).matches()) {
                names.add(part);
            } else {
                throw new IllegalArgumentException("'" + text + "' names no member; write " + ALLOWED);
            }
        }
        return names;
    }
}
