# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Fake services in place of DaData and Kontur.Focus: nothing leaves the machine.

``with FakeServices() as server:`` serves both on ``server.url`` in this process,
``with FakeServicesProcess() as server:`` in another one, and
``python -m fake_services --port N`` in this package's parent folder until it is ended.
It knows only invented companies.
"""

from . import digits
from .faults import KINDS, Fault
from .http_server import Request
from .process import RemoteFakeServices, FakeServicesProcess
from .registry import (
    banks,
    companies,
    demo_companies,
    generated_inn,
    generated_person_inn,
    special_inn,
    special_inns,
    unknown_inn,
)
from .server import (
    DEMO_DADATA_TOKEN,
    DEMO_KONTUR_TOKEN,
    SETTINGS,
    FakeServices,
)

#: For a person to type into a new card: (INN, what it is).
INNS_TO_TRY = (
    (special_inn("try_legal"), "ООО «Ласточкин берег»: действует, рисков нет"),
    (
        special_inn("try_entrepreneur"),
        "ИП Дубравина Злата Мироновна: требует проверки",
    ),
    (
        special_inn("try_liquidating"),
        "ООО «Камский лесообмен»: ликвидируется, высокий риск",
    ),
)

__all__ = [
    "DEMO_DADATA_TOKEN",
    "DEMO_KONTUR_TOKEN",
    "INNS_TO_TRY",
    "KINDS",
    "SETTINGS",
    "Fault",
    "RemoteFakeServices",
    "Request",
    "FakeServices",
    "FakeServicesProcess",
    "banks",
    "companies",
    "demo_companies",
    "digits",
    "generated_inn",
    "generated_person_inn",
    "special_inn",
    "special_inns",
    "unknown_inn",
]
