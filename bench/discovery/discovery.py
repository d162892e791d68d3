#!/usr/bin/env python3
"""Measures discovery side by side, see bench/discovery/run. Prints Markdown tables."""

import argparse
import http.client
import json
import os
import re
import statistics
import subprocess
import tempfile
import time

DOMAIN = "grapevine.internal"
SIZES = {"web3": 3, "web50": 50, "web10": 10, "web100": 100}
PORTS = {"Grapevine": 8600, "dnsmasq": 5301, "unbound": 5302, "Knot": 5303}
NGINX = 5380
HTTP = 8500
# Server, clients and load in numbers that are the same for all.
CLIENTS = 4
OUTSTANDING = 100
PACE = 10_000
INSTANCES = 5_000


def instances(service):
    """Address, target and port of each."""
    number = list(SIZES).index(service)
    for i in range(1, SIZES[service] + 1):
        yield f"10.8.{number}.{i}", f"0a08{number:02x}{i:02x}.addr.{DOMAIN}", 8000 + i


class Bench:
    def __init__(self, root):
        self.root = root
        self.folder = tempfile.mkdtemp(prefix="discovery", dir="/run")
        os.chmod(self.folder, 0o755)
        self.processes = []

    def file(self, name, text):
        path = os.path.join(self.folder, name)
        with open(path, "w", encoding="ascii") as out:
            out.write(text)
        return path

    def start(self, name, *command, env=None):
        log = open(os.path.join(self.folder, name + ".log"), "w", encoding="utf-8")
        process = subprocess.Popen(command, stdout=log, stderr=log, env=env)
        self.processes.append(process)
        return process

    def end(self):
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait()
        self.processes = []

    # ---- the servers

    def grapevine(self, options=""):
        env = dict(os.environ, GRAPEVINE_JAVA_OPTS=options)
        self.start("grapevine", self.root + "/bin/grapevine", "agent", "--broadcast", "off", "--node-id", "n1", env=env)
        deadline = time.monotonic() + 60
        while True:
            try:
                if request("GET", "/v1/self")[0] == 200:
                    return
            except OSError:
                pass
            if time.monotonic() > deadline:
                raise SystemExit("the agent does not respond, see " + self.folder)
            time.sleep(0.1)

    def others(self):
        hosts, addresses, targets, local, zone = [], [], [], [], []
        for service in SIZES:
            name = f"{service}.service.{DOMAIN}"
            for address, target, port in instances(service):
                hosts.append(f"host-record={target},{address}")
                addresses.append(f"host-record={name},{address}")
                targets.append(f"srv-host={name},{target},{port},1,1")
                local += [
                    f'local-data: "{target}. 0 IN A {address}"',
                    f'local-data: "{name}. 0 IN A {address}"',
                    f'local-data: "{name}. 0 IN SRV 1 1 {port} {target}."',
                ]
                zone += [f"{target}. 0 A {address}", f"{name}. 0 A {address}", f"{name}. 0 SRV 1 1 {port} {target}."]
        lines = [
            f"port={PORTS['dnsmasq']}", "listen-address=127.0.0.1", "bind-interfaces", "no-resolv", "no-hosts", "user=root",
            "edns-packet-max=8192", "pid-file=", *hosts, *addresses, *targets,
        ]
        self.start("dnsmasq", "dnsmasq", "-k", "-C", self.file("dnsmasq.conf", "\n".join(lines) + "\n"))
        lines = [
            "server:", "directory: \"/run\"", "chroot: \"\"", "username: \"\"", "pidfile: \"\"", "num-threads: 1", "interface: 127.0.0.1",
            f"port: {PORTS['unbound']}", "use-syslog: no", "edns-buffer-size: 8192", "max-udp-size: 8192", "incoming-num-tcp: 128",
            f'local-zone: "{DOMAIN}." static', *local, "remote-control:", "control-enable: no",
        ]
        self.start("unbound", "unbound", "-d", "-p", "-c", self.file("unbound.conf", "\n".join(lines) + "\n"))
        soa = f"{DOMAIN}. 0 SOA n1.node.{DOMAIN}. hostmaster.{DOMAIN}. 1 3600 600 86400 0\n{DOMAIN}. 0 NS n1.node.{DOMAIN}.\nn1.node.{DOMAIN}. 0 A 127.0.0.1\n"
        self.file("internal.zone", soa + "\n".join(zone) + "\n")
        lines = [
            "server:", f"    rundir: {self.folder}", f"    listen: 127.0.0.1@{PORTS['Knot']}", "    udp-workers: 1", "    tcp-workers: 1",
            "    background-workers: 1", "    user: root", "    udp-max-payload: 4096", "database:", f"    storage: {self.folder}/knot",
            "log:", "  - target: stderr", "    any: info", "template:", "  - id: default", f"    storage: {self.folder}", "zone:", f"  - domain: {DOMAIN}", "    file: internal.zone",
        ]
        self.start("knot", "knotd", "-c", self.file("knot.conf", "\n".join(lines) + "\n"))

    def nginx(self):
        for service in ("web10", "web100"):
            status, body = request("GET", f"/v1/services/{service}?passing=true")
            assert status == 200, body
            os.makedirs(self.folder + "/www", exist_ok=True)
            with open(f"{self.folder}/www/{service}", "wb") as out:
                out.write(body)
        config = f"""
            daemon off; worker_processes 1; error_log stderr; pid {self.folder}/nginx.pid; user root;
            events {{ worker_connections 1024; }}
            http {{ access_log off; keepalive_requests 100000000; default_type application/json; sendfile on; tcp_nopush on;
                open_file_cache max=100;
                server {{ listen 127.0.0.1:{NGINX}; root {self.folder}/www; }} }}
        """
        self.start("nginx", "nginx", "-c", self.file("nginx.conf", config))


