"""The words of rules by name: a check made of each, inputs that it allows, and its words about what it refuses."""

from typing import Any

from policies.judge import asking
from policies.judge.setting import Setting

LEAST = Setting(name="least-days", says="the least", default=7, schema={"type": "integer"})
WANTED = Setting(name="wanted", says="the wanted", default=["audit"], schema={"type": "array"})
KEPT = asking.at_least("days", LEAST, "days")

BY_WORD: dict[str, tuple[asking.Check, list[Any], dict[str, Any]]] = {
    "is_true": (
        asking.is_true("a.on"),
        [{"a": {"on": True}}, {"a": {"on": "true"}}],
        {'a.on is "no"; allowed: true': {"a": {"on": "no"}}, "a.on is absent; allowed: true": {}},
    ),
    "is_not_true": (
        asking.is_not_true("on"),
        [{}, {"on": False}, {"on": "false"}],
        {"on is True; allowed: false": {"on": True}, 'on is "true"; allowed: false': {"on": "true"}},
    ),
    "is_false": (
        asking.is_false("on"),
        [{"on": False}, {"on": "False"}],
        {"on is absent; allowed: false": {}, "on is True; allowed: false": {"on": True}},
    ),
    "is_not_false": (
        asking.is_not_false("on"),
        [{}, {"on": True}],
        {"on is False; allowed: true": {"on": False}, 'on is "false"; allowed: true': {"on": "false"}},
    ),
    "equals": (
        asking.equals("mode", "Deny", "Audit"),
        [{"mode": "Deny"}, {"mode": "Audit"}],
        {
            'mode is absent; allowed: "Deny", "Audit"': {},
            'mode is "deny"; allowed: "Deny", "Audit"': {"mode": "deny"},
        },
    ),
    "equals, or nothing": (
        asking.equals("mode", "Deny", None),
        [{}, {"mode": "Deny"}],
        {'mode is 3; allowed: "Deny", absent': {"mode": 3.0}},
    ),
    "differs": (
        asking.differs("mode", "Off", None),
        [{"mode": "On"}, {"mode": 0.0}],
        {
            'mode is "Off"; allowed: anything but "Off", absent': {"mode": "Off"},
            'mode is absent; allowed: anything but "Off", absent': {},
        },
    ),
    "present": (
        asking.present("key", "the key's name"),
        [{"key": "k"}, {"key": {"id": 1}}, {"key": 0.0}, {"key": False}],
        {"key is absent; allowed: the key's name": {}, "key is empty; allowed: the key's name": {"key": ""}},
    ),
    "present, with something in it": (
        asking.present("keys"),
        [{"keys": ["k"]}],
        {"keys is empty; allowed: a value": {"keys": []}},
    ),
    "absent": (
        asking.absent("address", "no public address"),
        [{}, {"address": ""}, {"address": []}, {"address": {}}, {"address": False}, {"address": "false"}],
        {
            'address is "203.0.113.1"; allowed: no public address': {"address": "203.0.113.1"},
            "address is a list; allowed: no public address": {"address": ["203.0.113.1"]},
        },
    ),
    "matches": (
        asking.matches("image", r".+@sha256:[0-9a-f]{4}", "an image with its digest"),
        [{"image": "a@sha256:0f1e"}],
        {
            'image is "a@sha256:0f1e5"; allowed: an image with its digest': {"image": "a@sha256:0f1e5"},
            "image is absent; allowed: an image with its digest": {},
            "image is 4; allowed: an image with its digest": {"image": 4.0},
        },
    ),
    "at_least": (
        KEPT,
        [{"days": 7.0}, {"days": "8"}],
        {
            "days is 6; allowed: at least 7 days": {"days": 6.0},
            "days is absent; allowed: at least 7 days": {},
            "days is True; allowed: at least 7 days": {"days": True},
            'days is "long"; allowed: at least 7 days': {"days": "long"},
        },
    ),
    "at_most": (
        asking.at_most("bytes", 1_048_576),
        [{"bytes": 1_048_576.0}, {"bytes": -1.0}],
        {"bytes is 1048577; allowed: at most 1048576": {"bytes": 1_048_577.0}},
    ),
    "inside": (
        asking.inside("a.b", asking.is_true("on"), asking.present("key")),
        [{"a": {"b": {"on": True, "key": "k"}}}],
        {
            "a.b.on is absent; allowed: true": {},
            "a.b.key is absent; allowed: a value": {"a": {"b": {"on": True}}},
        },
    ),
    "every": (
        asking.every("a.list", asking.is_true("on")),
        [{}, {"a": {"list": []}}, {"a": {"list": [{"on": True}]}}, {"a": {"list": {"on": True}}}],
        {
            "a.list[1].on is absent; allowed: true": {"a": {"list": [{"on": True}, {}]}},
            "a.list.on is False; allowed: true": {"a": {"list": {"on": False}}},
        },
    ),
    "some": (
        asking.some("list", asking.has("name", "audit"), "for the audit"),
        [{"list": [{}, {"name": "audit"}]}],
        {"list has no element that is for the audit": {"list": [{"name": "other"}]}},
    ),
    "includes": (
        asking.includes("kinds", ("audit", "api")),
        [{"kinds": ["api", "x", "audit"]}],
        {'kinds lacks "audit"': {"kinds": ["api"]}, 'kinds lacks "audit", "api"': {}},
    ),
    "includes, as configured": (
        asking.includes("kinds", WANTED),
        [{"kinds": ["audit"]}],
        {'kinds lacks "audit"': {"kinds": ["api"]}},
    ),
    "only_where": (
        asking.only_where(asking.has("kind", "public"), asking.is_true("on")),
        [{}, {"kind": "private"}, {"kind": "public", "on": True}],
        {"on is absent; allowed: true": {"kind": "public"}},
    ),
    "wherever": (
        asking.wherever({"a:b/c:C": "list"}, asking.is_true("on")),
        [{"list": [{"on": True}]}],
        {"list[0].on is absent; allowed: true": {"list": [{}]}},
    ),
    "wherever, on itself": (
        asking.wherever({"a:b/c:C": ""}, asking.is_true("on")),
        [{"on": True}],
        {"on is absent; allowed: true": {}},
    ),
}
