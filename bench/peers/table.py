#!/usr/bin/env python3
"""Reads the measurements of bench/peers/run (a folder of JSON lines), and prints one Markdown table for each size."""

import collections
import glob
import json
import os
import statistics
import sys

MISSING = "–"


class Figures:
    """All measurements, by (peer, size, scenario, metric)."""

    def __init__(self, folder):
        self.records = collections.defaultdict(list)
        self.config = {}
        for path in sorted(glob.glob(os.path.join(folder, "*.jsonl"))):
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    self.add(json.loads(line))

    def add(self, record):
        if record["scenario"] == "config":
            self.config[record["peer"]] = record["value"]
            return
        peer = record["peer"] + (" (started slowly)" if record.get("staged") else "")
        self.records[(peer, record["n"], record["scenario"], record["metric"])].append(record)

    def sizes(self):
        return sorted({size for (_, size, _, _) in self.records})

    def peers(self, size):
        """Grapevine first."""
        names = {peer for (peer, n, _, _) in self.records if n == size}
        return sorted(names, key=lambda name: (not name.startswith("grapevine"), name))

    def values(self, peer, size, scenario, metric):
        """The values of completed runs. -1 stands for something that not every node saw."""
        found = self.records.get((peer, size, scenario, metric), [])
        return [r["value"] for r in found if r.get("ok", True) and r["value"] >= 0]

    def incomplete(self, peer, size, scenario, metric):
        found = self.records.get((peer, size, scenario, metric), [])
        return sum(1 for r in found if not r.get("ok", True)), len(found)


def percentile(values, share):
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def spread(values, scale, digits, with_p99=False):
    """Median, maximum, and the number of values."""
    if not values:
        return MISSING
    shown = [statistics.median(values)] + ([percentile(values, 0.99)] if with_p99 else []) + [max(values)]
    return " / ".join("%.*f" % (digits, value / scale) for value in shown) + " (%d)" % len(values)


def seconds(values):
    return spread(values, 1000, 2)


def time_row(title, scenario, metric, form=seconds):
    def cell(figures, peer, size):
        failed, of = figures.incomplete(peer, size, scenario, metric)
        text = form(figures.values(peer, size, scenario, metric))
        return text + ("; %d of %d incomplete" % (failed, of) if failed else "")

    return title, cell


def steady_row(title, metric, digits=0, index=-1):
    """The last measurement of each run, or the first. A run with one measurement has no warm figure."""

    def cell(figures, peer, size):
        records = figures.records.get((peer, size, "steady", metric), [])
        repeats = [r["rep"] for r in records]
        if not records or (metric == "cpu_ms_per_node_s" and index == -1 and max(repeats) == 0):
            return MISSING
        wanted = max(repeats) if index == -1 else 0
        return spread([r["value"] for r in records if r["rep"] == wanted], 1, digits)

    return title, cell


def killed_row(nth):
    def cell(figures, peer, size):
        records = figures.records.get((peer, size, "one-by-one", "all_dead_ms"), [])
        return seconds([r["value"] for r in records if r["killed"] == nth and r["ok"]])

    return "killed one by one, no. %d: all survivors know (s)" % nth, cell


def deaths_row(title, scenario, metric="false_deaths"):
    """Nodes falsely declared dead, the number of observers that did so, and the number of runs."""

    def cell(figures, peer, size):
        records = figures.records.get((peer, size, scenario, metric), [])
        if not records:
            return MISSING
        return "%d (%d seen) in %d" % (
            sum(r["value"] for r in records),
            sum(r.get("observations", 0) for r in records),
            len(records),
        )

    return title, cell


def all_deaths(figures, peer, size):
    records = [
        r
        for (p, n, _, metric), found in figures.records.items()
        if (p, n, metric) == (peer, size, "false_deaths")
        for r in found
    ]
    return "%d in %d" % (sum(r["value"] for r in records), len(records)) if records else MISSING


