package dev.grapevine.sim.operation;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Shares as scenarios write them, such as {@code 2.5%}. They are numbers from 0 to 1. */
public final class ShareFormat {

    private static final Pattern PERCENTAGE = Pattern.compile("(-?[0-9]+(?:\\.[0-9]+)?)%");

    private ShareFormat() {}

    /** In percent, as {@code 2.5%}. */
    public static String format(double share) {
        return BigDecimal.valueOf(share).movePointRight(2).stripTrailingZeros().toPlainString() + "%";
    }

    /**
     * Reads a share.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static double parse(String text) {
        Matcher percentage = PERCENTAGE.matcher(text);
        if (!percentage.matches()) {
            throw new IllegalArgumentException("not a share: '" + text + "'; write it as 10%");
        }
        double share = new BigDecimal(percentage.group(1)).movePointLeft(2).doubleValue();
        if (share < 0 || share > 1) {
            throw new IllegalArgumentException("a share goes from 0% to 100%, not " + text);
        }
        return share;
    }
}
