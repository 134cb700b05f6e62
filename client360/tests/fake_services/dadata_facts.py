# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the fake DaData tells of a company or a bank: its suggestions, key by key."""

import calendar
import datetime
import hashlib

from . import address
from .registry import okved_name

#: What "now" is for ``state.actuality_date``.
ACTUALITY = "2026-04-04"

#: short: (OKOPF code, full)
FORMS = {
    "ООО": ("12300", "Общество с ограниченной ответственностью"),
    "АО": ("12267", "Акционерное общество"),
    "ПАО": ("12247", "Публичное акционерное общество"),
    "ЗАО": ("12200", "Закрытое акционерное общество"),
    "АНО": ("71400", "Автономная некоммерческая организация"),
    "ГКУ": (
        "75204",
        "Государственное казенное учреждение субъекта Российской Федерации",
    ),
    "ФИЛИАЛ": ("30003", "Представительство юридического лица"),
    "ИП": ("50102", "Индивидуальный предприниматель"),
}
BRANCH_FORM = ("30002", "Филиал юридического лица")

LEGAL_KEYS = """
kpp kpp_largest capital invalid management founders managers predecessors successors
branch_type branch_count source qc hid type state opf name inn ogrn okpo okato oktmo
okogu okfs okved okveds authorities documents licenses finance address phones emails
sites ogrn_date okved_type finance_history employee_count
""".split()
INDIVIDUAL_KEYS = """
citizenship fio source qc hid type state opf name inn ogrn okpo okato oktmo okogu
okfs okved okveds authorities documents licenses finance address phones emails
ogrn_date okved_type employee_count
""".split()
#: Null on the free tariff and in ``suggest``.
PAID_KEYS = """
capital invalid founders managers predecessors successors okveds authorities documents
licenses phones emails employee_count citizenship sites finance_history kpp_largest
""".split()
FINANCE_KEYS = "tax_system income expense revenue debt penalty year".split()


def milliseconds(iso_date):
    """Return an ISO date as Unix milliseconds of its midnight in UTC."""
    if not iso_date:
        return None
    day = datetime.date.fromisoformat(iso_date)
    return calendar.timegm(day.timetuple()) * 1000


def _hid(*parts):
    return hashlib.sha256("/".join(map(str, parts)).encode()).hexdigest()


def _fio(name):
    surname, first, patronymic = [*name.split(" ", 2), "", ""][:3]
    return {
        "surname": surname,
        "name": first,
        "patronymic": patronymic or None,
        "gender": None,
        "source": name,
        "qc": "0",
    }


def _state(company, registered="registered"):
    return {
        "status": company.get("state", "ACTIVE"),
        "code": company.get("state_code"),
        "actuality_date": milliseconds(ACTUALITY),
        "registration_date": milliseconds(company.get(registered)),
        "liquidation_date": milliseconds(company.get("liquidated")),
    }


def _form(code_and_full, short):
    code, full = code_and_full
    return {"type": "2014", "code": code, "full": full, "short": short}


def _contacts(company):
    phones = [
        {
            "value": phone,
            "unrestricted_value": phone,
            "data": {
                "contact": None,
                "source": phone,
                "qc": "0",
                "type": "Стационарный",
                "number": phone[-9:].replace("-", "").strip(),
                "extension": None,
                "provider": None,
                "country": "Россия",
                "region": None,
                "city": None,
                "timezone": "UTC+3",
                "country_code": "7",
                "city_code": phone[3:6],
                "qc_conflict": None,
            },
        }
        for phone in company.get("phones", ())
    ]
    emails = [
        {
            "value": email.upper(),
            "unrestricted_value": email.upper(),
            "data": {
                "local": email.upper().partition("@")[0],
                "domain": email.upper().partition("@")[2],
                "type": None,
                "source": email.upper(),
                "qc": None,
            },
        }
        for email in company.get("emails", ())
    ]
    return {"phones": phones or None, "emails": emails or None}


