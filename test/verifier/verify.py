#!/usr/bin/env python3
"""A third verifier of Wipebench evidence, written from docs/record-format.md alone: Python's standard library and the openssl command.

verify.py [--key FINGERPRINT] [--json] PATH...     see README.md
"""
import base64
import functools
import hashlib
import json
import math
import os
import re
import subprocess
import sys
import tempfile
import unicodedata
import zlib

HERE = os.path.dirname(os.path.abspath(__file__))


class Refuted(Exception):
    """Something does not hold: what, and about which part."""

    def __init__(self, subject, why):
        super().__init__(f"{subject}: {why}")
        self.subject, self.why = subject, why


def need(holds, subject, why):
    if not holds:
        raise Refuted(subject, why)


# Section 1: canonical JSON (RFC 8785), base64, hex ------------------------------------------------------------------------------

def number_text(value):
    """ECMAScript's Number::toString, as RFC 8785 section 3.2.2.3 wants it."""
    if isinstance(value, int):
        if abs(value) > 2**53 - 1:
            raise ValueError("beyond exact integers")
        return str(value)
    if not math.isfinite(value) or (value.is_integer() and abs(value) > 2**53 - 1):
        raise ValueError("not finite, or beyond exact integers")
    if value == 0:
        return "0"
    sign, value = ("-", -value) if value < 0 else ("", value)
    mantissa, exponent = f"{value:.17e}".split("e")
    for digits in range(17):
        short = f"{value:.{digits}e}"
        if float(short) == value:
            mantissa, exponent = short.split("e")
            break
    figures, point = mantissa.replace(".", ""), int(exponent) + 1
    figures = figures.rstrip("0")
    if len(figures) <= point <= 21:
        return sign + figures + "0" * (point - len(figures))
    if 0 < point <= 21:
        return sign + figures[:point] + "." + figures[point:]
    if -6 < point <= 0:
        return sign + "0." + "0" * -point + figures
    tail = f"e{'+' if point > 0 else '-'}{abs(point - 1)}"
    return sign + figures[0] + ("." + figures[1:] if len(figures) > 1 else "") + tail


ESCAPES = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r", 34: '\\"', 92: "\\\\"}


def string_text(text):
    if any(0xD800 <= ord(letter) <= 0xDFFF for letter in text):
        raise ValueError("lone surrogate")
    return '"' + "".join(ESCAPES.get(ord(c)) or (f"\\u{ord(c):04x}" if ord(c) < 32 else c) for c in text) + '"'


def canonical(value):
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, (int, float)):
        return number_text(value)
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    keys = sorted(value, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
    return "{" + ",".join(string_text(key) + ":" + canonical(value[key]) for key in keys) + "}"


def read_canonical(data, subject):
    """Bytes to a value; only the one spelling."""
    try:
        text = data.decode("utf-8")
        value = json.loads(text, parse_constant=lambda name: float("nan"))
        same = canonical(value) == text
    except (ValueError, RecursionError):
        same = False
    need(same, subject, "not canonical JSON")
    return value


def from_base64(text, subject):
    try:
        data = base64.b64decode(text, validate=True)
        same = base64.b64encode(data).decode() == text
    except ValueError:
        same = False
    need(same, subject, "not strict base64")
    return data


def sha256(data):
    return hashlib.sha256(data).digest()


# Appendix A: shapes ---------------------------------------------------------------------------------------------------------------

def load_shapes():
    with open(os.path.join(HERE, "shapes.txt"), encoding="utf-8") as file:
        return json.load(file)


SHAPES = load_shapes()
INSTANT = re.compile(
    r"(?:(?:\d\d[2468][048]|\d\d[13579][26]|\d\d0[48]|[02468][048]00|[13579][26]00)-02-29"
    r"|\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\d|30)|02-(?:0[1-9]|1\d|2[0-8])))"
    r"T(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?Z", re.ASCII)
UUID = re.compile(r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}"
                  r"|0{8}-0{4}-0{4}-0{4}-0{12}|[fF]{8}-[fF]{4}-[fF]{4}-[fF]{4}-[fF]{12}", re.ASCII)


def number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def utf16(text):
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def fits_scalar(kind, value):
    if kind.endswith("?"):
        return value is None or fits_scalar(kind[:-1], value)
    if kind.startswith("'"):
        return isinstance(value, str) and value in kind[1:-1].split("'|'")
    limit = re.fullmatch(r"(string|count|number)(?:\[(\d*)\.\.(\d*)\])?", kind)
    if limit:
        name, least, most = limit.groups()
        if name == "string":
            size = utf16(value) if isinstance(value, str) else None
        elif name == "count":
            size = value if number(value) and float(value).is_integer() and 0 <= value <= 2**53 - 1 else None
        else:
            size = value if number(value) else None
        return size is not None and (not least or size >= int(least)) and (not most or size <= int(most))
    if kind == "integer":
        return number(value) and float(value).is_integer() and abs(value) <= 2**53 - 1
    if kind == "boolean":
        return isinstance(value, bool)
    if kind == "hex64":
        return isinstance(value, str) and re.fullmatch(r"[0-9a-f]{64}", value, re.ASCII) is not None
    if kind == "certificateId":
        return isinstance(value, str) and re.fullmatch(r"WB-[0-9A-F]{8}-[0-9]{8}", value, re.ASCII) is not None
    if kind == "destructionId":
        return isinstance(value, str) and re.fullmatch(r"WD-[0-9A-F]{8}-[0-9]{8}", value, re.ASCII) is not None
    if kind == "thingId":
        return isinstance(value, str) and re.fullmatch(r"[a-z0-9-]{1,64}", value, re.ASCII) is not None
    if kind == "instant":
        return isinstance(value, str) and INSTANT.fullmatch(value) is not None
    if kind == "uuid":
        return isinstance(value, str) and UUID.fullmatch(value) is not None
    if kind in ("details", "detailsOrNull"):
        return isinstance(value, dict) and all(
            isinstance(each, (str, bool)) or number(each) or (each is None and kind == "detailsOrNull")
            for each in value.values())
    raise KeyError(kind)


def fits(shape, value):
    if isinstance(shape, str):
        return fits(SHAPES[shape[1:]], value) if shape.startswith("=") else fits_scalar(shape, value)
    if isinstance(shape, list):
        inner, least, most = (shape + [None, None])[:3]
        return (isinstance(value, list) and len(value) >= (least or 0) and (most is None or len(value) <= most)
                and all(fits(inner, each) for each in value))
    names = {name.rstrip("?") for name in shape}
    return isinstance(value, dict) and set(value) == names and all(
        (name.endswith("?") and value[name.rstrip("?")] is None) or fits(inner, value[name.rstrip("?")])
        for name, inner in shape.items())


def shaped(name, value, subject):
    need(fits(SHAPES[name], value), subject, f"not the shape of a {name}")
    return value


# Sections 2 and 3: key, signatures, envelopes ---------------------------------------------------------------------------------------

SPKI = bytes.fromhex("302a300506032b6570032100")


@functools.lru_cache(maxsize=4096)
def signed_by(public_key, message, signature):
    """Ed25519."""
    return openssl_verifies(SPKI + public_key, message, signature)


