#!/usr/bin/env python3
"""Makes sealed.txt: known answers for datagrams, streams and boxes, by an implementation that shares nothing with this
project's. It needs the package "cryptography":

    python3 make.py > sealed.txt

All values are hexadecimal. Cluster "shop", cluster key 00 01 .. 1f. A line begins with what it is:

    datagram N VALUE        salt a0 .. a8, counters from 000102030405 on: the one whose body is a PADDING of N bytes; "-" for an empty body
    datagrams N VALUE       SHA-256 of all N datagrams, one after the other: the empty body, then PADDINGs of 0, 1, 2 ... bytes
    opener N VALUE          frame of the opener's side with a PADDING of N bytes; the random bytes of its handshake are 10 .. 1f
    answerer N VALUE        the same of the answerer's, 20 .. 2f
    openers N VALUE         SHA-256 of N frames of that side, with PADDINGs of 0, 7, 14 ... bytes, modulo 1,000
    answerers N VALUE
    public SIDE VALUE       public key of a side; private are 40 x 32 of the opener and 50 x 32 of the answerer
    box SIDE N VALUE        box number N that a side gives: the key is the byte 60 + N 32 times, and its id 11 x 8 + N
"""
import hashlib
import hmac
import struct

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF, HKDFExpand

CLUSTER = b"shop"
KEY = bytes(range(32))
SALT = bytes(range(0xA0, 0xA9))
COUNTER = 0x000102030405
LARGEST = 1297
FRAMES = 400
SHOWN = (0, 1, 13, 14, 15, 16, 29, 30, 127, 128, 255, 256, 700, 1296, 1297)


def digest_of(parts):
    return hashlib.sha256(b"".join(parts)).hexdigest()


def mac(key, *parts):
    return hmac.new(key, b"".join(parts), hashlib.sha256).digest()


PRK = mac(b"grapevine 1", KEY)


def derive(label, context, length=32):
    """HKDF's second step, with the library's own HKDF."""
    return HKDFExpand(algorithm=SHA256(), length=length, info=label + b"\x00" + context).derive(PRK)


def varint(number):
    out = b""
    while number > 127:
        out += bytes([number & 127 | 128])
        number >>= 7
    return out + bytes([number])


def padding(count):
    return b"\x25" + varint(count) + bytes(count)


ID = derive(b"id", b"", 8)


def datagram(number, body):
    counter = (COUNTER + number).to_bytes(6, "big")
    header = ID[:1] + SALT + counter
    cipher = AESGCM(derive(b"packet", SALT + CLUSTER))
    return header + cipher.encrypt(bytes(6) + counter, body, b"\x01\x00" + header)


def frame(content):
    return struct.pack("!I", len(content)) + content


OPENER = frame(b"\x02\x01" + bytes(range(0x10, 0x20)) + derive(b"cluster", CLUSTER, 4) + b"\x01" + ID)
ANSWERER = frame(b"\x02\x01" + bytes(range(0x20, 0x30)) + b"\x00\x01" + ID)
TRANSCRIPT = hashlib.sha256(OPENER + ANSWERER).digest()


def frames(side):
    cipher = AESGCM(derive(side, TRANSCRIPT + CLUSTER))
    for number in range(FRAMES):
        count = 7 * number % 1000
        body = padding(count)
        head = struct.pack("!I", 1 + len(body) + 16) + b"\x03"
        yield count, head + cipher.encrypt(bytes(4) + number.to_bytes(8, "big"), body, b"\x01\x01" + head)


def box_key(side, own, other, publics):
    secret = own.exchange(other.public_key())
    return mac(mac(TRANSCRIPT, secret), side, b"\x00", publics[0], publics[1], b"\x01")


def main():
    # The library's HKDF agrees with its first step, too.
    assert HKDF(SHA256(), 32, b"grapevine 1", b"id\x00").derive(KEY)[:8] == ID
    all_of_them = [datagram(0, b"")] + [datagram(1 + n, padding(n)) for n in range(LARGEST + 1)]
    print("datagram -", all_of_them[0].hex())
    for n in SHOWN:
        print("datagram", n, all_of_them[1 + n].hex())
    print("datagrams", len(all_of_them), digest_of(all_of_them))
    for side in (b"opener", b"answerer"):
        made = list(frames(side))
        for number in (0, 1, 2, 255, 256, FRAMES - 1):
            print(side.decode(), made[number][0], made[number][1].hex())
        print(side.decode() + "s", FRAMES, digest_of(whole for _, whole in made))
    opener, answerer = (X25519PrivateKey.from_private_bytes(bytes([filler] * 32)) for filler in (0x40, 0x50))
    raw = (serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    publics = [key.public_key().public_bytes(*raw) for key in (opener, answerer)]
    for name, public in zip(("opener", "answerer"), publics):
        print("public", name, public.hex())
    for side, own, other in ((b"opener", opener, answerer), (b"answerer", answerer, opener)):
        cipher = AESGCM(box_key(side, own, other, publics))
        for number in range(8):
            key_id = bytes([0x11] * 7 + [0x11 + number])
            print("box", side.decode(), number, cipher.encrypt(number.to_bytes(12, "big"), bytes([0x60 + number] * 32), key_id).hex())


main()
