# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""The seven ``*Analytics`` methods of Kontur.Focus and its watch list.

A company's markers fit its colour. ``analytics`` of a company, as in ``registry.json``
or ``FakeServices.change``, replaces those of the methods that it names; None for a
method means that there is no item of the company at all.
"""

METHODS = (
    "legalAnalytics",
    "bankruptcyAnalytics",
    "courtAnalytics",
    "financeAnalytics",
    "fsspAnalytics",
    "linkAnalytics",
    "purchasesAnalytics",
)
#: Year of the last statements and day of the last counts.
YEAR = 2025
DAY = "2026-01-31"

FLAGS = {
    "legalAnalytics": (
        "additionalCheckNeeded register3Month register6Month register12Month"
        " unreliableAddress unreliableManager unreliableFounder unreliableGroup"
        " bankAccountFnsBlock highRiskOfBlockingOperations fnsDisqualified"
        " fnsTaxReportMissing fnsHasTaxDebt documentsForLiquidation"
        " documentsForManagementChange documentsForOwnerChange"
        " documentsForAddressChange documentsForCapitalChange documentsForStop"
        " enterpriseMicro enterpriseSmall enterpriseMean fnsSimpleTax fnsAutomateTax"
        " fnsAgricultureTax fnsPatentTax fnsProfessionalIncomeTax"
    ),
    "bankruptcyAnalytics": (
        "arbitrationCase3Month message12Month intentionMonth signEnd"
        " messageManager12Month messageFounder12Month"
    ),
    "financeAnalytics": "lastBuh",
    "purchasesAnalytics": "inRnp",
}
NUMBERS = {
    "legalAnalytics": (
        "checkWithViolation12Month checkWithoutViolation12Month checkUnknown12Month"
        " depositPledger staffNumber trademarksCount headHunterOpenVacancies"
        " superJobOpenVacancies workInRussiaOpenVacancies"
    ),
    "bankruptcyAnalytics": "defendantInProgressCount",
    "courtAnalytics": " ".join(
        [
            f"{side}{outcome}Count{period}"
            for side in ("defendant", "petitioner")
            for outcome in "All Lost PartialLost Win InProgress Unknown Stopped".split()
            for period in ("12Month", "3Year")
        ]
        + [f"defendant{what}Count" for what in "Tax Credit Supply Service".split()]
        + ["defendantGeneralCourt12Month", "defendantGeneralCourt3Year"]
    ),
    "fsspAnalytics": (
        "count12Month count taxCount insuranceCount fineCount salaryCount creditCount"
        " propertyCount arrestCount communalCount fineForPersonCount"
    ),
    "linkAnalytics": (
        "bankruptcyLiquidatedCount addressTodayCount officeAddressTodayCount"
        " partOfCapitalCount noLiquidatedManagerInnCount noLiquidatedFounderInnCount"
    ),
    "purchasesAnalytics": (
        "participantCount12Month participantCount customerCount12Month customerCount"
    ),
}
ROUBLES = {
    "financeAnalytics": (
        "incomeStart incomeEnd balanceStart balanceEnd profitStart profitEnd taxSum"
        " incomeSum expenseSum debtSum fineSum"
    ),
}
OTHERS = {
    "legalAnalytics": {
        "lastBankAccountFnsBlockDate": "2026-03-12",
        "staffNumberDate": DAY,
        "fnsSpecialTaxDate": DAY,
        "historyStaffNumbers": [
            {"date": "2024-12-31", "staffNumber": 38},
            {"date": "2025-12-31", "staffNumber": 41},
        ],
    },
    "bankruptcyAnalytics": {
        "currentStage": "Наблюдение",
        "currentStageDate": "2026-02-03",
    },
    "financeAnalytics": {
        "lastBuhYear": YEAR,
        "exRating": "Удовлетворительное",
        "exRatingYear": YEAR,
        **{f"{what}SumDate": DAY for what in "tax income expense debt fine".split()},
    },
}


def every_marker(method):
    """Return all markers that are documented for a method, each with a value."""
    values = dict.fromkeys(FLAGS.get(method, "").split(), True)
    for position, name in enumerate(NUMBERS.get(method, "").split(), 1):
        values[name] = position + 1
        total = name.replace("Count", "Sum").replace("count", "sum")
        if method in ("courtAnalytics", "fsspAnalytics", "purchasesAnalytics") and (
            total != name
        ):
            values[total] = (position + 1) * 125_000
    if method == "bankruptcyAnalytics":
        values["defendantInProgressSum"] = 2_400_000
    for position, name in enumerate(ROUBLES.get(method, "").split(), 1):
        values[name] = position * 1_500_000.5
    return values | OTHERS.get(method, {})


def _finance(company):
    finance = company.get("finance") or {}
    revenue = finance.get("revenue") or 10_000_000 + company.get("n", 0) * 1000
    profit = revenue // 20
    return {
        "lastBuhYear": YEAR,
        "lastBuh": True,
        "incomeStart": revenue * 9 // 10,
        "incomeEnd": revenue,
        "profitStart": profit * 8 // 10,
        "profitEnd": profit,
        "balanceStart": revenue // 2,
        "balanceEnd": revenue * 6 // 10,
        "taxSum": revenue // 12,
        "taxSumDate": DAY,
    }


def _legal(company):
    staff = company.get("employees") or 7 + company.get("n", 0) % 50
    small = "enterpriseMicro" if staff <= 15 else "enterpriseSmall"
    return {
        "register12Month": False,
        "staffNumber": staff,
        "staffNumberDate": DAY,
        "historyStaffNumbers": [
            {"date": f"{YEAR - 2}-12-31", "staffNumber": staff * 8 // 10},
            {"date": f"{YEAR - 1}-12-31", "staffNumber": staff * 9 // 10},
            {"date": f"{YEAR}-12-31", "staffNumber": staff},
        ],
        small: True,
    }


GREEN = {
    "bankruptcyAnalytics": {},
    "courtAnalytics": {
        "petitionerAllCount12Month": 2,
        "petitionerAllSum12Month": 640_000,
        "petitionerWinCount12Month": 1,
        "petitionerWinSum12Month": 410_000,
    },
    "fsspAnalytics": {},
    "linkAnalytics": {"addressTodayCount": 3, "noLiquidatedManagerInnCount": 1},
    "purchasesAnalytics": {
        "participantCount12Month": 4,
        "participantSum12Month": 18_500_000,
        "participantCount": 11,
        "participantSum": 46_200_000,
    },
}
YELLOW = {
    "legalAnalytics": {"documentsForAddressChange": True, "fnsHasTaxDebt": True},
    "courtAnalytics": {
        "defendantAllCount12Month": 3,
        "defendantAllSum12Month": 1_250_000,
        "defendantInProgressCount12Month": 1,
        "defendantInProgressSum12Month": 380_000,
    },
    "financeAnalytics": {"debtSum": 214_300, "debtSumDate": DAY},
    "fsspAnalytics": {
        "count12Month": 2,
        "sum12Month": 96_400,
        "count": 3,
        "sum": 112_900,
        "taxCount": 2,
        "taxSum": 96_400,
    },
    "linkAnalytics": {"addressTodayCount": 27},
}
RED = {
    "legalAnalytics": {
        "bankAccountFnsBlock": True,
        "lastBankAccountFnsBlockDate": "2026-03-12",
        "unreliableAddress": True,
    },
    "bankruptcyAnalytics": {
        "arbitrationCase3Month": True,
        "message12Month": True,
        "currentStage": "Наблюдение",
        "currentStageDate": "2026-02-03",
        "defendantInProgressCount": 4,
        "defendantInProgressSum": 27_800_000,
    },
    "courtAnalytics": {
        "defendantAllCount12Month": 9,
        "defendantAllSum12Month": 31_400_000,
        "defendantLostCount12Month": 5,
        "defendantLostSum12Month": 12_700_000,
    },
    "financeAnalytics": {"profitEnd": -4_600_000, "debtSum": 3_420_000},
}
#: What some of the companies with a special state have, by their keys.
SPECIAL = {
    "long_name": {method: every_marker(method) for method in METHODS},
    "settlement_no_street": dict.fromkeys(METHODS, {}),
}


def _values(company, method):
    special = SPECIAL.get(company.get("key"))
    if special is not None:
        return special[method]
    person = company["type"] == "INDIVIDUAL"
    if person and method == "financeAnalytics":
        return None
    values = {}
    if method == "legalAnalytics":
        values = {"register12Month": False} if person else _legal(company)
    elif method == "financeAnalytics":
        values = _finance(company)
    elif not person:
        values = dict(GREEN[method])
    colors = company.get("kontur") or {}
    if colors.get("yellowStatements"):
        values |= YELLOW.get(method, {})
    if colors.get("redStatements"):
        values |= RED.get(method, {})
        if person and method == "bankruptcyAnalytics":
            values.pop("currentStage", None)
    return values


def item(company, method):
    """Return the wrapper of a company's markers, None for no item at all."""
    given = company.get("analytics") or {}
    if method in given:
        # As a test has it, boxes and odd values included.
        return given[method]
    values = _values(company, method)
    if values is None:
        return None
    markers = {
        name: {"data": value, "isActual": True} for name, value in values.items()
    }
    if company.get("key") == "invalid" and method == "legalAnalytics":
        markers["unreliableManager"] = {"data": True, "isActual": False}
    if company.get("key") == "unknown_keys":
        markers["markerOfTomorrow"] = {"data": {"deep": [1, 2]}, "isActual": True}
    return markers