def signed_by_rsa(spki, message, signature):
    """RSASSA-PKCS1-v1_5 with SHA-256."""
    return openssl_verifies(spki, message, signature, "-digest", "sha256")


def openssl_verifies(spki, message, signature, *digest):
    """By the openssl command; it reads files only."""
    with tempfile.TemporaryDirectory() as folder:
        names = {}
        pem = b"-----BEGIN PUBLIC KEY-----\n" + base64.encodebytes(spki) + b"-----END PUBLIC KEY-----\n"
        for name, data in (("key", pem), ("message", message), ("signature", signature)):
            names[name] = os.path.join(folder, name)
            with open(names[name], "wb") as file:
                file.write(data)
        done = subprocess.run(["openssl", "pkeyutl", "-verify", "-pubin", "-inkey", names["key"], "-rawin", "-in",
                               names["message"], "-sigfile", names["signature"], *digest], capture_output=True, check=False)
        return done.returncode == 0


class Key:
    def __init__(self, text, pinned, subject):
        self.raw = from_base64(text, subject) if isinstance(text, str) else b""
        need(len(self.raw) == 32, subject, "no Ed25519 key")
        self.id = sha256(self.raw).hex()
        need(pinned is None or pinned == self.id, subject, f"signed by another key: {self.id}")


class Keys:
    """The station's keys: the first, by which it is known, and each that a key rotation brought in, with the first place it signs."""

    def __init__(self, first):
        self.first, self.chain = first, [(0, first)]
        self.id = first.id

    def at(self, place):
        return [key for since, key in self.chain if since <= place][-1]

    def why_not(self, key_id, place):
        """Why something at a place that names this key is not the station's."""
        for since, key in self.chain:
            if key.id == key_id:
                return "is signed by a key given up before" if since <= place else "is signed by a key taken up only later"
        return "names another key, and no key change leads to it"

    def follow(self, rotation, seq, second, message, subject):
        new = Key(rotation["newPublicKeyBase64"], None, subject)
        need(rotation["oldKeyId"] == self.at(seq).id and rotation["newKeyId"] == new.id, subject, "the key change names other keys")
        need(second["keyid"] == new.id and signature_holds(new, message, second, subject), subject,
             "the key change is not signed by the new key")
        need(all(key.id != new.id for _, key in self.chain) and seq >= self.chain[-1][0], subject, "the key change names a used key")
        self.chain.append((seq + 1, new))


def signature_holds(key, message, signature, subject):
    signed = from_base64(signature["sig"], subject)
    return len(signed) == 64 and signed_by(key.raw, message, signed)


TYPES = {f"application/vnd.wipebench.{kind}.v1+json": kind for kind in ("record", "certificate", "act", "export", "destruction")}
TYPES["application/vnd.wipebench.certificate.v2+json"] = "certificate2"
TYPES["application/vnd.wipebench.key-rotation.v1+json"] = "keyRotation"
CERTIFICATES = ("certificate", "certificate2")


def open_entry(entry, kinds, keys, subject):
    """A ledger entry: hash, type, signature by the key of its place, canonical contents, shape; a key rotation's second signature. Answers (kind, contents)."""
    envelope, seq = entry["envelope"], entry["seq"]
    digest = sha256(canonical(envelope).encode()).hex()
    link = {"envelopeSha256": digest, "prev": entry["prev"], "seq": seq}
    need(sha256(canonical(link).encode()).hex() == entry["hash"], subject, "the hash does not fit contents and place")
    kind = TYPES[envelope["payloadType"]]
    need(kind in kinds, subject, f"signed as a {kind}")
    signatures = envelope["signatures"]
    need(len(signatures) == (2 if kind == "keyRotation" else 1), subject, "another number of signatures")
    key = keys.at(seq)
    need(signatures[0]["keyid"] == key.id, subject, keys.why_not(signatures[0]["keyid"], seq))
    payload = from_base64(envelope["payload"], subject)
    message = f"DSSEv1 {len(envelope['payloadType'])} {envelope['payloadType']} {len(payload)} ".encode() + payload
    need(signature_holds(key, message, signatures[0], subject), subject, "the signature does not hold")
    contents = shaped(kind, read_canonical(payload, subject), subject)
    if kind == "keyRotation":
        keys.follow(contents, seq, signatures[1], message, subject)
    return kind, contents


# Section 4: tree and checkpoint ---------------------------------------------------------------------------------------------------------

def leaf_hash(data):
    return sha256(b"\0" + data)


def node_hash(left, right):
    return sha256(b"\1" + left + right)


def included(leaf, seq, size, path, root):
    """RFC 9162 section 2.1.3.2."""
    if not 0 <= seq < size:
        return False
    place, last, node = seq, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if place & 1 or place == last:
            node = node_hash(step, node)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, step)
        place, last = place >> 1, last >> 1
    return last == 0 and node == root


