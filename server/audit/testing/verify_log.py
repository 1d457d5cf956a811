#!/usr/bin/env python3
"""Verifies a log that Docket wrote, from its tiles: a second implementation, of the standard library only.

    verify_log.py SOURCE --vkey KEY [--vkey KEY ...] [--older CHECKPOINT_FILE ...]

SOURCE is a folder that `docket audit export` wrote, or the address that ends in /api/v1/log. Checked are the
checkpoint's signature, every hash of every tile, every entry, the root, a proof of inclusion of every leaf (of some,
where there are many), and a proof of consistency from each older checkpoint. Written from RFC 6962, RFC 8032 and
C2SP tlog-tiles, not from Docket's code.
"""
import argparse
import base64
import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request


def fail(what):
    print("FAIL " + what)
    sys.exit(1)


def need(condition, what):
    if not condition:
        fail(what)


# Ed25519 (RFC 8032, 5.1). Slow, and only used to verify.
P = 2**255 - 19
Q = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P


def add(a, b):
    e, f = (a[1] - a[0]) * (b[1] - b[0]) % P, (a[1] + a[0]) * (b[1] + b[0]) % P
    g, h = 2 * a[3] * b[3] * D % P, 2 * a[2] * b[2] % P
    e, f, g, h = f - e, h - g, h + g, f + e
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def multiply(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def decompress(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


BASE = decompress((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed_by(key, message, signature):
    if len(signature) != 64:
        return False
    a, r = decompress(key), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= Q:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % Q
    left, right = multiply(s, BASE), add(r, multiply(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


def read_vkey(vkey):
    name, key_hash, encoded = vkey.split("+", 2)
    raw = base64.b64decode(encoded, validate=True)
    need(raw[0] == 1 and len(raw) == 33, "key: not Ed25519")
    need(hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() == key_hash, "key: its hash is wrong")
    return name, bytes.fromhex(key_hash), raw[1:]


def read_checkpoint(note, keys):
    text, signatures = note.decode().rsplit("\n\n", 1)
    text += "\n"
    held = False
    for line in signatures.splitlines():
        dash, by, encoded = line.split(" ")
        raw = base64.b64decode(encoded, validate=True)
        for name, key_hash, key in keys:
            if dash == "\u2014" and by == name and raw[:4] == key_hash:
                need(signed_by(key, text.encode(), raw[4:]), "checkpoint: the signature is wrong")
                held = True
    need(held, "checkpoint: not signed by this key")
    origin, size, root = text.splitlines()[:3]
    need(all(origin == name for name, _, _ in keys), "checkpoint: of another log")
    return origin, int(size), base64.b64decode(root, validate=True)


# The tree (RFC 6962, 2.1).
def leaf_hash(data):
    return hashlib.sha256(b"\0" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\1" + left + right).digest()


def split(size):
    return 1 << ((size - 1).bit_length() - 1)


class Log:
    def __init__(self, source, size):
        self.source, self.size, self.leaves, self.roots = source, size, [], {}

    def get(self, path):
        return fetch(self.source, path)

    def mth(self, begin, end):
        """The root of the leaves from begin to end."""
        if end - begin == 1:
            return self.leaves[begin]
        if end == begin:
            return hashlib.sha256(b"").digest()
        if (begin, end) not in self.roots:
            middle = begin + split(end - begin)
            self.roots[begin, end] = node_hash(self.mth(begin, middle), self.mth(middle, end))
        return self.roots[begin, end]

    def inclusion(self, index, begin, end):
        if end - begin == 1:
            return []
        middle = begin + split(end - begin)
        if index < middle:
            return self.inclusion(index, begin, middle) + [self.mth(middle, end)]
        return self.inclusion(index, middle, end) + [self.mth(begin, middle)]

    def consistency(self, size, begin, end, whole):
        if size == end:
            return [] if whole else [self.mth(begin, end)]
        middle = begin + split(end - begin)
        if size <= middle:
            return self.consistency(size, begin, middle, whole) + [self.mth(middle, end)]
        return self.consistency(size, middle, end, False) + [self.mth(begin, middle)]


def includes(index, size, leaf, proof, root):
    """RFC 9162, 2.1.3.2."""
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == root


def continues(first, second, proof, first_root, second_root):
    """RFC 9162, 2.1.4.2."""
    if first == second:
        return not proof and first_root == second_root
    if first & (first - 1) == 0:
        proof = [first_root] + proof
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = proof[0]
    for c in proof[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == first_root and sr == second_root


def fetch(source, path):
    if source.startswith(("http://", "https://")):
        while True:
            try:
                with urllib.request.urlopen(source + "/" + path) as answer:
                    return answer.read()
            except urllib.error.HTTPError as refusal:
                # The log is served to everybody: at a rate for each.
                if refusal.code != 429:
                    raise
                time.sleep(int(refusal.headers.get("Retry-After", "1")))
    with open(os.path.join(source, path), "rb") as file:
        return file.read()


def tile_path(level, index, width):
    digits = "%03d" % (index % 1000)
    while index >= 1000:
        index //= 1000
        digits = "x%03d/%s" % (index % 1000, digits)
    return "tile/%s/%s%s" % (level, digits, "" if width == 256 else ".p/%d" % width)


def tiles(level, count):
    """Every tile of a level that has this many hashes: its index and its width."""
    for index in range((count + 255) // 256):
        yield index, min(256, count - 256 * index)


def read_tiles(log):
    level, count, row = 0, log.size, []
    while count:
        hashes = []
        for index, width in tiles(level, count):
            data = log.get(tile_path(level, index, width))
            need(len(data) == 32 * width, "tile %d/%d: wrong length" % (level, index))
            hashes += [data[at : at + 32] for at in range(0, len(data), 32)]
        if level == 0:
            log.leaves = hashes
        else:
            span = 256**level
            for index, value in enumerate(hashes):
                need(value == log.mth(index * span, (index + 1) * span), "tile %d/%d: wrong hash" % (level, index // 256))
        level, count = level + 1, count // 256
    return level


def read_entries(log, origin):
    kinds = {}
    for index, width in tiles("entries", log.size):
        data, at = log.get(tile_path("entries", index, width)), 0
        for nth in range(index * 256, index * 256 + width):
            length = int.from_bytes(data[at : at + 2], "big")
            entry, at = data[at + 2 : at + 2 + length], at + 2 + length
            need(leaf_hash(entry) == log.leaves[nth], "entry %d: does not fit its leaf" % nth)
            header = json.loads(entry)
            need(header["log"] == origin and header["i"] == str(nth), "entry %d: of another place" % nth)
            need(header["n"] == str(kinds.get(header["kind"], 0)), "entry %d: not the next of its kind" % nth)
            kinds[header["kind"]] = kinds.get(header["kind"], 0) + 1
        need(at == len(data), "bundle %d: wrong length" % index)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("source")
    parser.add_argument("--vkey", required=True, action="append")
    parser.add_argument("--older", nargs="*", default=[])
    given = parser.parse_args()
    keys = [read_vkey(vkey) for vkey in given.vkey]
    origin, size, root = read_checkpoint(fetch(given.source, "checkpoint"), keys)
    log = Log(given.source, size)
    levels = read_tiles(log)
    need(log.mth(0, size) == root, "root: the tiles have another than the checkpoint")
    read_entries(log, origin)
    proved = 0
    for index in range(0, size, max(1, size // 2000)):
        proof = log.inclusion(index, 0, size)
        need(includes(index, size, log.leaves[index], proof, root), "inclusion of %d" % index)
        proved += 1
    for file in given.older:
        with open(file, "rb") as older:
            _, older_size, older_root = read_checkpoint(older.read(), keys)
        need(0 < older_size <= size, "consistency from %d: it is no older checkpoint" % older_size)
        proof = log.consistency(older_size, 0, size, True)
        need(continues(older_size, size, proof, older_root, root), "consistency from %d" % older_size)
    print("OK size %d levels %d included %d consistent %d" % (size, levels, proved, len(given.older)))


main()
