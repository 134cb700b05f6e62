"""DaData: asking, mapping, filling, the watch."""

from .mutant import Mutant

SERVICE = "models/dadata/client360_dadata.py"
AUTOFILL = "models/dadata/client360_autofill.py"
WATCH = "models/dadata/client360_watch.py"
FORM = "models/dadata/res_partner.py"
RUN = "models/dadata/client360_autofill_run.py"
LINE = "models/dadata/client360_autofill_line.py"
MAP = "tools/dadata.py"
CLIENT = "tools/dadata_client.py"
HTTP = "tools/service_http.py"
TESTS = "client360/tests/dadata/test_autofill.py"
VALUES = "client360/tests/dadata/test_values.py"
HTTP_TESTS = f"{TESTS} client360/tests/express_report/test_kontur_focus.py"
CRON = "data/dadata/ir_cron_data.xml"
USAGE = "models/service/client360_service_usage.py"
MIXIN = "models/service/client360_service_mixin.py"
SERVICE_TESTS = "client360/tests/service client360/tests/dadata/test_autofill.py"


NAMES = "tools/registry_names.py"
NAMES_TESTS = "client360/tests/dadata/test_registry_names.py"

MUTANTS = [
    Mutant(NAMES, "if bare in ABBREVIATIONS or", "if", NAMES_TESTS),
    Mutant(NAMES, 'previous.endswith(("о", "е"))', "False", NAMES_TESTS),
    Mutant(NAMES, "if not _is_shouted(rest):", "if False:", NAMES_TESTS),
    Mutant(
        AUTOFILL,
        'parameters.get_param("client360.registry_names") == "registry"',
        "False",
        NAMES_TESTS,
    ),
    Mutant(SERVICE, "error.status != 401 and accepted", "accepted"),
    Mutant(
        SERVICE,
        "client.find_parties(queries[:granted], answered)",
        "client.find_parties(queries, answered)",
    ),
    Mutant(AUTOFILL, "or name in NEVER_REPLACED", ""),
    Mutant(
        AUTOFILL,
        'KEEP_ON_FIRST_READ = ("name", "address")',
        'KEEP_ON_FIRST_READ = ("name",)',
    ),
    Mutant(AUTOFILL, '"entrepreneur" not in (old, new)', "True", VALUES),
    Mutant(AUTOFILL, '"entrepreneur" not in (old, new)', "False", VALUES),
    Mutant(FORM, '"take": key in REGISTRY_WINS', '"take": True', VALUES),
    Mutant(FORM, '"take": key in REGISTRY_WINS', '"take": False', VALUES),
    Mutant(
        AUTOFILL,
        'REGISTRY_WINS = ("registry_state", "liquidation_date")',
        'REGISTRY_WINS = ("registry_state",)',
        VALUES,
    ),
    Mutant(
        CLIENT,
        "(dadata.is_branch(data), _has_ended(data))",
        "dadata.is_branch(data)",
        VALUES,
    ),
    Mutant(
        CLIENT,
        "(dadata.is_branch(data), _has_ended(data))",
        "_has_ended(data)",
        VALUES,
    ),
    Mutant(AUTOFILL, 'fill["is_company"] = True', "pass"),
    Mutant(AUTOFILL, "if differs and len(address) > 1:", "if differs:"),
    Mutant(FORM, "not hid and not kpp and any(map(dadata.is_branch, found))", "False"),
    Mutant(FORM, 'found = [data for data in found if data.get("hid") == hid]', "pass"),
    Mutant(AUTOFILL, "answer = ServiceError(ErrorKind.OTHER_KPP, 200)", "pass"),
    Mutant(AUTOFILL, "if now.get(partner) == numbers[partner]", "if True"),
    Mutant(FORM, 'state not in (False, None, "active")', "state == 'bankrupt'"),
    Mutant(WATCH, 'Domain("country_id.code", "=", "RU")\n', "Domain.TRUE\n"),
    Mutant(WATCH, 'Domain("registry_state", "!=", "liquidated")', "Domain.TRUE"),
    Mutant(
        WATCH,
        'Domain("parent_id", "=", False) | Domain("kpp", "!=", False)',
        "Domain.TRUE",
    ),
    Mutant(WATCH, 'and not (key == "address" and _is_vague(change))', ""),
    Mutant(
        WATCH,
        'if director and changes.get("ceo_name"):',
        'if changes.get("ceo_name"):',
    ),
    Mutant(WATCH, 'changes.get("registry_state") in BAD_STATES', "False"),
    Mutant(WATCH, "if not partner.user_id.active:\n            return", "pass"),
    Mutant(WATCH, "if html2plaintext(last.body).strip() != body:", "if True:"),
    Mutant(FORM, 'snapshot.get("vat") != self.vat', "False"),
    Mutant(WATCH, "return key not in KEEP_ON_FIRST_READ", "return True"),
    Mutant(
        AUTOFILL,
        "partner = partner.with_context(mail_notrack=True)",
        "pass",
    ),
    Mutant(MAP, 'return "public_body"', 'return "legal_entity"'),
    Mutant(MAP, '"kpp": "" if person else', '"kpp":'),
    Mutant(MAP, '"director": "" if person else', '"director":'),
    Mutant(MAP, 'or text(parts, "qc") == "3"', ""),
    Mutant(MAP, "return day if 1700 <= day.year <= 2200 else None", "return day"),
    Mutant(MAP, 'data.replace("\\x00", "")', "data"),
    Mutant(MAP, 'return value if check(value) else ""', "return value"),
    Mutant(HTTP, "status in (401, 402, 403)", "status in (401, 403)", HTTP_TESTS),
    Mutant(HTTP, "if len(body) > max_bytes:", "if False:", HTTP_TESTS),
    Mutant(HTTP, "allow_redirects=False", "allow_redirects=True", HTTP_TESTS),
    Mutant(
        HTTP,
        "return max(0, int(parsedate_to_datetime(value).timestamp() - time.time()))",
        "return None",
        HTTP_TESTS,
    ),
    Mutant(HTTP, 'self._KEY.sub(r"\\1***", message)', "message", HTTP_TESTS),
    Mutant(
        CRON,
        '<field name="interval_type">days</field>',
        '<field name="interval_type">months</field>',
        "client360/tests -k cron",
    ),
    Mutant(
        CRON,
        "model._cron_autofill()",
        "model._cron_no_autofill()",
        "client360/tests -k cron",
    ),
    Mutant(
        SERVICE,
        "return ServiceError(ErrorKind.LIMIT, error.status, sent=error.sent)",
        "return error",
    ),
    Mutant(SERVICE, "self._take_requests(sent - granted, watch)", "pass"),
    Mutant(
        SERVICE, "if not error.sent:\n                self._take_requests(-1)", "pass"
    ),
    Mutant(
        SERVICE,
        "len(passing) < min(dadata_client.TOLERANCE, len(answers))",
        "not passing",
    ),
    Mutant(SERVICE, "self.env.su or self.env.user._is_internal()", "True"),
    Mutant(USAGE, "granted = min(granted, budget - used)", "pass", SERVICE_TESTS),
    Mutant(
        USAGE, "granted = min(granted, watch_budget - watched)", "pass", SERVICE_TESTS
    ),
    Mutant(USAGE, "granted = max(granted, 0)", "pass", SERVICE_TESTS),
    Mutant(
        USAGE,
        "datetime.datetime.now(MOSCOW).date()",
        "datetime.date.today()",
        SERVICE_TESTS,
    ),
    Mutant(
        MIXIN, 'self.env.user.has_group("base.group_system")', "True", SERVICE_TESTS
    ),
    Mutant(
        MIXIN,
        '(self._get_parameter(self._key_parameter) or "").strip()',
        'self._get_parameter(self._key_parameter) or ""',
        SERVICE_TESTS,
    ),
    Mutant(
        MIXIN,
        "return bool(stopped) and stopped == self._get_access_digest()",
        "return bool(stopped)",
        SERVICE_TESTS + " client360/tests/express_report/test_express_report.py",
    ),
    Mutant(
        "models/service/client360_retry_mixin.py",
        "if attempt == WRITE_TRIES - 1:",
        "if True:",
        SERVICE_TESTS,
    ),
]