def grew(old_size, old_root, new_size, new_root, proof):
    """RFC 9162 section 2.1.4.2."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old_root == new_root
    if not proof:
        return False
    steps = [old_root] + proof if old_size & (old_size - 1) == 0 else list(proof)
    place, last = old_size - 1, new_size - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if place & 1 or place == last:
            old, new = node_hash(step, old), node_hash(step, new)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, step)
        place, last = place >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root


def with_leaf(frontier, size, leaf):
    """The roots of the perfect subtrees after one more leaf, the largest first."""
    roots, node = list(frontier), leaf
    while size & 1:
        node, size = node_hash(roots.pop(), node), size >> 1
    return roots + [node]


def root_of(frontier):
    root = frontier[-1]
    for left in reversed(frontier[:-1]):
        root = node_hash(left, root)
    return root


NOTE = re.compile(
    "wipebench/([A-Za-z0-9._-]{1,64})\n([0-9]{1,15})\n([A-Za-z0-9+/]{43}=)\ncertificates ([0-9]{1,15})\nvirtual (true|false)\n"
    "\n\N{EM DASH} wipebench/\\1 ([A-Za-z0-9+/]{91}=)\n", re.ASCII)


def open_note(note, keys, station, virtual, entries, subject):
    """A signed checkpoint of exactly this ledger and length. Answers (root, certificates)."""
    found = NOTE.fullmatch(note)
    need(found is not None, subject, "the checkpoint is no signed note of a station")
    name, size, root, certificates, is_virtual, signed = found.groups()
    need(all(str(int(figure)) == figure for figure in (size, certificates)), subject, "the checkpoint is misspelt")
    root, signed = from_base64(root, subject), from_base64(signed, subject)
    def hint(key):
        return sha256(f"wipebench/{name}\n".encode() + b"\1" + key.raw)[:4]

    key = keys.at(int(size))
    named = [each.id for _, each in keys.chain if hint(each) == signed[:4]]
    need(signed[:4] == hint(key), subject, f"the checkpoint {keys.why_not((named or ['?'])[0], int(size))}")
    text = note[:note.index("\n\n") + 1].encode()
    need(signed_by(key.raw, text, signed[4:]), subject, "the signature of the checkpoint does not hold")
    need(name == station and (is_virtual == "true") == virtual, subject, "the checkpoint is of another station")
    need(int(size) == entries, subject, f"the checkpoint is of {size} entries, not {entries}")
    return root, int(certificates)


# Section 5: the second judgement ------------------------------------------------------------------------------------------------------------

RANK = {"clear": 1, "purge": 2, "destroy": 3}
OVERWRITES = {"overwrite-zeros": ["00"], "overwrite-stream": ["stream"], "overwrite-three-pass": ["00", "ff", "stream"]}
MAY_LEAVE_ANYTHING = {
    "nvme-sanitize-block", "nvme-sanitize-crypto", "nvme-format-user-data", "nvme-format-crypto", "ata-sanitize-block",
    "ata-sanitize-crypto", "ata-security-erase-enhanced", "scsi-sanitize-block", "scsi-sanitize-crypto", "scsi-format-unit",
    "opal-psid-revert"}
LEAVES_KNOWN = {"nvme-sanitize-overwrite", "ata-sanitize-overwrite", "ata-security-erase", "scsi-sanitize-overwrite"}


def missed_by_parts(part, parts):
    halves = part * max(0, parts) / 2
    return 0 if halves >= 1 else (1 - halves) * (1 - halves)


def residue_chances(capacity, record):
    canaries, comparison, verification = record["canaries"], record["comparison"], record["verification"]
    chances = []
    for parts in (10, 100, 1000, 10000) if capacity > 0 else ():
        residue = capacity // parts
        part, missed = residue / capacity, 1.0
        if canaries is not None and canaries["layout"] == "stratified":
            missed *= missed_by_parts(part, canaries["gone"] - 2)
        elif canaries is not None:
            anywhere = 1.0
            for _ in range(min(canaries["gone"], 100000)):
                anywhere *= 1 - part
            missed *= anywhere
        if comparison is not None and comparison["reportedComplete"]:
            missed *= missed_by_parts(part, comparison["subsections"])
        if verification is not None and verification["design"] != "changed" and verification["reportedComplete"]:
            full = verification["design"] == "full"
            missed *= 0 if full else missed_by_parts(part, verification["subsections"] or 0)
        chances.append((residue, min(1000000, math.ceil(missed * 1000000))))
    return chances


NAMESPACE_NUMBERS = (
    "namespace bytes canariesPlanted canariesGone canariesSurviving subsections samples compared unchanged unreadable readBytes readParts".split())


def namespaces_of(record):
    device = record["technique"]["device"]
    notes = [] if device is None else [note["details"] for note in device["notes"] if note["code"] == "namespace-evidence"]

    def whole(value):
        return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2 ** 53 else None
    return [{name: whole(note.get(name)) for name in NAMESPACE_NUMBERS} for note in notes]


def as_widest(capacity, record, namespaces):
    if not namespaces:
        return record

    def least(name, besides=0):
        shares = [max(0, (one[name] or 0) - besides) / one["bytes"] if one["bytes"] else 0 for one in namespaces]
        return math.floor(min(shares) * capacity)
    canaries, comparison, verification = record["canaries"], record["comparison"], record["verification"]
    if verification is not None and verification["subsections"] is not None:
        verification = {**verification, "subsections": least("readParts")}
    return {
        "canaries": canaries and {**canaries, "gone": least("canariesGone", 2) + 2},
        "comparison": comparison and {**comparison, "subsections": least("subsections")},
        "verification": verification}


def judge_namespaces(record, namespaces, must):
    def total(name):
        numbers = [one[name] for one in namespaces]
        return None if None in numbers else sum(numbers)
    canaries, comparison, check = record["canaries"], record["comparison"], record["verification"]
    must(record["technique"]["techniqueId"].startswith("nvme-") and not record["technique"]["passes"], "namespaces of such a technique")
    must(len(namespaces) > 1 and len({one["namespace"] for one in namespaces}) == len(namespaces), "namespaces")
    must(total("bytes") == record["drive"]["capacityBeforeBytes"], "namespaces are not the drive")
    must(total("canariesPlanted") == canaries["planted"] and total("canariesGone") == canaries["gone"], "canaries of namespaces")
    must(total("samples") == comparison["samples"] and total("subsections") == comparison["subsections"], "samples of namespaces")
    must(check["design"] == "changed" or total("readBytes") == check["readBytes"], "read-back of namespaces")
    for one in namespaces:
        must(one["namespace"] is not None, "which namespace")
        must(0 < (one["canariesPlanted"] or 0) == one["canariesGone"] and one["canariesSurviving"] == 0, "canaries of a namespace")
        must(0 < (one["samples"] or 0) == one["compared"] and one["unchanged"] == 0 == one["unreadable"], "samples of a namespace")
        must(check["design"] == "changed" or (one["readBytes"] or 0) > 0, "a namespace that was not read back")
        must(check["design"] != "full" or one["readBytes"] == one["bytes"], "a namespace that was not read back in full")


def judge_record(record, subject):
    def must(holds, why):
        need(holds, subject, f"the record does not prove it: {why}")

    verdict, drive, technique = record["verdict"]["outcome"], record["drive"], record["technique"]
    capacity, health = drive["capacityBeforeBytes"], record["healthAfter"]
    must(verdict in ("sanitized", "sanitized-with-exceptions"), f"verdict {verdict}")
    must(not (verdict == "sanitized" and health is not None and (health["reallocatedSectors"] or 0) > 0), "reallocated sectors")
    must(drive["identityAfter"] == "same", "identity")
    must(capacity > 0 and drive["capacityAfterBytes"] == capacity, "capacity")
    judge_hidden_areas(record, must)
    must(not record["badRanges"] and not record["badRangesCut"], "bad ranges")
    passes, device, name = technique["passes"], technique["device"], technique["techniqueId"]
    must((name in OVERWRITES) == (device is None), "who erased")
    if name in OVERWRITES:
        must([each["pattern"] for each in passes] == OVERWRITES[name], "passes")
        must(technique["method"] == "clear", "an overwrite is Clear")
    else:
        must(name in MAY_LEAVE_ANYTHING | LEAVES_KNOWN, "unknown technique")
    must(RANK[technique["method"]] >= RANK[record["policy"]["method"]], "method below the policy's")
    for each in passes:
        must(each["reportedComplete"] and each["writtenBytes"] == each["expectedBytes"] == capacity, "a pass is not whole")
        must(each["badBlocks"] == 0 and (each["pattern"] != "stream" or each["streamSeed"] is not None), "a pass")
    check = record["verification"]
    if device is not None:
        judge_device(record, name, must)
    canaries = record["canaries"]
    must(canaries is not None and 0 < canaries["planted"] == canaries["confirmed"] == canaries["gone"], "canaries")
    must(canaries["survivors"] == 0 and canaries["unreadable"] == 0, "canaries survived")
    must(check is not None and check["reportedComplete"], "not read back")
    must(0 < check["expectedBytes"] == check["readBytes"] and check["mismatchBytes"] == 0, "read-back")
    must(check["unreadableBlocks"] == 0, "unreadable sectors")
    must(check["design"] != "changed" or device is not None, "an overwrite leaves known content")
    must((check["design"] == "changed") == (check["expected"] is None), "what was to be read")
    must(not passes or check["expected"] == passes[-1]["pattern"], "looked for something else")
    if check["design"] == "full":
        must(check["expectedBytes"] == capacity and check["sharePpm"] == 1000000, "a full read-back that is not full")
    else:
        must(check["planSeed"] is not None, "no seed")
    must(0 < check["sharePpm"] <= check["expectedBytes"] / capacity * 1000000 + 1, "share")
    namespaces = namespaces_of(record)
    if namespaces:
        judge_namespaces(record, namespaces, must)
    own, stated = residue_chances(capacity, as_widest(capacity, record, namespaces)), record["residueChances"]
    must(len(own) == len(stated) and all(
        each["residueBytes"] == residue and each["missedPpm"] >= missed
        for each, (residue, missed) in zip(stated, own)), "residue chances")


def judge_hidden_areas(record, must):
    drive, hidden = record["drive"], record["drive"]["hiddenAreas"]
    spoke_ata = record["technique"]["techniqueId"].startswith("ata-") or any(
        page["name"].startswith("identify") for page in record["statusPages"])
    transport = drive["transport"]
    must(hidden != "present", "hidden area")
    if hidden == "not-applicable":
        must(transport in ("nvme", "mmc", "loop", "virtual") or (transport in ("sas", "scsi") and not spoke_ata), "hidden areas")
    if hidden == "not-examined":
        must(transport == "usb" and not spoke_ata and record["policy"]["method"] == "clear", "hidden areas unknown")


def judge_device(record, name, must):
    technique, check, comparison = record["technique"], record["verification"], record["comparison"]
    device, alone = technique["device"], not technique["passes"]
    anything = device["leaves"] == "anything"
    changed = check is not None and check["design"] == "changed"
    must(device["state"] == "completed", f"the drive's state is {device['state']}")
    must(not anything or name in MAY_LEAVE_ANYTHING, "it leaves known content")
    must(changed == (anything and alone), "wrong kind of read-back")
    must(comparison is not None and comparison["reportedComplete"], "not compared")
    must(0 < comparison["samples"] == comparison["compared"], "not all compared")
    must(comparison["unchanged"] == 0 and comparison["unreadable"] == 0, "unchanged samples")
    value = comparison["uniformValue"]
    must(anything or value is not None, "samples differ")
    must(anything or not alone or check is None or check["expected"] == f"{value:02x}", "another value")


# Section 6: certificate --------------------------------------------------------------------------------------------------------------------

def judge_certificate(certificate, record, record_entry, seq, subject):
    need(record_entry["seq"] < seq, subject, "the certificate stands before its record")
    drive, technique, check = record["drive"], record["technique"], record["verification"] or {}
    held = {
        "virtual": record["virtual"],
        "stationId": record["station"]["stationId"], "stationName": record["station"]["stationName"],
        "record": {"recordId": record["recordId"], "seq": record_entry["seq"], "hash": record_entry["hash"]},
        "model": drive["model"], "serialNumber": drive["serialNumber"], "mediaType": drive["mediaType"],
        "sizeBytes": drive["capacityBeforeBytes"],
        "propertyNumber": record["asset"]["assetTag"], "lotName": record["asset"]["lotName"],
        "sanitizationMethod": technique["method"], "sanitizationTechnique": technique["techniqueId"],
        "tools": record["tools"],
        "verificationMethod": check.get("design"), "verificationSharePpm": check.get("sharePpm"),
        "verdictOutcome": record["verdict"]["outcome"],
    }
    for field, value in held.items():
        need(certificate[field] == value, subject, f"says something else than the record about {field}")
    operator, clock = certificate["operator"], record["clock"]
    need(operator["person"] == record["operator"] and clock["startedAt"] <= operator["at"] <= clock["endedAt"],
         subject, "says something else than the record about operator")
    validator = certificate["validator"]
    need(validator is None or validator["person"]["personId"] != record["operator"]["personId"], subject,
         "the validator is the operator")
    judge_record(record, subject)


FILES = {f"wipebench-certificate-file/{number}": f"certificateFile{number if number > 1 else ''}" for number in (1, 2, 3)}


def follow_rotations(placed, keys, before, subject):
    """The key changes before a place, in order. Answers their contents."""
    contents, last = [], 0
    for each in placed:
        need(last < each["entry"]["seq"] < before, subject, "the key changes are not in order")
        contents.append(open_entry(each["entry"], ("keyRotation",), keys, subject)[1])
        last = each["entry"]["seq"]
    return contents


def place_rotations(placed, contents, station, size, root, subject):
    for each, content in zip(placed, contents):
        entry, path = each["entry"], [bytes.fromhex(step) for step in each["inclusion"]]
        need((content["stationId"], content["virtual"]) == station, subject, "a key change of another station")
        need(included(leaf_hash(bytes.fromhex(entry["hash"])), entry["seq"], size, path, root), subject, "a key change is not in the signed tree")


def verify_certificate(data, pinned, subject):
    """A certificate file's bytes. Answers what it holds."""
    file = read_canonical(data, subject)
    name = file.get("format") if isinstance(file, dict) else None
    file = shaped(FILES.get(name if isinstance(name, str) else None, "certificateFile"), file, subject)
    second = name != "wipebench-certificate-file/1"
    keys = Keys(Key(file["publicKeyBase64"], pinned, subject))
    seq, placed = file["certificate"]["seq"], file.get("rotations", [])
    changes = follow_rotations(placed, keys, seq, subject)
    _, record = open_entry(file["record"], ("record",), keys, subject)
    _, certificate = open_entry(file["certificate"], (CERTIFICATES[second],), keys, subject)
    named = certificate["paper"]["logo"] if second else None
    carried = file["logoPngBase64"] if second else None
    need((named is None) == (carried is None), subject, "a logo is named or carried, not both")
    need(named is None or sha256(from_base64(carried, subject)).hex() == named["sha256"], subject, "carries another logo")
    judge_certificate(certificate, record, file["record"], seq, subject)
    station = (record["station"]["stationId"], record["virtual"])
    root, _ = open_note(file["checkpoint"], keys, *station, seq + 1, subject)
    place_rotations(placed, changes, station, seq + 1, root, subject)
    for part in ("record", "certificate"):
        leaf = leaf_hash(bytes.fromhex(file[part]["hash"]))
        path = [bytes.fromhex(step) for step in file["inclusion"][part]]
        need(included(leaf, file[part]["seq"], seq + 1, path, root), subject, f"the {part} is not in the signed tree")
    return {"certificate": certificate, "record": record, "file": file, "key": keys.first, "root": root,
            "record_key": keys.at(file["record"]["seq"])}


