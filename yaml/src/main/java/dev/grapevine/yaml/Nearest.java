package dev.grapevine.yaml;

import java.util.Optional;

/** Finds the known word that a mistyped word most likely stands for. */
public final class Nearest {

    private Nearest() {}

    /** The known word with the smallest edit distance, if that is small for its length; the first one in a tie. */
    public static Optional<String> of(String typed, Iterable<String> known) {
        String best = null;
        int least = Integer.MAX_VALUE;
        for (String word : known) {
            int edits = distance(typed, word);
            if (edits < least) {
                least = edits;
                best = word;
            }
        }
        return best != null && least <= Math.max(1, Math.min(typed.length(), best.length()) / 3)
                ? Optional.of(best)
                : Optional.empty();
    }

    /** The number of insertions, deletions, substitutions and swaps of neighbours that turn one word into the other. */
    static int distance(String from, String to) {
        int[] beforeLast = new int[to.length() + 1];
        int[] last = new int[to.length() + 1];
        int[] row = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replace = last[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[to.length()];
    }
}