def request(method, path, body=None, connection=None):
    own = connection or http.client.HTTPConnection("127.0.0.1", HTTP, timeout=20)
    own.request(method, path, body, {"Content-Type": "application/json"} if body else {})
    response = own.getresponse()
    return response.status, response.read()


def register(service, listed):
    connection = http.client.HTTPConnection("127.0.0.1", HTTP, timeout=20)
    count = 0
    for address, _, port in listed:
        body = json.dumps({"address": address, "port": port})
        status, text = request("PUT", f"/v1/services/{service}/{service}-{count}", body, connection)
        if status // 100 != 2:
            return count, f"{status} {text.decode()}"
        count += 1
    return count, ""


def value(pattern, text):
    found = re.search(pattern, text)
    if not found:
        raise SystemExit(f"no {pattern} in\n{text}")
    return float(found.group(1))


def dnsperf(bench, port, question, seconds, *more):
    queries = bench.file("queries", question + "\n")
    command = ["dnsperf", "-s", "127.0.0.1", "-p", str(port), "-d", queries, "-l", str(seconds), "-c", str(CLIENTS), "-e", *more]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def answered(bench, port, service, kind, count):
    """All servers must tell the same: waits until all answers come."""
    name = f"{service}.service.{DOMAIN}"
    for _ in range(100):
        command = ["dig", "@127.0.0.1", "-p", str(port), "+short", "+time=1", "+tries=1", "+bufsize=8192", "+ignore", name, kind]
        lines = subprocess.run(command, capture_output=True, text=True, check=False).stdout.splitlines()
        if len([line for line in lines if not line.startswith(";")]) == count:
            return
        time.sleep(0.1)
    raise SystemExit(f"port {port} has not {count} {kind} records of {service}: {lines}")


def dns(bench, turns, seconds):
    """Queries a second, in turns."""
    cases = [("A", "web3", "udp"), ("A", "web50", "udp"), ("SRV", "web3", "udp"), ("SRV", "web50", "udp"), ("SRV", "web50", "tcp")]
    for port in PORTS.values():
        for kind, service, _ in cases:
            answered(bench, port, service, kind, SIZES[service])
    rates, late = {}, {}
    # The first turn warms up, and does not count.
    for turn in range(turns + 1):
        for case in cases:
            kind, service, mode = case
            for server, port in PORTS.items():
                out = dnsperf(bench, port, f"{service}.service.{DOMAIN} {kind}", seconds, "-m", mode, "-q", str(OUTSTANDING))
                if value(r"Queries lost: +(\d+)", out) > 0.001 * value(r"Queries sent: +(\d+)", out):
                    print(f"! {server} lost queries of {case}")
                if turn:
                    rates.setdefault((case, server), []).append(value(r"Queries per second: +([\d.]+)", out))
                    late.setdefault((case, server), []).append(1000 * value(r"Average Latency \(s\): +([\d.]+)", out))
    servers = list(PORTS)
    print(f"\n| queries a second (mean latency, ms) | {' | '.join(servers)} | of dnsmasq | of unbound |")
    print("| --- |" + " ---: |" * (len(servers) + 2))
    for case in cases:
        kind, service, mode = case
        medians = {server: statistics.median(rates[case, server]) for server in servers}
        cells = [f"{medians[server]:,.0f} ({statistics.median(late[case, server]):.2f})" for server in servers]
        ratios = [f"{medians['Grapevine'] / medians[other]:.2f}" for other in ("dnsmasq", "unbound")]
        print(f"| {kind} of {SIZES[service]}, {mode.upper()} | {' | '.join(cells + ratios)} |")