# Section 7a: certificate of destruction -------------------------------------------------------------------------------------------------------

def letters_of(name):
    folded = unicodedata.normalize("NFKC", name).lower()
    return "".join(letter for letter in folded if unicodedata.category(letter)[0] not in "CZP")


def judge_destruction(destruction, seq, subject):
    need(destruction["destructionId"][-9:] == f"-{seq:08d}", subject, "not the number of its place")
    witness = letters_of(destruction["witness"])
    need(witness not in ("", letters_of(destruction["person"]["name"])), subject, "the witness is the person who recorded it, or nobody")
    need(all(wipe["seq"] < seq for wipe in destruction["wipes"]), subject, "names a record that does not stand before it")


def claims_destruction(data):
    return data.startswith(b'{"checkpoint":')


def verify_destruction(data, pinned, subject):
    """A destruction file's bytes. Answers what it holds: what somebody said, which nobody measured."""
    file = shaped("destructionFile", read_canonical(data, subject), subject)
    keys = Keys(Key(file["publicKeyBase64"], pinned, subject))
    entry, placed = file["destruction"], file["rotations"]
    size = entry["seq"] + 1
    changes = follow_rotations(placed, keys, entry["seq"], subject)
    _, destruction = open_entry(entry, ("destruction",), keys, subject)
    judge_destruction(destruction, entry["seq"], subject)
    named, carried = destruction["paper"]["logo"], file["logoPngBase64"]
    need((named is None) == (carried is None), subject, "a logo is named or carried, not both")
    need(named is None or sha256(from_base64(carried, subject)).hex() == named["sha256"], subject, "carries another logo")
    station = (destruction["stationId"], destruction["virtual"])
    root, _ = open_note(file["checkpoint"], keys, *station, size, subject)
    place_rotations(placed, changes, station, size, root, subject)
    path = [bytes.fromhex(step) for step in file["inclusion"]]
    need(included(leaf_hash(bytes.fromhex(entry["hash"])), entry["seq"], size, path, root), subject, "it is not in the signed tree")
    return {"destruction": destruction, "key": keys.first, "root": root, "entries": size}


