# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Addresses in DaData's shape, from the short notation of ``registry.json``."""

import uuid

from .regions import REGIONS, TYPES

KEYS = """
postal_code country country_iso_code federal_district region_fias_id region_kladr_id
region_iso_code region_with_type region_type region_type_full region area_fias_id
area_kladr_id area_with_type area_type area_type_full area city_fias_id
city_kladr_id city_with_type city_type city_type_full city city_area
city_district_fias_id city_district_kladr_id city_district_with_type
city_district_type city_district_type_full city_district settlement_fias_id
settlement_kladr_id settlement_with_type settlement_type settlement_type_full
settlement street_fias_id street_kladr_id street_with_type street_type
street_type_full street stead_fias_id stead_cadnum stead_type stead_type_full stead
house_fias_id house_kladr_id house_cadnum house_flat_count house_type
house_type_full house block_type block_type_full block entrance floor flat_fias_id
flat_cadnum flat_type flat_type_full flat flat_area square_meter_price flat_price
room_fias_id room_cadnum room_type room_type_full room postal_box fias_id fias_code
fias_level fias_actuality_state kladr_id geoname_id capital_marker okato oktmo
tax_office tax_office_legal timezone geo_lat geo_lon beltway_hit beltway_distance
metro divisions qc_geo qc_complete qc_house history_values unparsed_parts source qc
""".split()

#: The parts of an address that have a FIAS level, from the region down.
LEVELS = (
    ("region", "1"),
    ("area", "3"),
    ("city", "4"),
    ("settlement", "6"),
    ("street", "7"),
    ("house", "8"),
)


def _with_type(short_type, name):
    adjective = short_type == "р-н" and name.endswith(("ий", "ый", "ой"))
    return f"{name} {short_type}" if adjective else f"{short_type} {name}"


def okato(spec):
    """Return the invented OKATO (11 digits) of an address."""
    return REGIONS[spec["region"]].okato + "401" + "000000"


def oktmo(spec):
    """Return the invented OKTMO (8 digits, 11 within a settlement)."""
    tail = "000101" if spec.get("settlement") else "000"
    return REGIONS[spec["region"]].okato + "701" + tail


def _parts(spec, region):
    """Return {key: (short type, name)} of the parts that the address has."""
    parts = {"region": (region.type, region.name)}
    if region.type == "г":
        parts["city"] = parts["region"]
    for key in ("area", "city", "settlement", "street", "block", "flat", "room"):
        if spec.get(key):
            parts[key] = tuple(spec[key])
    if spec.get("district"):
        parts["city_district"] = tuple(spec["district"])
    if spec.get("house"):
        parts["house"] = ("д", spec["house"])
    return parts


def _identifiers(parts, region):
    """Return invented FIAS identifiers, the same for the same place."""
    out = {"fias_level": "1"}
    path = region.iso
    for key, level in LEVELS:
        if key not in parts:
            continue
        # in Moscow and Saint Petersburg the city is the region
        if not (key == "city" and parts["city"] == parts["region"]):
            path += f"/{parts[key]}"
        identifier = str(uuid.uuid5(uuid.NAMESPACE_URL, path))
        out |= {f"{key}_fias_id": identifier, "fias_id": identifier}
        out["fias_level"] = level
    return out


def _data(spec, tax_office):
    region = REGIONS[spec["region"]]
    parts = _parts(spec, region)
    data = dict.fromkeys(KEYS)
    data.update(
        postal_code=spec.get("postcode"),
        country="Россия",
        country_iso_code="RU",
        federal_district=region.district,
        region_kladr_id=f"{spec['region']}00000000000",
        kladr_id=f"{spec['region']}00000000000",
        region_iso_code=region.iso,
        okato=okato(spec),
        oktmo=oktmo(spec),
        tax_office=tax_office,
        tax_office_legal=tax_office,
        timezone=region.timezone,
        fias_actuality_state="0",
        capital_marker="0",
        qc_geo="5",
        qc="0",
        **_identifiers(parts, region),
    )
    for key, (short_type, name) in parts.items():
        data[key] = name
        data[f"{key}_type"] = short_type
        data[f"{key}_type_full"] = TYPES.get(short_type, short_type)
        if f"{key}_with_type" in data:
            data[f"{key}_with_type"] = _with_type(short_type, name)
    data["region_with_type"] = region.with_type
    data["region_type_full"] = region.type_full
    if spec.get("geo"):
        data["geo_lat"], data["geo_lon"] = map(str, spec["geo"])
        data["qc_geo"] = "0"
    return data


def _line(data, *keys):
    words = []
    for key in keys:
        if f"{key}_with_type" in data:
            words.append(data[f"{key}_with_type"])
        elif data[key]:
            words.append(f"{data[f'{key}_type']} {data[key]}")
    return ", ".join(word for word in words if word)


def suggestion(spec, tax_office=None, invalidity=False):
    """Return ``{value, unrestricted_value, data}`` for an address, or None.

    With ``invalidity`` there is also the key of that name, as companies have it.
    """
    if spec is None:
        return None
    head = {"invalidity": None} if invalidity else {}
    if spec.get("raw"):
        text = spec["raw"]
        return {"value": text, "unrestricted_value": text, **head, "data": None}
    if invalidity and spec.get("invalidity"):
        head["invalidity"] = {"code": "PARTY", "decision": None}
    data = _data(spec, tax_office)
    tail = ("street", "house", "block", "flat", "room")
    city = () if data["city"] == data["region"] else ("city",)
    place = () if data["city"] else ("area", "settlement")
    value = _line(data, "region", *city, *place, *tail)
    full = _line(data, "region", "area", *city, "city_district", "settlement", *tail)
    postcode = f"{data['postal_code']}, " if data["postal_code"] else ""
    data["source"] = (postcode + value).upper()
    return {
        "value": value,
        "unrestricted_value": postcode + full,
        **head,
        "data": data,
    }


def kontur(spec):
    """Return an address in the shape of Kontur's ``parsedAddressRF``."""
    region = REGIONS[spec["region"]]
    out = {
        "zipCode": spec.get("postcode"),
        "regionCode": spec["region"],
        "regionName": {
            "topoShortName": region.type,
            "topoFullName": region.type_full,
            "topoValue": region.name,
        },
        "kladrCode": f"{spec['region']}0000000000000",
    }
    names = {"area": "district", "block": "bulk"}
    for key in ("area", "city", "settlement", "street", "block", "flat"):
        if spec.get(key):
            short_type, name = spec[key]
            out[names.get(key, key)] = {
                "topoShortName": short_type,
                "topoFullName": TYPES.get(short_type, short_type),
                "topoValue": name,
            }
    if spec.get("house"):
        out["house"] = {
            "topoShortName": "дом",
            "topoFullName": "дом",
            "topoValue": spec["house"],
        }
    return {key: value for key, value in out.items() if value}
