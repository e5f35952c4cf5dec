"""Cases for schema.sh, and the Python side of the comparison.

    schema.py generate FOLDER     writes bookings.json and set.json, the same from the same seed
    schema.py measure ROUNDS FILE…   times orjson and jsonschema-rs
    schema.py table …             prints the comparison

A file holds an array of {"schema": …, "instances": [JSON text, …]}.
"""

import json
import random
import sys
import time

ULID = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def ulid(rng):
    return "01" + "".join(rng.choice(ULID) for _ in range(24))


def uuid(rng):
    digits = "%032x" % rng.getrandbits(128)
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def moment(rng):
    return "2026-%02d-%02dT%02d:%02d:00+00:00" % (
        rng.randint(1, 12), rng.randint(1, 28), rng.randint(6, 19), rng.choice((0, 15, 30, 45)))


def person(rng):
    first = rng.choice(("Ana", "Björn", "Chloé", "Dmitri", "Eve", "Farid", "Grace", "Hiro", "Ines", "Jonas"))
    last = rng.choice(("Okafor", "Lindqvist", "Moreau", "Petrov", "Nakamura", "O'Neill", "Garcia", "Weber"))
    key = ulid(rng)
    return {
        "@id": "/v1/public/users/" + key, "@type": "User", "id": key, "firstName": first, "lastName": last,
        "email": "%s.%d@example.com" % (key[2:8].lower(), rng.randint(1, 9999)),
        "jobTitle": rng.choice((None, "Engineer", "Designer", "Facilities manager")),
        "department": rng.choice((None, "Research & development", "Finance")), "active": rng.random() < 0.95,
    }


def booking(rng):
    key, building, floor = ulid(rng), ulid(rng), ulid(rng)
    kind = rng.choice(("desk", "room", "parking"))
    checked = rng.random() < 0.5
    return {
        "@id": "/v1/public/bookings/" + key, "@type": "Booking", "id": key, "externalId": uuid(rng),
        "status": rng.choice(("booked", "checked_in", "checked_out", "cancelled")), "type": kind,
        "startDateTime": moment(rng), "endDateTime": moment(rng), "timeZone": "Europe/Amsterdam",
        "createdAt": moment(rng), "updatedAt": moment(rng), "cancelledAt": None,
        "checkIn": {"at": moment(rng), "method": rng.choice(("qr", "badge", "manual"))} if checked else None,
        "organizer": person(rng), "attendees": [person(rng) for _ in range(rng.choice((0, 0, 1)))],
        "space": {
            "@id": "/v1/public/spaces/" + ulid(rng), "@type": "Space", "id": ulid(rng),
            "name": "%s %d.%02d" % (kind.title(), rng.randint(0, 9), rng.randint(1, 80)), "capacity": rng.randint(1, 24),
            "coordinates": {"x": round(rng.uniform(0, 1500), 2), "y": round(rng.uniform(0, 900), 2)},
            "amenities": rng.sample(("screen", "whiteboard", "dock", "standing desk", "phone", "window"), rng.randint(0, 4)),
        },
        "building": {
            "@id": "/v1/public/buildings/" + building, "@type": "Building", "id": building, "name": "Keizersgracht 126",
            "address": {"street": "Keizersgracht 126", "postalCode": "1015 CW", "city": "Amsterdam", "country": "NL"},
        },
        "floor": {"@id": "/v1/public/floors/" + floor, "@type": "Floor", "id": floor, "name": "Second floor", "level": 2},
        "icalUid": uuid(rng) + "@example.com", "onlineMeetingUrl": rng.choice((None, "https://meet.example.com/" + key)),
        "cost": {"amount": round(rng.uniform(0, 90), 2), "currency": rng.choice(("EUR", "USD"))},
        "recurring": rng.random() < 0.2, "notes": rng.choice((None, "Bring the adapter.", "Quiet zone, please.")),
    }


def bookings_case():
    rng = random.Random(20261124)
    members = [booking(rng) for _ in range(50)]
    page = {
        "@context": "/v1/public/contexts/Booking", "@id": "/v1/public/bookings", "@type": "hydra:Collection",
        "hydra:member": members, "hydra:totalItems": 1234,
        "hydra:view": {
            "@id": "/v1/public/bookings?page=1", "@type": "hydra:PartialCollectionView",
            "hydra:first": "/v1/public/bookings?page=1", "hydra:last": "/v1/public/bookings?page=25",
            "hydra:next": "/v1/public/bookings?page=2",
        },
    }
    for member in members:
        # To the size of a page at hand: 89 KB.
        member["notes"] = (member["notes"] or "") + " " + "Please keep the door closed. " * rng.randint(0, 9)
    return {"schema": bookings_schema(), "instances": [json.dumps(page, ensure_ascii=False, separators=(",", ":"))]}