def attached(pdf, subject):
    start = pdf.find(b"/Type /EmbeddedFile")
    start = pdf.find(b"\nstream\n", start) if start >= 0 else -1
    end = pdf.find(b"\nendstream", start + 8) if start >= 0 else -1
    need(end >= 0, subject, "no certificate is attached")
    return pdf[start + 8:end]


# Section 6: the signature of a PDF -----------------------------------------------------------------------------------------------------------

ROOM = 12288
RANGE = re.compile(rb"/ByteRange \[0 (\d{10}) (\d{10}) (\d{10})\]")


def der(tag, *contents):
    body = b"".join(contents)
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8 or 1, "big")
    return bytes([tag]) + (size if len(body) < 128 else bytes([128 + len(size)]) + size) + body


def der_parts(data):
    """The elements that stand one behind the other: (tag, contents, whole)."""
    parts = []
    while data:
        size, start = data[1], 2
        if size >= 128:
            start += size - 128
            size = int.from_bytes(data[2:start], "big")
        if start + size > len(data) or der(data[0], data[start:start + size]) != data[:start + size]:
            raise ValueError("no DER")
        parts.append((data[0], data[start:start + size], data[:start + size]))
        data = data[start + size:]
    return parts


def der_first(data):
    """The element that the data begin with; what stands behind it does not matter."""
    size, start = data[1], 2
    if size >= 128:
        start += size - 128
        size = int.from_bytes(data[2:start], "big")
    return der_parts(data[:start + size])[0]


def object_id(text):
    return der(6, bytes.fromhex(text))


SHA256_ID = der(0x30, object_id("608648016503040201"))
RSA_ID = der(0x30, object_id("2a864886f70d01010b"), der(5))
DATA_ID = object_id("2a864886f70d010701")


def attribute(name, value):
    return der(0x30, object_id(name), der(0x31, value))


def verify_signature(pdf, paper, subject):
    """The PDF's own signature, under the key that the certificate names. Answers whether there is a time-stamp."""
    found = list(RANGE.finditer(pdf))
    need(len(found) == 1, subject, "not one signature")
    start, end, rest = map(int, found[0].groups())
    need(end - start == 2 * ROOM + 2 and end + rest == len(pdf) and pdf[start:start + 1] + pdf[end - 1:end] == b"<>",
         subject, "the signature leaves something out")
    need(re.fullmatch(rb"[0-9a-f]*", pdf[start + 1:end - 1]), subject, "the signature is misspelt")
    room, page = bytes.fromhex(pdf[start + 1:end - 1].decode()), sha256(pdf[:start] + pdf[end:])
    try:
        signed = der_parts(der_parts(der_parts(der_first(room)[1])[1][1])[0][1])
        signer = der_parts(signed[3][1])[0][2]
        info = der_parts(der_parts(signed[4][1])[0][1])
        signature = info[5][1]
        token = der_parts(der_parts(der_parts(info[6][1])[0][1])[1][1])[0][2] if len(info) > 6 else None
        fields = der_parts(der_parts(der_parts(signer)[0][1])[0][1])
        serial, issuer, spki = fields[1][2], fields[3][2], fields[6][2]
        stamped = None
        if token is not None:
            inner = der_parts(der_parts(der_parts(der_parts(token)[0][1])[1][1])[0][1])
            information = der_parts(der_parts(der_parts(der_parts(inner[2][1])[1][1])[0][1])[0][1])
            stamped = der_parts(information[2][1])[1][1]
    except (ValueError, IndexError):
        raise Refuted(subject, "the signature is no CMS container of a station") from None
    need(sha256(signer).hex() == paper["signerSha256"], subject, "signed by another key than the certificate names")
    ess = der(0x30, der(0x30, der(0x30, der(4, sha256(signer)))))
    attributes = (attribute("2a864886f70d010903", DATA_ID) + attribute("2a864886f70d010904", der(4, page))
                  + attribute("2a864886f70d010910022f", ess))
    unsigned = b"" if token is None else der(0xA1, attribute("2a864886f70d010910020e", token))
    info = der(0x30, der(2, b"\1"), der(0x30, issuer, serial), SHA256_ID, der(0xA0, attributes), RSA_ID, der(4, signature), unsigned)
    signed = der(0x30, der(2, b"\1"), der(0x31, SHA256_ID), der(0x30, DATA_ID), der(0xA0, signer), der(0x31, info))
    container = der(0x30, object_id("2a864886f70d010702"), der(0xA0, signed))
    need(room == container + bytes(ROOM - len(container)), subject, "the signature is not of this page, or is misspelt")
    need(signed_by_rsa(spki, der(0x31, attributes), signature), subject, "the signature of the PDF does not hold")
    need(stamped is None or stamped == sha256(signature), subject, "the time-stamp is of another signature")
    return stamped is not None


def verify_pdf(pdf, one, subject):
    if one["certificate"]["format"] == "wipebench-certificate/2":
        verify_signature(pdf, one["certificate"]["paper"], subject)


# Section 4: a whole ledger -----------------------------------------------------------------------------------------------------------------