def pace(bench, seconds):
    """Latencies at a given pace."""
    print(f"\n| at {PACE:,} queries a second, ms | p50 | p99 | longest |\n| --- | ---: | ---: | ---: |")
    for kind, service in (("A", "web3"), ("A", "web50"), ("SRV", "web3"), ("SRV", "web50")):
        for server, port in PORTS.items():
            out = dnsperf(bench, port, f"{service}.service.{DOMAIN} {kind}", seconds, "-Q", str(PACE), "-v")
            took = sorted(1000 * float(line.split()[-1]) for line in out.splitlines() if line.startswith("> NOERROR"))
            if len(took) < 0.9 * PACE * seconds:
                print(f"! {server}: only {len(took)} responses")
            print(f"| {kind} of {SIZES[service]}, {server} | {took[len(took) // 2]:.2f} | {took[len(took) * 99 // 100]:.2f} | {took[-1]:.2f} |")


def web(bench, turns, seconds):
    """Requests a second of the same bytes."""
    bench.nginx()
    time.sleep(0.5)
    rates = {}
    for turn in range(turns + 1):
        for service in ("web10", "web100"):
            for server, url in (
                ("Grapevine", f"http://127.0.0.1:{HTTP}/v1/services/{service}?passing=true"),
                ("nginx", f"http://127.0.0.1:{NGINX}/{service}"),
            ):
                out = subprocess.run(
                    ["wrk", "-t1", "-c8", f"-d{seconds}s", "--latency", url], check=True, capture_output=True, text=True
                ).stdout
                if "Non-2xx" in out or "Socket errors" in out:
                    print(f"! {server}: {out}")
                if turn:
                    rates.setdefault((service, server), []).append(
                        (value(r"Requests/sec: +([\d.]+)", out), re.search(r"99% +(\S+)", out).group(1))
                    )
    print("\n| requests a second (p99) | bytes | Grapevine | nginx | of nginx |\n| --- | ---: | ---: | ---: | ---: |")
    for service in ("web10", "web100"):
        ours, nginx = (sorted(rates[service, server])[len(rates[service, server]) // 2] for server in ("Grapevine", "nginx"))
        size = os.path.getsize(f"{bench.folder}/www/{service}")
        print(f"| passing instances of {SIZES[service]} | {size:,} | {ours[0]:,.0f} ({ours[1]}) | {nginx[0]:,.0f} ({nginx[1]}) | {ours[0] / nginx[0]:.2f} |")


def pauses(bench, seconds):
    """Collections of an agent with many instances, under queries."""
    log = bench.folder + "/gc.log"
    bench.grapevine(f"-Xlog:gc:file={log}:uptime")
    many = ((f"10.{20 + i // 50000}.{i // 250 % 200}.{i % 250 + 1}", "", 8000) for i in range(INSTANCES))
    began = time.monotonic()
    found = {}
    count = 0
    for number in range(100):
        part = [next(many) for _ in range(INSTANCES // 100)]
        done, refusal = register(f"many{number}", part)
        count += done
        found[f"many{number}"] = done
        if refusal:
            print(f"! {refusal}")
            break
    print(f"\n{count:,} instances registered in {time.monotonic() - began:.1f} s.")
    with open(log, encoding="ascii") as lines:
        before = len(lines.readlines())
    for kind in ("A", "SRV"):
        for _ in range(3):
            dnsperf(bench, PORTS["Grapevine"], f"many0.service.{DOMAIN} {kind}", seconds, "-q", str(OUTSTANDING))
    with open(log, encoding="ascii") as lines:
        times = [value(r"([\d.]+)ms$", line.strip()) for line in lines.readlines()[before:] if "Pause" in line]
    if times:
        print(f"{len(times)} collections in {6 * seconds} s of queries at full speed: median {statistics.median(times):.1f} ms, longest {max(times):.1f} ms.")
    else:
        print(f"No collection in {6 * seconds} s of queries at full speed.")


def main():
    parser = argparse.ArgumentParser(prog="bench/discovery/run")
    parser.add_argument("--root", required=True)
    parser.add_argument("--commit", required=True)
    parser.add_argument("--turns", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--part", action="append", choices=["dns", "pace", "http", "pauses"])
    options = parser.parse_args()
    parts = options.part or ["dns", "pace", "http", "pauses"]
    bench = Bench(options.root)
    with open("/proc/loadavg", encoding="ascii") as load:
        print(f"Commit {options.commit}, {os.cpu_count()} processors, load {load.read().split()[0]} at the beginning.")
    try:
        bench.grapevine()
        command = subprocess.run(["ps", "-C", "java", "-o", "args="], check=True, capture_output=True, text=True).stdout
        print("The agent runs with " + " ".join(re.findall(r"-X\S+", command)) + ".")
        for service in SIZES:
            register(service, instances(service))
        bench.others()
        if "dns" in parts:
            dns(bench, options.turns, options.seconds)
        if "pace" in parts:
            pace(bench, options.seconds)
        if "http" in parts:
            web(bench, options.turns, options.seconds)
        bench.end()
        if "pauses" in parts:
            pauses(bench, options.seconds)
    finally:
        bench.end()


if __name__ == "__main__":
    main()