def bookings_schema():
    def nullable(kind, **more):
        return {"type": [kind, "null"], **more}

    def resource(kind, properties, required=()):
        base = {
            "@id": {"type": "string", "pattern": "^/v1/public/[a-z-]+/[0-9A-HJKMNP-TV-Z]{26}$"},
            "@type": {"const": kind}, "id": {"$ref": "#/$defs/ulid"},
        }
        return {
            "type": "object", "properties": {**base, **properties}, "required": ["@id", "@type", "id", *required],
            "additionalProperties": False,
        }

    moment_schema = {"type": "string", "format": "date-time"}
    text = {"type": "string", "minLength": 1, "maxLength": 255}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": {
            "@context": {"type": "string"}, "@id": {"type": "string", "format": "uri-reference"},
            "@type": {"const": "hydra:Collection"},
            "hydra:member": {"type": "array", "items": {"$ref": "#/$defs/booking"}, "maxItems": 500},
            "hydra:totalItems": {"type": "integer", "minimum": 0},
            "hydra:view": {
                "type": "object", "properties": {"@id": {"type": "string"}, "@type": {"type": "string"}},
                "patternProperties": {"^hydra:": {"type": "string", "format": "uri-reference"}},
            },
        },
        "required": ["hydra:member", "hydra:totalItems"],
        "$defs": {
            "ulid": {"type": "string", "pattern": "^[0-7][0-9A-HJKMNP-TV-Z]{25}$"},
            "user": resource("User", {
                "firstName": text, "lastName": text, "email": {"type": "string", "format": "email"},
                "jobTitle": nullable("string", maxLength=120), "department": nullable("string"),
                "active": {"type": "boolean"},
            }, ("firstName", "lastName", "email")),
            "space": resource("Space", {
                "name": text, "capacity": {"type": "integer", "minimum": 1, "maximum": 1000},
                "coordinates": {
                    "type": "object",
                    "properties": {"x": {"type": "number", "minimum": 0}, "y": {"type": "number", "minimum": 0}},
                    "required": ["x", "y"],
                },
                "amenities": {"type": "array", "items": {"type": "string"}, "uniqueItems": True},
            }, ("name",)),
            "building": resource("Building", {
                "name": text,
                "address": {
                    "type": "object",
                    "properties": {
                        "street": text, "postalCode": {"type": "string"}, "city": text,
                        "country": {"type": "string", "pattern": "^[A-Z]{2}$"},
                    },
                    "required": ["city", "country"],
                },
            }, ("name",)),
            "floor": resource("Floor", {"name": text, "level": {"type": "integer"}}),
            "booking": resource("Booking", {
                "externalId": {"type": "string", "format": "uuid"},
                "status": {"enum": ["booked", "checked_in", "checked_out", "cancelled"]},
                "type": {"enum": ["desk", "room", "parking"]},
                "startDateTime": moment_schema, "endDateTime": moment_schema, "timeZone": {"type": "string"},
                "createdAt": moment_schema, "updatedAt": moment_schema,
                "cancelledAt": {"anyOf": [moment_schema, {"type": "null"}]},
                "checkIn": {
                    "oneOf": [
                        {"type": "null"},
                        {
                            "type": "object",
                            "properties": {"at": moment_schema, "method": {"enum": ["qr", "badge", "manual"]}},
                            "required": ["at", "method"],
                        },
                    ],
                },
                "organizer": {"$ref": "#/$defs/user"},
                "attendees": {"type": "array", "items": {"$ref": "#/$defs/user"}},
                "space": {"$ref": "#/$defs/space"}, "building": {"$ref": "#/$defs/building"},
                "floor": {"$ref": "#/$defs/floor"}, "icalUid": {"type": "string"},
                "onlineMeetingUrl": nullable("string", format="uri"),
                "cost": {
                    "type": "object",
                    "properties": {
                        "amount": {"type": "number", "minimum": 0, "multipleOf": 0.01},
                        "currency": {"enum": ["EUR", "USD", "GBP"]},
                    },
                    "required": ["amount", "currency"],
                },
                "recurring": {"type": "boolean"}, "notes": nullable("string", maxLength=2000),
            }, ("status", "startDateTime", "endDateTime", "space")),
        },
    }


