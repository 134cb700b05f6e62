# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the markers of courts and bailiffs say, in words: see ``words.py``."""

# The sentences are what they are, however long.
# ruff: noqa: E501
# pylint: disable=line-too-long,prefer-env-translation
# A table of sentences: there is no environment yet when it is read.

from odoo.tools.translate import LazyTranslate

_lt = LazyTranslate(__name__)

#: {method: {marker: (sentence, None)}}
CASES = {
    "courtAnalytics": {
        "defendantAllCount12Month": (
            _lt("Court cases against it within a year: %(value)s"),
            None,
        ),
        "defendantAllSum12Month": (
            _lt("Court cases against it within a year, sum: %(value)s"),
            None,
        ),
        "defendantAllCount3Year": (
            _lt("Court cases against it within 3 years: %(value)s"),
            None,
        ),
        "defendantAllSum3Year": (
            _lt("Court cases against it within 3 years, sum: %(value)s"),
            None,
        ),
        "defendantLostCount12Month": (
            _lt("Cases against it that it lost within a year: %(value)s"),
            None,
        ),
        "defendantLostSum12Month": (
            _lt("Cases against it that it lost within a year, sum: %(value)s"),
            None,
        ),
        "defendantLostCount3Year": (
            _lt("Cases against it that it lost within 3 years: %(value)s"),
            None,
        ),
        "defendantLostSum3Year": (
            _lt("Cases against it that it lost within 3 years, sum: %(value)s"),
            None,
        ),
        "defendantPartialLostCount12Month": (
            _lt("Cases against it lost in part within a year: %(value)s"),
            None,
        ),
        "defendantPartialLostSum12Month": (
            _lt("Cases against it lost in part within a year, sum: %(value)s"),
            None,
        ),
        "defendantPartialLostCount3Year": (
            _lt("Cases against it lost in part within 3 years: %(value)s"),
            None,
        ),
        "defendantPartialLostSum3Year": (
            _lt("Cases against it lost in part within 3 years, sum: %(value)s"),
            None,
        ),
        "defendantWinCount12Month": (
            _lt("Cases against it that it won within a year: %(value)s"),
            None,
        ),
        "defendantWinSum12Month": (
            _lt("Cases against it that it won within a year, sum: %(value)s"),
            None,
        ),
        "defendantWinCount3Year": (
            _lt("Cases against it that it won within 3 years: %(value)s"),
            None,
        ),
        "defendantWinSum3Year": (
            _lt("Cases against it that it won within 3 years, sum: %(value)s"),
            None,
        ),
        "defendantInProgressCount12Month": (
            _lt("Cases against it still open, filed within a year: %(value)s"),
            None,
        ),
        "defendantInProgressSum12Month": (
            _lt("Cases against it still open, filed within a year, sum: %(value)s"),
            None,
        ),
        "defendantInProgressCount3Year": (
            _lt("Cases against it still open, filed within 3 years: %(value)s"),
            None,
        ),
        "defendantInProgressSum3Year": (
            _lt("Cases against it still open, filed within 3 years, sum: %(value)s"),
            None,
        ),
        "defendantUnknownCount12Month": (
            _lt("Cases against it with an unknown result within a year: %(value)s"),
            None,
        ),
        "defendantUnknownSum12Month": (
            _lt(
                "Cases against it with an unknown result within a year, sum: %(value)s"
            ),
            None,
        ),
        "defendantUnknownCount3Year": (
            _lt("Cases against it with an unknown result within 3 years: %(value)s"),
            None,
        ),
        "defendantUnknownSum3Year": (
            _lt(
                "Cases against it with an unknown result within 3 years, sum: %(value)s"
            ),
            None,
        ),
        "defendantStoppedCount12Month": (
            _lt("Cases against it that were closed within a year: %(value)s"),
            None,
        ),
        "defendantStoppedSum12Month": (
            _lt("Cases against it that were closed within a year, sum: %(value)s"),
            None,
        ),
        "defendantStoppedCount3Year": (
            _lt("Cases against it that were closed within 3 years: %(value)s"),
            None,
        ),
        "defendantStoppedSum3Year": (
            _lt("Cases against it that were closed within 3 years, sum: %(value)s"),
            None,
        ),
        "petitionerAllCount12Month": (
            _lt("Court cases brought by it within a year: %(value)s"),
            None,
        ),
        "petitionerAllSum12Month": (
            _lt("Court cases brought by it within a year, sum: %(value)s"),
            None,
        ),
        "petitionerAllCount3Year": (
            _lt("Court cases brought by it within 3 years: %(value)s"),
            None,
        ),
        "petitionerAllSum3Year": (
            _lt("Court cases brought by it within 3 years, sum: %(value)s"),
            None,
        ),
        "petitionerLostCount12Month": (
            _lt("Cases brought by it that it lost within a year: %(value)s"),
            None,
        ),
        "petitionerLostSum12Month": (
            _lt("Cases brought by it that it lost within a year, sum: %(value)s"),
            None,
        ),
        "petitionerLostCount3Year": (
            _lt("Cases brought by it that it lost within 3 years: %(value)s"),
            None,
        ),
        "petitionerLostSum3Year": (
            _lt("Cases brought by it that it lost within 3 years, sum: %(value)s"),
            None,
        ),
        "petitionerPartialLostCount12Month": (
            _lt("Cases brought by it lost in part within a year: %(value)s"),
            None,
        ),
        "petitionerPartialLostSum12Month": (
            _lt("Cases brought by it lost in part within a year, sum: %(value)s"),
            None,
        ),
        "petitionerPartialLostCount3Year": (
            _lt("Cases brought by it lost in part within 3 years: %(value)s"),
            None,
        ),
        "petitionerPartialLostSum3Year": (
            _lt("Cases brought by it lost in part within 3 years, sum: %(value)s"),
            None,
        ),
        "petitionerWinCount12Month": (
            _lt("Cases brought by it that it won within a year: %(value)s"),
            None,
        ),
        "petitionerWinSum12Month": (
            _lt("Cases brought by it that it won within a year, sum: %(value)s"),
            None,
        ),
        "petitionerWinCount3Year": (
            _lt("Cases brought by it that it won within 3 years: %(value)s"),
            None,
        ),
        "petitionerWinSum3Year": (
            _lt("Cases brought by it that it won within 3 years, sum: %(value)s"),
            None,
        ),
        "petitionerInProgressCount12Month": (
            _lt("Cases brought by it still open, filed within a year: %(value)s"),
            None,
        ),
        "petitionerInProgressSum12Month": (
            _lt("Cases brought by it still open, filed within a year, sum: %(value)s"),
            None,
        ),
        "petitionerInProgressCount3Year": (
            _lt("Cases brought by it still open, filed within 3 years: %(value)s"),
            None,
        ),
        "petitionerInProgressSum3Year": (
            _lt("Cases brought by it still open, filed within 3 years, sum: %(value)s"),
            None,
        ),
        "petitionerUnknownCount12Month": (
            _lt("Cases brought by it with an unknown result within a year: %(value)s"),
            None,
        ),
        "petitionerUnknownSum12Month": (
            _lt(
                "Cases brought by it with an unknown result within a year, sum: %(value)s"
            ),
            None,
        ),
        "petitionerUnknownCount3Year": (
            _lt("Cases brought by it with an unknown result within 3 years: %(value)s"),
            None,
        ),
        "petitionerUnknownSum3Year": (
            _lt(
                "Cases brought by it with an unknown result within 3 years, sum: %(value)s"
            ),
            None,
        ),
        "petitionerStoppedCount12Month": (
            _lt("Cases brought by it that were closed within a year: %(value)s"),
            None,
        ),
        "petitionerStoppedSum12Month": (
            _lt("Cases brought by it that were closed within a year, sum: %(value)s"),
            None,
        ),
        "petitionerStoppedCount3Year": (
            _lt("Cases brought by it that were closed within 3 years: %(value)s"),
            None,
        ),
        "petitionerStoppedSum3Year": (
            _lt("Cases brought by it that were closed within 3 years, sum: %(value)s"),
            None,
        ),
        "defendantTaxCount": (
            _lt("Court cases against it about taxes: %(value)s"),
            None,
        ),
        "defendantTaxSum": (
            _lt("Court cases against it about taxes, sum: %(value)s"),
            None,
        ),
        "defendantCreditCount": (
            _lt("Court cases against it about credits: %(value)s"),
            None,
        ),
        "defendantCreditSum": (
            _lt("Court cases against it about credits, sum: %(value)s"),
            None,
        ),
        "defendantSupplyCount": (
            _lt("Court cases against it about deliveries: %(value)s"),
            None,
        ),
        "defendantSupplySum": (
            _lt("Court cases against it about deliveries, sum: %(value)s"),
            None,
        ),
        "defendantServiceCount": (
            _lt("Court cases against it about services: %(value)s"),
            None,
        ),
        "defendantServiceSum": (
            _lt("Court cases against it about services, sum: %(value)s"),
            None,
        ),
        "defendantGeneralCourt12Month": (
            _lt(
                "Cases against it in general courts within a year, by a similar name: %(value)s"
            ),
            None,
        ),
        "defendantGeneralCourt3Year": (
            _lt(
                "Cases against it in general courts within 3 years, by a similar name: %(value)s"
            ),
            None,
        ),
    },
    "fsspAnalytics": {
        "count12Month": (
            _lt("Bailiffs' proceedings opened within a year: %(value)s"),
            None,
        ),
        "sum12Month": (
            _lt("Bailiffs' proceedings within a year, sum: %(value)s"),
            None,
        ),
        "count": (
            _lt("All bailiffs' proceedings: %(value)s"),
            None,
        ),
        "sum": (
            _lt("All bailiffs' proceedings, sum: %(value)s"),
            None,
        ),
        "taxCount": (
            _lt("Bailiffs' proceedings about taxes: %(value)s"),
            None,
        ),
        "taxSum": (
            _lt("Bailiffs' proceedings about taxes, sum: %(value)s"),
            None,
        ),
        "insuranceCount": (
            _lt("Bailiffs' proceedings about social contributions: %(value)s"),
            None,
        ),
        "insuranceSum": (
            _lt("Bailiffs' proceedings about social contributions, sum: %(value)s"),
            None,
        ),
        "fineCount": (
            _lt("Bailiffs' proceedings about fines: %(value)s"),
            None,
        ),
        "fineSum": (
            _lt("Bailiffs' proceedings about fines, sum: %(value)s"),
            None,
        ),
        "salaryCount": (
            _lt("Bailiffs' proceedings about wages: %(value)s"),
            None,
        ),
        "salarySum": (
            _lt("Bailiffs' proceedings about wages, sum: %(value)s"),
            None,
        ),
        "creditCount": (
            _lt("Bailiffs' proceedings about credits: %(value)s"),
            None,
        ),
        "creditSum": (
            _lt("Bailiffs' proceedings about credits, sum: %(value)s"),
            None,
        ),
        "propertyCount": (
            _lt("Bailiffs' proceedings about claims on property: %(value)s"),
            None,
        ),
        "propertySum": (
            _lt("Bailiffs' proceedings about claims on property, sum: %(value)s"),
            None,
        ),
        "arrestCount": (
            _lt("Bailiffs' proceedings about seizures: %(value)s"),
            None,
        ),
        "arrestSum": (
            _lt("Bailiffs' proceedings about seizures, sum: %(value)s"),
            None,
        ),
        "communalCount": (
            _lt("Bailiffs' proceedings about utilities: %(value)s"),
            None,
        ),
        "communalSum": (
            _lt("Bailiffs' proceedings about utilities, sum: %(value)s"),
            None,
        ),
        "fineForPersonCount": (
            _lt("Bailiffs' proceedings about fines of persons: %(value)s"),
            None,
        ),
        "fineForPersonSum": (
            _lt("Bailiffs' proceedings about fines of persons, sum: %(value)s"),
            None,
        ),
    },
}
