#!/usr/bin/env python3
"""Measures an idle agent with different options of the JVM, in turns, and prints a table of medians.

    bench/agent/flags.py INSTALLATION [--runs 5] [--idle 20]

INSTALLATION is an unpacked archive in which bin/make-class-archive has run. For each set of options: the time until the agent
is ready, the processor time until then, the processor time while it idles afterwards, and its memory (RSS) at the end."""

import argparse
import os
import statistics
import subprocess
import time
import urllib.error
import urllib.request

ARCHIVE = ["-Xshare:auto", "-XX:SharedArchiveFile={home}/lib/grapevine.jsa", "-Xlog:cds*=off"]
HEAP = ["-Xms32m", "-Xmx256m"]
CANDIDATES = {
    "no options": [],
    "Serial": ["-XX:+UseSerialGC", *HEAP],
    "Parallel, archive": ["-XX:+UseParallelGC", *HEAP, *ARCHIVE],
    "G1, archive": ["-XX:+UseG1GC", *HEAP, *ARCHIVE],
    "Serial, archive": ["-XX:+UseSerialGC", *HEAP, *ARCHIVE],
    "Serial, archive, -Xms16m": ["-XX:+UseSerialGC", "-Xms16m", "-Xmx256m", *ARCHIVE],
    "Serial, archive, C1 alone": ["-XX:+UseSerialGC", *HEAP, "-XX:TieredStopAtLevel=1", *ARCHIVE],
    "Serial, archive, C1 alone, -Xss256k": ["-XX:+UseSerialGC", *HEAP, "-XX:TieredStopAtLevel=1", "-Xss256k", *ARCHIVE],
}
HTTP = "127.0.0.1:18533"


def processor_ms(pid):
    with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * 1000 / os.sysconf("SC_CLK_TCK")


def memory_mb(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS")) / 1024


def ready():
    try:
        with urllib.request.urlopen(f"http://{HTTP}/readyz", timeout=1) as response:
            return response.status == 200
    except (urllib.error.URLError, OSError):
        return False


def measure(home, options, idle):
    java = os.path.join(os.environ["JAVA_HOME"], "bin", "java") if "JAVA_HOME" in os.environ else "java"
    command = [java, *(option.format(home=home) for option in options), "-jar", f"{home}/lib/grapevine.jar", "agent",
               "--node-id", "one", "--port", "0", "--http", HTTP, "--dns", "off", "--broadcast", "off"]
    began = time.monotonic()
    agent = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while not ready():
            time.sleep(0.01)
        start, start_ms = time.monotonic() - began, processor_ms(agent.pid)
        time.sleep(idle)
        return start, start_ms, (processor_ms(agent.pid) - start_ms) / idle, memory_mb(agent.pid)
    finally:
        agent.terminate()
        agent.wait()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("installation")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--idle", type=int, default=20)
    arguments = parser.parse_args()
    home = os.path.abspath(arguments.installation)
    values = {name: [] for name in CANDIDATES}
    for _ in range(arguments.runs):
        for name, options in CANDIDATES.items():
            values[name].append(measure(home, options, arguments.idle))
    print("| options | ready (s) | processor until then (ms) | idle: processor (ms/s) | idle: RSS (MB) |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name, runs in values.items():
        start, start_ms, idle_ms, memory = (statistics.median(column) for column in zip(*runs))
        print(f"| {name} | {start:.2f} | {start_ms:.0f} | {idle_ms:.1f} | {memory:.0f} |", flush=True)


if __name__ == "__main__":
    main()