def verify_ledger(data, note, pinned, subject):
    need(data.endswith(b"\n"), subject, "it is empty or ends inside an entry")
    key, station, head, frontier, records, certificates, roots = None, None, "0" * 64, [], {}, 0, {}
    wipes, destroyed, refusals = {}, set(), {}
    for seq, line in enumerate(data[:-1].split(b"\n")):
        about = f"{subject} entry {seq}"
        entry = shaped("entry", read_canonical(line, about), about)
        need(entry["seq"] == seq and entry["prev"] == head, about, "does not follow the entry before it")
        if key is None:
            begun = read_canonical(from_base64(entry["envelope"]["payload"], about), about)
            details = begun.get("details") if isinstance(begun, dict) else None
            need(isinstance(details, dict) and begun.get("act") == "station-created", about, "a ledger does not begin so")
            key = Keys(Key(details.get("publicKeyBase64"), pinned, subject))
        kind, content = open_entry(entry, TYPES.values(), key, about)
        owner = (content["station"]["stationId"] if kind == "record" else content["stationId"], content["virtual"])
        station = owner if station is None else station
        need(owner == station, about, "of another station")
        if kind == "record":
            records[seq] = (content, entry)
            wipes[seq] = (content["recordId"], entry["hash"])
        if kind in CERTIFICATES:
            certificates += 1
            found = records.pop(content["record"]["seq"], None)
            need(found is not None, about, "its record is not there")
            judge_certificate(content, *found, seq, about)
        if kind == "act" and content["act"] == "quality-decided" and content["details"].get("decision") in ("reject", "quarantine"):
            refusals.setdefault(content["details"].get("recordId"), (seq, content["at"]))
        if kind == "destruction":
            judge_destruction(content, seq, about)
            for wipe in content["wipes"]:
                need(wipes.get(wipe["seq"]) == (wipe["recordId"], wipe["hash"]), about, "names a wipe record that is not there")
            need(content["thing"]["thingId"] not in destroyed, about, "a second certificate of destruction of one thing")
            destroyed.add(content["thing"]["thingId"])
        frontier = with_leaf(frontier, seq, leaf_hash(bytes.fromhex(entry["hash"])))
        head, size = entry["hash"], seq + 1
        if kind in (*CERTIFICATES, "export", "destruction"):
            roots[size] = root_of(frontier)
    said = {"key": key, "refusals": refusals}
    if note is None:
        return said
    root, counted = open_note(note, key, *station, size, subject)
    need(root == root_of(frontier), subject, "not the entries whose tree was signed")
    need(counted == certificates, subject, "another number of certificates than was signed")
    return {**said, "entries": size, "roots": {**roots, size: root}}


# Section 8: export ---------------------------------------------------------------------------------------------------------------------------

AFTER_SEALING = ["ledger/checkpoint.txt", "ledger/export.json", "ledger/proofs.json", "manifest.json"]
ROTATIONS = "ledger/rotations.json"
PLAIN = ["README.txt", "certificates.csv", "verify.html"]
SPREADSHEET = "certificates.xlsx"
COLUMNS = ("certificateId issuedAt virtual stationId stationName lotName propertyNumber mediaSource manufacturer model serialNumber "
           "mediaType sizeBytes sanitizationMethod sanitizationTechnique verificationMethod verificationSharePpm verdictOutcome "
           "destination operator operatedAt verifier validator issuer recordId ledgerSeq ledgerHash").split()


def csv_field(value):
    text = {True: "true", False: "false"}[value] if isinstance(value, bool) else "" if value is None else str(value)
    text = "'" + text if text[:1] in tuple("'=+-@\t\r\n") and text else text
    return '"' + text.replace('"', '""') + '"' if re.search('[",\r\n]', text) else text


def csv_table(opened):
    rows = [COLUMNS]
    for each in sorted(opened, key=lambda one: one["certificate"]["certificateId"]):
        facts = dict(each["certificate"])
        facts.update(
            operatedAt=facts["operator"]["at"], recordId=facts["record"]["recordId"],
            ledgerSeq=each["file"]["certificate"]["seq"], ledgerHash=each["file"]["certificate"]["hash"])
        for block in ("operator", "verifier", "validator", "issuer"):
            facts[block] = facts[block] and facts[block]["person"]["name"]
        rows.append([csv_field(facts[column]) for column in COLUMNS])
    return "".join(",".join(row) + "\r\n" for row in rows).encode()


def verify_export(files, pinned, subject):
    def about(path):
        return f"{subject}/{path}"

    need("manifest.json" in files, about("manifest.json"), "missing")
    manifest = shaped("manifest", read_canonical(files["manifest.json"], about("manifest.json")), about("manifest.json"))
    ids = manifest["certificateIds"]
    need(ids == sorted(set(ids)), about("manifest.json"), "certificates unsorted or doubled")
    listed = [each["path"] for each in manifest["files"]]
    # The spreadsheet is only held against its digest; exports made before it have none.
    plain = PLAIN + ([SPREADSHEET] if SPREADSHEET in listed else [])
    sealed = sorted(plain + [f"certificates/{each}.{end}" for each in ids for end in ("json", "pdf")])
    need(listed == sealed, about("manifest.json"), "lists other files")
    key = Key(manifest["publicKeyBase64"], pinned, about("manifest.json"))
    need(key.id == manifest["keyId"], about("manifest.json"), "names another key")
    keys = Keys(key)
    for path in sorted(set(sealed + AFTER_SEALING) ^ (set(files) - {ROTATIONS})):
        raise Refuted(about(path), "missing or does not belong here")
    entry = shaped("entry", read_canonical(files["ledger/export.json"], about("ledger/export.json")), about("ledger/export.json"))
    placed = shaped("rotations", read_canonical(files[ROTATIONS], about(ROTATIONS)), about(ROTATIONS))["rotations"] if ROTATIONS in files else []
    changes = follow_rotations(placed, keys, entry["seq"], about(ROTATIONS))
    _, content = open_entry(entry, ("export",), keys, about("ledger/export.json"))
    need(content["manifestSha256"] == sha256(files["manifest.json"]).hex(), about("manifest.json"), "not the sealed one")
    need(sorted(content["certificateIds"]) == ids, about("ledger/export.json"), "seals other certificates")
    need(content["stationId"] == manifest["stationId"], about("ledger/export.json"), "of another station")
    for each in manifest["files"]:
        data = files[each["path"]]
        need(len(data) == each["sizeBytes"] and sha256(data).hex() == each["sha256"], about(each["path"]), "changed")
    opened = []
    for each in ids:
        one = verify_certificate(files[f"certificates/{each}.json"], key.id, about(f"certificates/{each}.json"))
        need(one["certificate"]["certificateId"] == each, about(f"certificates/{each}.json"), "of another name")
        own = (one["certificate"]["stationId"], one["certificate"]["virtual"])
        need(own == (manifest["stationId"], content["virtual"]), about(f"certificates/{each}.json"), "of another station")
        verify_pdf(files[f"certificates/{each}.pdf"], one, about(f"certificates/{each}.pdf"))
        opened.append(one)
    need(files["certificates.csv"] == csv_table(opened), about("certificates.csv"), "not what the certificates give")
    size = entry["seq"] + 1
    try:
        note = files["ledger/checkpoint.txt"].decode("utf-8")
    except UnicodeDecodeError:
        note = ""
    station = (content["stationId"], content["virtual"])
    root, certificates = open_note(note, keys, *station, size, about("ledger/checkpoint.txt"))
    place_rotations(placed, changes, station, size, root, about(ROTATIONS))
    proven = about("ledger/proofs.json")
    proofs = shaped("proofs", read_canonical(files["ledger/proofs.json"], proven), proven)
    path = [bytes.fromhex(step) for step in proofs["inclusion"]]
    need(included(leaf_hash(bytes.fromhex(entry["hash"])), entry["seq"], size, path, root), proven, "the export is not in the tree")
    roots = {}
    for state in proofs["growth"]:
        need(not roots or state["entries"] > max(roots), proven, "unsorted")
        roots[state["entries"]] = bytes.fromhex(state["root"])
        steps = [bytes.fromhex(step) for step in state["path"]]
        need(grew(state["entries"], roots[state["entries"]], size, root, steps), proven, "an earlier state is no beginning of it")
    for one in opened:
        seq = one["file"]["certificate"]["seq"]
        need(roots.get(seq + 1) == one["root"], proven, f"certificate at {seq}: its ledger is no beginning of this one")
        for part in (one["file"]["record"], one["file"]["certificate"]):
            need(part["envelope"]["signatures"][0]["keyid"] == keys.at(part["seq"]).id, proven, f"entry {part['seq']} is of a key given up before")
    need(len(opened) <= certificates, about("ledger/checkpoint.txt"), "holds more certificates than were issued")
    roots[size] = root
    return {"key": key, "entries": size, "roots": roots, "certificates": opened, "of": certificates}


