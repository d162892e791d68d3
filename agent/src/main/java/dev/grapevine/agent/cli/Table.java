package dev.grapevine.agent.cli;

import java.util.ArrayList;
import java.util.List;

/**
 * Rows in columns. A column that is empty in all rows is omitted. On a narrow terminal the widest columns that may
 * shrink do so, down to a few characters. Control characters in a cell are shown as question marks, because what other
 * members publish must not control the user's terminal.
 */
public final class Table {

    private static final String GAP = "  ";
    private static final int MIN_WIDTH = 6;

    private record Column(String title, boolean right, boolean shrinks) {}

    private record Cell(String text, TextStyle style) {}

    private final List<Column> columns = new ArrayList<>();
    private final List<List<Cell>> rows = new ArrayList<>();

    /** Adds a column that keeps its width. */
    public Table column(String title) {
        columns.add(new Column(title, false, false));
        return this;
    }

    /** Adds a column of numbers. */
    public Table number(String title) {
        columns.add(new Column(title, true, false));
        return this;
    }

    /** Adds a column that may shrink on a narrow terminal. */
    public Table text(String title) {
        columns.add(new Column(title, false, true));
        return this;
    }

    /** Adds a row with one cell for each column. Status and health words are coloured. */
    public Table row(String... cells) {
        List<Cell> row = new ArrayList<>();
        for (String cell : cells) {
            row.add(new Cell(clean(cell), TextStyle.of(cell)));
        }
        rows.add(row);
        return this;
    }

    private static String clean(String text) {
        return text.replaceAll("\\p{Cntrl}", "?");
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    /** The lines of the table, titles first, no wider than the terminal if possible. */
    public List<String> lines(Terminal terminal) {
        int[] widths = widths(terminal.width());
        List<String> lines = new ArrayList<>();
        List<Cell> titles = columns.stream()
                .map(column -> new Cell(column.title(), TextStyle.BOLD))
                .toList();
        lines.add(line(titles, widths, terminal.colour()));
        rows.forEach(row -> lines.add(line(row, widths, terminal.colour())));
        return lines;
    }

    private int[] widths(int terminal) {
        int[] widths = new int[columns.size()];
        int total = -GAP.length();
        for (int i = 0; i < widths.length; i++) {
            for (List<Cell> row : rows) {
                widths[i] = Math.max(widths[i], length(row.get(i).text()));
            }
            if (widths[i] > 0 || rows.isEmpty()) {
                widths[i] = Math.max(widths[i], length(columns.get(i).title()));
                total += widths[i] + GAP.length();
            }
        }
        while (total > terminal) {
            int widest = -1;
            for (int i = 0; i < widths.length; i++) {
                boolean may = columns.get(i).shrinks() && widths[i] > MIN_WIDTH;
                if (may && (widest < 0 || widths[i] > widths[widest])) {
                    widest = i;
                }
            }
            if (widest < 0) {
                return widths;
            }
            widths[widest]--;
            total--;
        }
        return widths;
    }

    private String line(List<Cell> cells, int[] widths, boolean colour) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            if (widths[i] > 0) {
                String text = cut(cells.get(i).text(), widths[i]);
                String painted = cells.get(i).style().paint(text, colour);
                String blanks = " ".repeat(widths[i] - length(text));
                line.append(line.length() == 0 ? "" : GAP);
                line.append(columns.get(i).right() ? blanks + painted : painted + blanks);
            }
        }
        return line.toString().stripTrailing();
    }

    private static String cut(String text, int width) {
        return length(text) <= width ? text : text.substring(0, text.offsetByCodePoints(0, width - 1)) + "…";
    }

    private static int length(String text) {
        return text.codePointCount(0, text.length());
    }
}