def bootstrap_cpu(figures, peer, size):
    records = figures.records.get((peer, size, "bootstrap", "all_see_all_ms"), [])
    return seconds([r["cpu_ms"] for r in records if r["ok"] and "cpu_ms" in r])


def milliseconds(values):
    return spread(values, 1, 0, with_p99=True)


ROWS = [
    time_row("bootstrap, all at once: all see all (s)", "bootstrap", "all_see_all_ms"),
    ("bootstrap: processor time (s)", bootstrap_cpu),
    time_row("crash: all suspect it (s)", "crash", "all_suspect_ms"),
    time_row("crash: all survivors know (s)", "crash", "all_dead_ms"),
    time_row("hang: all suspect it (s)", "hang", "all_suspect_ms"),
    time_row("hang: all others know (s)", "hang", "all_dead_ms"),
    time_row("10 % killed at once: survivors agree (s)", "mass10", "agree_ms"),
    time_row("50 % killed at once: survivors agree (s)", "mass50", "agree_ms"),
    killed_row(1),
    killed_row(2),
    killed_row(3),
    killed_row(4),
    time_row("message at all others (ms: median / p99 / max)", "gossip", "all_ms", milliseconds),
    time_row("update at all others (ms: median / p99 / max)", "meta", "all_ms", milliseconds),
    time_row("leave: announced to all others (ms: median / p99 / max)", "leave", "all_leaving_ms", milliseconds),
    time_row("leave: removed by all others (ms: median / p99 / max)", "leave", "all_ms", milliseconds),
    steady_row("steady: bytes/s, headers included", "bytes_per_node_s"),
    steady_row("steady: packets/s", "packets_per_node_s", 2),
    steady_row("steady: UDP datagrams/s", "udp_datagrams_per_node_s", 2),
    steady_row("steady: TCP segments/s", "tcp_segments_per_node_s", 2),
    steady_row("steady: processor ms/s, first half minute", "cpu_ms_per_node_s", 2, 0),
    steady_row("steady: processor ms/s, warm", "cpu_ms_per_node_s", 2),
    steady_row("steady: heap KiB", "heap_kb_per_node"),
    steady_row("steady: resident KiB", "rss_kb_per_node"),
    steady_row("steady: threads", "threads_per_node", 1),
    steady_row("steady: goroutines", "goroutines_per_node", 1),
    deaths_row("1 in 8 starved: healthy nodes declared dead", "starve", "false_deaths_of_healthy"),
    deaths_row("1 in 8 starved: starved nodes declared dead", "starve", "false_deaths_of_paused"),
    deaths_row("beside spinning processes: declared dead", "spinning"),
    ("false deaths in all of the above but starving", all_deaths),
]


def table(figures, size):
    peers = figures.peers(size)
    print("\n### %d nodes\n" % size)
    print("Median / maximum (of how many).\n")
    print("| | " + " | ".join(peers) + " |")
    print("| --- |" + " ---: |" * len(peers))
    for title, cell in ROWS:
        cells = [cell(figures, peer, size) for peer in peers]
        if any(text != MISSING for text in cells):
            print("| " + " | ".join([title] + cells) + " |")


def main():
    folder = sys.argv[1] if len(sys.argv) > 1 else "results"
    figures = Figures(folder)
    if not figures.sizes():
        sys.exit("table.py: no measurements in %s; bench/peers/run makes some" % folder)
    for size in figures.sizes():
        table(figures, size)
    print("\n### Configuration\n")
    for peer, config in sorted(figures.config.items()):
        print("- **%s**: %s" % (peer, ", ".join("%s=%s" % pair for pair in config.items())))
    for (peer, size, scenario, metric), records in sorted(figures.records.items()):
        if metric == "exit":
            print("\n%s with %d nodes did not end well: exit status %s" % (peer, size, records[0]["value"]))
        elif metric == "not_supported":
            print("\n%s does not offer %s" % (peer, scenario))


if __name__ == "__main__":
    main()