def read_archive(data, subject):
    """The ZIP of section 8, of which no byte is free."""
    files, rows, offset = {}, [], 0

    def little(*pairs):
        return b"".join(value.to_bytes(width, "little") for value, width in pairs)

    while data[offset:offset + 4] == b"PK\3\4":
        size = int.from_bytes(data[offset + 22:offset + 26], "little")
        length = int.from_bytes(data[offset + 26:offset + 28], "little")
        start = offset + 30 + length
        name, contents = data[offset + 30:start], data[start:start + size]
        need(len(contents) == size and length <= 200, subject, f"cut off at byte {offset}")
        need(re.fullmatch(rb"(?!.*(?:^|/)\.{1,2}(?:/|$))[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*", name), subject, "a name is not plain")
        need(not rows or rows[-1][0] < name, subject, "names are not sorted")
        common = little((20, 2), (0x0800, 2), (0, 2), (0, 2), (0x21, 2), (zlib.crc32(contents), 4), (size, 4), (size, 4), (length, 2), (0, 2))
        need(data[offset:start] == b"PK\3\4" + common + name, subject, f"the header at byte {offset} does not follow from the file")
        rows.append((name, little((0x033F, 2)) + common + little((0, 2), (0, 2), (0, 2), (0x81A40000, 4), (offset, 4)) + name))
        files[name.decode("ascii")] = contents
        offset = start + size
    need(rows and len(rows) < 0xFFFF, subject, "no archive")
    need(len({name.lower() for name, _ in rows}) == len(rows), subject, "two names differ in case only")
    directory = b"".join(b"PK\1\2" + row for _, row in rows)
    end = b"PK\5\6" + little((0, 2), (0, 2), (len(rows), 2), (len(rows), 2), (len(directory), 4), (offset, 4), (0, 2))
    need(data[offset:] == directory + end, subject, "the directory does not follow from the files")
    return files


# Section 9: label code ---------------------------------------------------------------------------------------------------------------------------

LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
METHODS = {"clear": 1, "purge": 2, "destroy": 3}
TECHNIQUES = {name: at + 1 for at, name in enumerate(
    "overwrite-zeros overwrite-stream overwrite-three-pass nvme-sanitize-block nvme-sanitize-crypto nvme-sanitize-overwrite "
    "nvme-format-user-data nvme-format-crypto ata-sanitize-block ata-sanitize-crypto ata-sanitize-overwrite ata-security-erase "
    "ata-security-erase-enhanced scsi-sanitize-block scsi-sanitize-crypto scsi-sanitize-overwrite scsi-format-unit "
    "opal-psid-revert blkdiscard".split())}
OUTCOMES = {name: at + 1 for at, name in enumerate(
    "sanitized sanitized-with-exceptions failed stalled interrupted unverified".split())}


