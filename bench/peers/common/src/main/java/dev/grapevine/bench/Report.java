package dev.grapevine.bench;

import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Prints one JSON line for each measurement. */
final class Report {

    private final PrintStream out;
    private final String peer;
    private final int nodes;

    Report(PrintStream out, String peer, int nodes) {
        this.out = out;
        this.peer = peer;
        this.nodes = nodes;
    }

    /**
     * Prints a line.
     *
     * @param extra more fields, name and value in turn
     */
    void emit(String scenario, String metric, int repeat, Object value, Object... extra) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("peer", peer);
        line.put("n", nodes);
        line.put("scenario", scenario);
        line.put("metric", metric);
        line.put("rep", repeat);
        line.put("value", value);
        for (int i = 0; i + 1 < extra.length; i += 2) {
            line.put(String.valueOf(extra[i]), extra[i + 1]);
        }
        out.println(json(line));
        out.flush();
    }

    /** Converts nanoseconds to milliseconds, rounded to microseconds. */
    static double millis(long nanos) {
        return Math.round(nanos / 1e3) / 1e3;
    }

    static String json(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .map(entry -> json(String.valueOf(entry.getKey())) + ":" + json(entry.getValue()))
                    .collect(Collectors.joining(",", "{", "}"));
        }
        if (value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        return '"'
                + value.toString().replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ")
                + '"';
    }
}