def random_schema(rng, depth, names):
    """A schema and a function that makes values for it, now and then one that does not fit."""
    kinds = ["string", "number", "boolean", "enum", "pattern", "format"]
    if depth > 0:
        kinds += ["object", "object", "object", "array", "array", "choice"]
    kind = rng.choice(kinds)
    if kind == "string":
        low = rng.randint(0, 4)
        return {"type": "string", "minLength": low, "maxLength": 60}, lambda r: "x" * r.randint(low, 40)
    if kind == "number":
        return {"type": "integer", "minimum": 0, "maximum": 100000}, lambda r: r.randint(0, 99999)
    if kind == "boolean":
        return {"type": ["boolean", "null"]}, lambda r: r.choice((True, False, None))
    if kind == "enum":
        values = ["value%d" % rng.randint(0, 999) for _ in range(rng.randint(2, 12))]
        return {"enum": values}, lambda r: r.choice(values)
    if kind == "pattern":
        return {"type": "string", "pattern": "^[A-Z]{2,4}-[0-9]+$"}, lambda r: "AB-%d" % r.randint(1, 9999)
    if kind == "format":
        return {"type": "string", "format": "date-time"}, moment
    if kind == "array":
        inner, make = random_schema(rng, depth - 1, names)
        return {"type": "array", "items": inner, "maxItems": 20}, lambda r: [make(r) for _ in range(r.randint(0, 8))]
    if kind == "choice":
        first, make = random_schema(rng, depth - 1, names)
        return {"anyOf": [{"type": "null"}, first]}, lambda r: make(r) if r.random() < 0.8 else None
    properties, makers = {}, {}
    for name in rng.sample(names, rng.randint(2, 9)):
        properties[name], makers[name] = random_schema(rng, depth - 1, names)
    required = rng.sample(sorted(properties), len(properties) // 2)
    schema = {"type": "object", "properties": properties, "required": required}
    if rng.random() < 0.4:
        schema["additionalProperties"] = False
    return schema, lambda r: {name: make(r) for name, make in makers.items()
                              if name in required or r.random() < 0.8}


def schema_set():
    rng = random.Random(200)
    names = ["%s%s" % (a, b) for a in ("id", "name", "start", "end", "user", "space", "state", "size")
             for b in ("", "At", "Kind", "List")]
    cases = []
    while len(cases) < 200:
        schema, make = random_schema(rng, 4, names)
        if schema.get("type") != "object":
            continue
        values = [make(rng) for _ in range(4)]
        # One instance of five breaks something.
        broken = dict(make(rng))
        broken[next(iter(schema["properties"]))] = {"unexpected": True}
        cases.append({
            "schema": {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema},
            "instances": [json.dumps(v, separators=(",", ":")) for v in values + [broken]],
        })
    return cases


def measure(rounds, files):
    import jsonschema_rs
    import orjson

    for name in files:
        with open(name, "rb") as file:
            cases = orjson.loads(file.read())
        start = time.perf_counter()
        pairs = [
            (jsonschema_rs.Draft202012Validator(c["schema"], validate_formats=True), [i.encode() for i in c["instances"]])
            for c in cases
        ]
        compiled = time.perf_counter() - start
        parse = check = both = float("inf")
        for _ in range(rounds):
            start = time.perf_counter()
            documents = [[orjson.loads(text) for text in texts] for _, texts in pairs]
            parsed = time.perf_counter()
            valid = sum(v.is_valid(d) for (v, _), ds in zip(pairs, documents) for d in ds)
            end = time.perf_counter()
            parse, check, both = min(parse, parsed - start), min(check, end - parsed), min(both, end - start)
        print("%.1f %.1f %.1f %.1f %d" % (parse * 1e6, check * 1e6, both * 1e6, compiled * 1e6, valid))


def table(names, ours, theirs):
    print("%-14s %-22s %10s %10s %10s %10s %7s" % ("file", "engine", "parse", "check", "both", "compile", "valid"))
    for name, mine, other in zip(names, ours, theirs):
        for label, row in (("reprise", mine), ("orjson+jsonschema-rs", other)):
            print("%-14s %-22s %8.1fus %8.1fus %8.1fus %8.1fus %7d" % (name, label, *map(float, row[:4]), int(row[4])))
        ratios = [float(a) / float(b) for a, b in zip(mine[:4], other[:4])]
        print("%-14s %-22s %9.2fx %9.2fx %9.2fx %9.2fx" % (name, "ratio", *ratios))
        if mine[4] != other[4]:
            print("the verdicts differ", file=sys.stderr)
            sys.exit(1)


def main():
    mode = sys.argv[1]
    if mode == "generate":
        for name, cases in (("bookings", [bookings_case()]), ("set", schema_set())):
            with open("%s/%s.json" % (sys.argv[2], name), "w", encoding="utf-8") as file:
                json.dump(cases, file, ensure_ascii=False)
            print("%s: %d schemas, %d instances, %d bytes of instances" % (
                name, len(cases), sum(len(c["instances"]) for c in cases),
                sum(len(i.encode()) for c in cases for i in c["instances"])))
    elif mode == "measure":
        measure(int(sys.argv[2]), sys.argv[3:])
    else:
        rows = [open(path).read().split("\n") for path in sys.argv[2:4]]
        table(sys.argv[4:], *[[line.split() for line in lines if line] for lines in rows])


main()
