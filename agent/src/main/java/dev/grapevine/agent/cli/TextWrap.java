package dev.grapevine.agent.cli;

import java.util.ArrayList;
import java.util.List;

/** Breaks text into lines at blanks, so that none of it is cut off at the edge of a terminal. Counts code points. */
final class TextWrap {

    private TextWrap() {}

    /**
     * The text in lines of at most that width. A word that is longer than a line is broken.
     *
     * @param width in characters, at least 1
     */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            String rest = word;
            if (line.length() > 0 && length(line) + 1 + length(rest) <= width) {
                line.append(' ').append(rest);
                continue;
            }
            if (line.length() > 0) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (length(rest) > width) {
                int end = rest.offsetByCodePoints(0, width);
                lines.add(rest.substring(0, end));
                rest = rest.substring(end);
            }
            line.append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int length(CharSequence text) {
        return Character.codePointCount(text, 0, text.length());
    }
}