def _common(company):
    office = (company.get("kpp") or company["inn"])[:4]
    spec = company.get("address")
    place = spec if spec and not spec.get("raw") else None
    okved = company.get("okved")
    return {
        "hid": _hid(company["inn"], company.get("kpp")),
        "type": company["type"],
        "state": _state(company),
        "inn": company["inn"],
        "ogrn": company["ogrn"],
        "okpo": company.get("okpo"),
        "okato": address.okato(place) if place else None,
        "oktmo": address.oktmo(place) if place else None,
        "okogu": company.get("okogu", "4210014"),
        "okfs": company.get("okfs", "16"),
        "okved": okved,
        "okveds": [
            {"main": True, "type": "2014", "code": okved, "name": okved_name(okved)}
        ]
        if okved
        else None,
        "authorities": {
            "fts_registration": {
                "type": "FEDERAL_TAX_SERVICE",
                "code": office,
                "name": f"Инспекция Федеральной налоговой службы № {office}",
                "address": None,
            },
            "fts_report": None,
            "pf": None,
            "sif": None,
        },
        "documents": {
            "fts_registration": None,
            "fts_report": None,
            "pf_registration": None,
            "sif_registration": None,
            "smb": None,
        },
        "finance": {
            key: (company.get("finance") or {}).get(key) for key in FINANCE_KEYS
        },
        "address": address.suggestion(spec, office, invalidity=True),
        "ogrn_date": milliseconds(company.get("registered")),
        "okved_type": "2014",
        "employee_count": company.get("employees"),
        **_contacts(company),
    }


def _legal_names(company):
    opf, full = company["opf"], FORMS[company["opf"]][1]
    name = company["name"]
    if company.get("kind") == "public_body":
        short_with_opf, full_with_opf = company["short"], name
    else:
        short_with_opf = f'{opf} "{name}"'
        full_with_opf = f'{full.upper()} "{name}"'
        if "short" in company:
            short_with_opf = company["short"]
    return {
        "full_with_opf": full_with_opf,
        "short_with_opf": short_with_opf,
        "latin": company.get("latin"),
        "full": name,
        "short": company.get("short", name),
    }


def _legal(company):
    director = company.get("director")
    data = dict.fromkeys(LEGAL_KEYS) | _common(company)
    data.update(
        kpp=company["kpp"],
        branch_type="MAIN",
        branch_count=len(company.get("branches", ())),
        opf=_form(FORMS[company["opf"]], company["opf"]),
        name=_legal_names(company),
        invalid=company.get("invalid"),
        predecessors=company.get("predecessors"),
        successors=company.get("successors"),
    )
    if company.get("capital") is not None:
        data["capital"] = {"type": "УСТАВНЫЙ КАПИТАЛ", "value": company["capital"]}
    if director:
        start = milliseconds(director.get("start"))
        data["management"] = {
            "name": director["name"],
            "post": director["post"],
            "start_date": start,
            "disqualified": None,
        }
        manager = {
            "inn": director.get("inn"),
            "post": director["post"],
            "hid": _hid(director["name"]),
            "invalidity": None,
            "start_date": start,
        }
        if director.get("company"):
            manager |= {
                "ogrn": director.get("ogrn"),
                "name": director["name"],
                "type": "LEGAL",
            }
        else:
            manager |= {"fio": _fio(director["name"]), "type": "EMPLOYEE"}
        data["managers"] = [manager]
    founders = []
    for founder in company.get("founders", ()):
        entry = {
            "ogrn": founder.get("ogrn"),
            "inn": founder.get("inn"),
            "hid": _hid(founder["name"]),
            "share": {"type": "PERCENT", "value": founder["share"]},
            "invalidity": None,
            "start_date": milliseconds(company.get("registered")),
        }
        if founder.get("ogrn"):
            entry |= {"name": founder["name"], "type": "LEGAL"}
        else:
            entry |= {"fio": _fio(founder["name"]), "type": "PHYSICAL"}
        founders.append(entry)
    data["founders"] = founders or None
    value = data["name"]["short_with_opf"] or data["name"]["full_with_opf"]
    return value, data


def _branch(company, branch):
    name = f'{branch["name"]} {company["opf"]} "{company["name"]}"'
    data = dict.fromkeys(LEGAL_KEYS)
    data.update(
        kpp=branch["kpp"],
        branch_type="BRANCH",
        hid=_hid(company["inn"], branch["kpp"], branch["name"]),
        type="LEGAL",
        state=_state(company, None) | {"code": None},
        opf=_form(BRANCH_FORM, None),
        name={
            "full_with_opf": name,
            "short_with_opf": name,
            "latin": None,
            "full": branch["name"],
            "short": branch["name"],
        },
        inn=company["inn"],
        ogrn=company["ogrn"],
        address=address.suggestion(
            branch["address"], branch["kpp"] and branch["kpp"][:4], invalidity=True
        ),
        okved_type="2014",
    )
    return name, data


