"""Between Pulumi's wire format (protobuf Structs with signatures) and `offline.values`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from google.protobuf.struct_pb2 import ListValue, Struct  # type: ignore[import-untyped]  # it ships no types
from google.protobuf.struct_pb2 import Value as WireValue
from pulumi.runtime import rpc

from offline.values import UNKNOWN, Secret, Unknown, Value

SIGNATURE = rpc._special_sig_key
SECRET = rpc._special_secret_sig
RESOURCE = rpc._special_resource_sig
UNKNOWN_TEXT = rpc.UNKNOWN  # the Python SDK sends this one for unknowns of every type


def from_struct(struct: Struct) -> dict[str, Value]:
    """A bag of properties, sorted by name so that two recordings compare and print alike."""
    return {key: from_wire(value) for key, value in sorted(struct.fields.items())}


def from_wire(value: WireValue) -> Value:
    """One value. Whole numbers are ints (the wire has only doubles), a resource reference is its id."""
    kind = value.WhichOneof("kind")
    if kind == "string_value":
        return from_text(value.string_value)
    if kind == "struct_value":
        return _from_object(value.struct_value)
    if kind == "list_value":
        return [from_wire(item) for item in value.list_value.values]
    if kind == "bool_value":
        return bool(value.bool_value)
    if kind == "number_value":
        number = float(value.number_value)
        return int(number) if number.is_integer() else number
    return None


def _from_object(struct: Struct) -> Value:
    if SIGNATURE not in struct.fields:
        return from_struct(struct)
    signature = struct.fields[SIGNATURE].string_value
    if signature == SECRET:
        return Secret(from_wire(struct.fields["value"]))
    if signature == RESOURCE:
        if "id" not in struct.fields:  # a component has no id, its URN is what identifies it
            return from_text(struct.fields["urn"].string_value)
        return from_text(struct.fields["id"].string_value) or UNKNOWN
    # an asset or archive: where its content is, without the signature that makes it one on the wire
    return {key: from_wire(item) for key, item in sorted(struct.fields.items()) if key != SIGNATURE}


def from_text(text: str) -> str | Unknown:
    """A text, or the one that stands for an unknown."""
    return UNKNOWN if text == UNKNOWN_TEXT else text


def to_struct(values: Mapping[str, Value]) -> Struct:
    struct = Struct()
    for key, value in values.items():
        set_value(struct.fields[key], value)
    return struct


def set_value(target: WireValue, value: Value) -> None:
    """Write one value in place (protobuf cannot assign messages)."""
    match value:
        case None:
            target.null_value = 0
        case bool():
            target.bool_value = value
        case int() | float():
            target.number_value = value
        case str():
            target.string_value = value
        case Secret():
            target.struct_value.fields[SIGNATURE].string_value = SECRET
            set_value(target.struct_value.fields["value"], value.value)
        case Mapping():
            target.struct_value.CopyFrom(to_struct(value))
        case Sequence():
            target.list_value.CopyFrom(ListValue())  # an empty list is a list too
            for item in value:
                set_value(target.list_value.values.add(), item)
        case _:
            target.string_value = UNKNOWN_TEXT


def reference(urn: str, type_: str, name: str, id_: str) -> Mapping[str, Value]:
    """A resource reference: the SDK turns it back into a resource object, asking `getResource` for its state."""
    return {SIGNATURE: RESOURCE, "urn": urn, "id": id_, "type": type_, "name": name}


def mark_secret(struct: Struct, key: str) -> None:
    """Make a property secret; one that is missing becomes a secret unknown."""
    held = struct.fields[key]
    if held.struct_value.fields.get(SIGNATURE, WireValue()).string_value == SECRET:
        return
    plain = WireValue()
    plain.CopyFrom(held)
    if plain.WhichOneof("kind") is None:
        plain.string_value = UNKNOWN_TEXT
    held.struct_value.fields[SIGNATURE].string_value = SECRET
    held.struct_value.fields["value"].CopyFrom(plain)