def to_base45(data):
    text = ""
    for at in range(0, len(data), 2):
        pair = data[at:at + 2]
        value = int.from_bytes(pair, "big")
        text += LETTERS[value % 45] + LETTERS[value // 45 % 45] + (LETTERS[value // 2025] if len(pair) == 2 else "")
    return text


def from_base45(text):
    data = b""
    for at in range(0, len(text), 3):
        value = sum(LETTERS.index(letter) * 45**power for power, letter in enumerate(text[at:at + 3]))
        data += value.to_bytes(2 if len(text[at:at + 3]) == 3 else 1, "big")
    return data


def cbor_head(major, value):
    if value < 24:
        return bytes([major << 5 | value])
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if value < 1 << 8 * width:
            return bytes([major << 5 | code]) + value.to_bytes(width, "big")
    raise ValueError("too large")


def cbor(value):
    """Core deterministic encoding (RFC 8949 section 4.2.1) of what a label holds."""
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return cbor_head(0, value)
    if isinstance(value, bytes):
        return cbor_head(2, len(value)) + value
    if isinstance(value, str):
        return cbor_head(3, len(value.encode())) + value.encode()
    if isinstance(value, list):
        return cbor_head(4, len(value)) + b"".join(map(cbor, value))
    return cbor_head(5, len(value)) + b"".join(cbor(key) + cbor(value[key]) for key in sorted(value))


def read_cbor(data, at=0):
    """(value, end) of one item of the few kinds that a label holds."""
    major, code = data[at] >> 5, data[at] & 31
    if data[at] in (0xF4, 0xF5, 0xF6):
        return {0xF4: False, 0xF5: True, 0xF6: None}[data[at]], at + 1
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(code, 0)
    if code > 27 or major > 5:
        raise ValueError("not of a label")
    value = int.from_bytes(data[at + 1:at + 1 + width], "big") if width else code
    at += 1 + width
    if major == 0:
        return value, at
    if major in (2, 3):
        if at + value > len(data):
            raise ValueError("cut off")
        piece = data[at:at + value]
        return (piece if major == 2 else piece.decode("utf-8")), at + value
    if major not in (4, 5) or value > 8:
        raise ValueError("not of a label")
    items = []
    for _ in range(value * (major - 3)):
        item, at = read_cbor(data, at)
        items.append(item)
    return (items if major == 4 else dict(zip(items[::2], items[1::2]))), at


def read_label(text):
    """(payload, its facts, signature), if this is the one text that a station would write of them."""
    if not text.startswith("WB1:") or len(text) > 1024:
        raise ValueError("no label")
    (payload, signature), _ = read_cbor(from_base45(text[4:]))
    facts, _ = read_cbor(payload)
    if "WB1:" + to_base45(cbor([payload, signature])) != text or cbor(facts) != payload or sorted(facts) != list(range(1, 9)):
        raise ValueError("another spelling")
    known = [facts[3] >> 8 in METHODS.values(), facts[3] & 255 in TECHNIQUES.values(), facts[4] in OUTCOMES.values(),
             isinstance(facts[5], int), len(facts[6]) == 16, len(facts[7]) == 8, isinstance(facts[8], bool), len(signature) == 64,
             all(fact is None or isinstance(fact, str) for fact in (facts[1], facts[2]))]
    if not all(known):
        raise ValueError("unknown numbers")
    return payload, facts, signature


def label_payload(record, key):
    def short(text, most):
        return text if text is None or len(text) <= most else text[:most - 1] + "\N{HORIZONTAL ELLIPSIS}"

    import datetime
    ended = datetime.datetime.fromisoformat(record["clock"]["endedAt"].replace("Z", "+00:00"))
    return cbor({
        1: short(record["drive"]["serialNumber"], 32), 2: short(record["drive"]["model"], 24),
        3: METHODS[record["technique"]["method"]] * 256 + TECHNIQUES[record["technique"]["techniqueId"]],
        4: OUTCOMES[record["verdict"]["outcome"]], 5: math.floor(ended.timestamp()),
        6: bytes.fromhex(record["recordId"].replace("-", "")), 7: bytes.fromhex(key.id[:16]), 8: record["virtual"]})


def verify_label(text, opened):
    """The given certificate of the label's wipe; `None` when none of them is of its key or wipe."""
    try:
        payload, facts, signature = read_label(text)
    except (ValueError, TypeError, IndexError, OverflowError, AttributeError):
        raise Refuted("label", "not the text of a label") from None
    wipe = facts[6].hex()
    of_wipe = [one for one in opened if one["record"]["recordId"].replace("-", "").lower() == wipe]
    signed_it = [one for one in opened if one["record_key"].id.startswith(facts[7].hex())]
    both = [one for one in of_wipe if one in signed_it]
    need(both or not of_wipe, "label", "of another key than its record")
    for one in (both or signed_it)[:1]:
        key = one["record_key"]
        need(signed_by(key.raw, b"WB1\n" + payload, signature), "label", "the signature does not hold")
        need(not both or payload == label_payload(one["record"], key), "label", "says something else than the record")
    return both[0] if both else None


# Section 10: what is given -----------------------------------------------------------------------------------------------------------------------

def read(path):
    with open(path, "rb") as file:
        return file.read()


def walk(folder):
    for where, _, names in os.walk(folder):
        for name in names:
            path = os.path.join(where, name)
            yield os.path.relpath(path, folder).replace(os.sep, "/"), read(path)


def verify_path(path, pinned):
    """Answers {certificates, history, doubt}; raises Refuted."""
    name = os.path.basename(path).lower()
    if os.path.isdir(path):
        if os.path.exists(os.path.join(path, "manifest.json")) or os.path.isdir(os.path.join(path, "ledger")):
            found = verify_export(dict(walk(path)), pinned, path)
            return {"certificates": found["certificates"], "history": found}
        inside = [os.path.join(path, each) for each in sorted(os.listdir(path))]
        ours = [each for each in inside if os.path.isdir(each) or re.search(r"\.(json|pdf|zip|jsonl)$", each, re.I)]
        parts = [verify_path(each, pinned) for each in ours]
        doubts = [part["doubt"] for part in parts if part.get("doubt")]
        return {"certificates": [one for part in parts for one in part["certificates"]], "parts": parts,
                "destructions": [one for part in parts for one in part.get("destructions", ())],
                **({"doubt": doubts[0]} if doubts else {})}
    data = read(path)
    if name.endswith(".json"):
        if claims_destruction(data):
            return {"certificates": [], "destructions": [verify_destruction(data, pinned, path)]}
        return {"certificates": [verify_certificate(data, pinned, path)]}
    if name.endswith(".pdf"):
        inside = attached(data, path)
        if claims_destruction(inside):
            one = verify_destruction(inside, pinned, path)
            verify_signature(data, one["destruction"]["paper"], path)
            return {"certificates": [], "destructions": [one], "doubt": "how the PDF looks was not checked"}
        one = verify_certificate(inside, pinned, path)
        verify_pdf(data, one, path)
        return {"certificates": [one], "doubt": "how the PDF looks was not checked"}
    if name.endswith(".zip"):
        found = verify_export(read_archive(data, path), pinned, path)
        return {"certificates": found["certificates"], "history": found}
    if name.endswith(".jsonl"):
        beside = os.path.join(os.path.dirname(path), "checkpoint.txt")
        note = read(beside).decode("utf-8", "replace") if os.path.exists(beside) else None
        found = verify_ledger(data, note, pinned, path)
        ending = {"history": found} if "roots" in found else {"doubt": "no checkpoint.txt beside it"}
        return {"certificates": [], "ledger": found, **ending}
    return {"certificates": [], "doubt": "nothing of Wipebench"}


def histories(found, path):
    own = [(path, found["history"])] if "history" in found else []
    return own + [each for part in found.get("parts", ()) for each in histories(part, path)]


def ledgers_in(found, path):
    own = [(path, found["ledger"])] if "ledger" in found else []
    return own + [each for part in found.get("parts", ()) for each in ledgers_in(part, path)]


def refused_since(record_id, key, ledgers):
    """What a ledger of the same station says of a record whose drive quality refused; `None` where none does."""
    for path, ledger in ledgers:
        if ledger["key"].id == key.id and record_id in ledger["refusals"]:
            seq, at = ledger["refusals"][record_id]
            return f"quality refused its drive: {path} says so at place {seq}, at {at}; it counts no more"
    return None


def verify_all(given, pinned):
    """Answers (exit code, sentence)."""
    opened, said, told, doubt, usable = [], [], {}, None, False
    named, ledgers = [], []
    try:
        for path in [each for each in given if not each.startswith("WB1:")]:
            if not os.path.exists(path):
                doubt = f"{path} is not there"
                continue
            found = verify_path(path, pinned)
            opened += found["certificates"]
            named += [(path, one["record"]["recordId"], one["key"]) for one in found["certificates"]]
            ledgers += ledgers_in(found, path)
            doubt = doubt or found.get("doubt")
            destructions = found.get("destructions", [])
            usable = usable or bool(found["certificates"] or destructions) or "history" in found
            said += destructions
            states = [(each["key"].id, size, root) for _, each in histories(found, path) for size, root in each["roots"].items()]
            states += [(one["key"].id, one["file"]["certificate"]["seq"] + 1, one["root"]) for one in found["certificates"]]
            states += [(one["key"].id, one["entries"], one["root"]) for one in destructions]
            for key, size, root in states:
                need(told.setdefault((key, size), root) == root, path, f"tells another history of the first {size} entries")
        for text in [each for each in given if each.startswith("WB1:")]:
            held = verify_label(text, opened)
            usable = usable or bool(held)
            named += [("label", held["record"]["recordId"], held["key"])] if held else []
            doubt = doubt or (None if held else "the label was not held against its record")
    except Refuted as refuted:
        return 1, f"NOT GENUINE: {refuted}"
    for name, record_id, key in named:
        refusal = refused_since(record_id, key, ledgers)
        if refusal:
            return 3, f"REFUSED: {name}: {refusal}"
    if doubt or not usable:
        return 2, f"CANNOT TELL: {doubt or 'nothing was given'}"
    keys = ', '.join(sorted({one['key'].id for one in opened + said}))
    attested = f" and {len(said)} of destruction, which somebody said and nobody measured" if said else ""
    return 0, f"GENUINE: {len(opened)} certificates{attested}, by key {keys or pinned or 'of the ledger'}"


def main(argv):
    pinned, given, lines = None, [], False
    arguments = iter(argv)
    for argument in arguments:
        if argument == "--key":
            pinned = next(arguments, "").lower()
        elif argument == "--lines":
            lines = True
        else:
            given.append(argument)
    if pinned is not None and not re.fullmatch("[0-9a-f]{64}", pinned):
        print("CANNOT TELL: --key is not a fingerprint")
        return 2
    if lines:
        # One job a line of standard input, a JSON list of paths; one answer a line. For many files in one process.
        for line in sys.stdin:
            print(json.dumps(verify_all(json.loads(line), pinned)), flush=True)
        return 0
    code, sentence = verify_all(given, pinned)
    print(sentence)
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