def _individual(company):
    fio = [company["surname"], company["first_name"], company.get("patronymic")]
    name = " ".join(part for part in fio if part)
    opf = FORMS["ИП"]
    data = dict.fromkeys(INDIVIDUAL_KEYS) | _common(company)
    data.update(
        citizenship={
            "code": {"numeric": 643, "alpha_3": "RUS"},
            "name": {"full": "Российская Федерация", "short": "Россия"},
        },
        fio={
            "surname": company["surname"],
            "name": company["first_name"],
            "patronymic": company.get("patronymic"),
            "gender": company.get("gender"),
            "source": None,
            "qc": None,
        },
        opf=_form(opf, "ИП"),
        name={
            "full_with_opf": f"{opf[1]} {name}",
            "short_with_opf": f"ИП {name}",
            "latin": None,
            "full": name,
            "short": None,
        },
        okogu="4210015",
        finance=None,
    )
    return f"ИП {name}", data


def _drop(data, path):
    *parents, key = path.split(".")
    for parent in parents:
        data = data.get(parent) or {}
    data.pop(key, None)


def suggestions_of(company, tariff=None, free=False):
    """Return all suggestions for a company: the head office first, then branches.

    ``tariff`` is "free", "extended" or "max" and replaces the company's own;
    ``free`` leaves every paid field null, as ``suggest/party`` does.
    """
    if company.get("dadata") is False:
        return []
    if company["type"] == "INDIVIDUAL":
        pairs = [_individual(company)]
    else:
        pairs = [_legal(company)]
        pairs += [_branch(company, branch) for branch in company.get("branches", ())]
    out = []
    tariff = "free" if free else tariff or company.get("tariff", "max")
    for number, (value, data) in enumerate(pairs):
        if tariff != "max":
            _cut(data, tariff)
        if number == 0:
            for key, new in company.get("data", {}).items():
                data[key] = new
            for path in company.get("drop", ()):
                _drop(data, path)
            value = company.get("value", value)
        out.append({"value": value, "unrestricted_value": value, "data": data})
    return out


def _cut(data, tariff):
    keep = ()
    if tariff == "extended":
        keep = ("employee_count", "okveds", "authorities", "citizenship")
    for key in PAID_KEYS:
        if key in data and key not in keep:
            data[key] = None
    if data.get("finance"):
        system = data["finance"]["tax_system"] if keep else None
        data["finance"] = dict.fromkeys(FINANCE_KEYS) | {"tax_system": system}
    if data.get("management"):
        data["management"].pop("start_date", None)
    if data.get("address"):
        data["address"]["invalidity"] = None


def bank_suggestion(bank):
    """Return the suggestion for a bank."""
    cbr = None
    if bank["bic"].startswith("04"):
        cbr = {
            "opf": {"type": "CBR", "full": None, "short": None},
            "name": {"payment": "ОКЦ (учебный)", "full": None, "short": None},
            "bic": bank["bic"][:6] + "000",
            "swift": None,
            "inn": None,
            "kpp": None,
            "correspondent_account": None,
            "payment_city": bank["payment_city"],
        }
    data = {
        "opf": {"type": bank.get("opf", "BANK"), "full": None, "short": None},
        "name": {"payment": bank["name"], "full": None, "short": bank["name"]},
        "bic": bank["bic"],
        "swift": bank["swift"],
        "swifts": bank.get("swifts") or (bank["swift"] and [bank["swift"]]) or None,
        "inn": bank["inn"],
        "kpp": bank["kpp"],
        "okpo": None,
        "correspondent_account": bank["correspondent_account"],
        "treasury_accounts": bank.get("treasury_accounts"),
        "registration_number": bank["registration_number"],
        "payment_city": bank["payment_city"],
        "state": _state(bank),
        "rkc": None,
        "cbr": cbr,
        "address": address.suggestion(bank["address"], (bank["kpp"] or "")[:4] or None),
        "phones": None,
        "additional_codes": None,
    }
    return {"value": bank["name"], "unrestricted_value": bank["name"], "data": data}
