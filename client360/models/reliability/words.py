# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the markers of Kontur.Focus say, in words.

Each marker has a sentence, and where it has a date or a year a second one with it."""

# The sentences are what they are, however long.
# ruff: noqa: E501
# pylint: disable=line-too-long,prefer-env-translation
# A table of sentences: there is no environment yet when it is read.

from odoo.tools.translate import LazyTranslate

from .words_cases import CASES

_lt = LazyTranslate(__name__)

#: {method: {marker: (sentence, sentence with a date or None)}}
WORDS = {
    "legalAnalytics": {
        "additionalCheckNeeded": (
            _lt("Worth an additional check"),
            None,
        ),
        "register3Month": (
            _lt("Registered less than 3 months ago"),
            None,
        ),
        "register6Month": (
            _lt("Registered less than 6 months ago"),
            None,
        ),
        "register12Month": (
            _lt("Registered less than a year ago"),
            None,
        ),
        "unreliableAddress": (
            _lt("The registry doubts the address"),
            None,
        ),
        "unreliableManager": (
            _lt("The registry doubts the director"),
            None,
        ),
        "unreliableFounder": (
            _lt("The registry doubts a founder"),
            None,
        ),
        "unreliableGroup": (
            _lt("The registry doubts the managing company"),
            None,
        ),
        "bankAccountFnsBlock": (
            _lt("The tax service has frozen the accounts"),
            _lt("The tax service has frozen the accounts since %(date)s"),
        ),
        "highRiskOfBlockingOperations": (
            _lt("High risk in the Bank of Russia's “Know Your Customer”"),
            None,
        ),
        "fnsDisqualified": (
            _lt("A disqualified person in the management"),
            None,
        ),
        "fnsTaxReportMissing": (
            _lt("No tax reports for over a year"),
            None,
        ),
        "fnsHasTaxDebt": (
            _lt("Tax debt over 1,000 roubles, handed over to the bailiffs"),
            None,
        ),
        "documentsForLiquidation": (
            _lt("Papers for liquidation filed within a month"),
            None,
        ),
        "documentsForManagementChange": (
            _lt("Papers for a change of the director filed within a month"),
            None,
        ),
        "documentsForOwnerChange": (
            _lt("Papers for a change of owners filed within a month"),
            None,
        ),
        "documentsForAddressChange": (
            _lt("Papers for a change of the address filed within a month"),
            None,
        ),
        "documentsForCapitalChange": (
            _lt("Papers for a change of the capital filed within a month"),
            None,
        ),
        "documentsForStop": (
            _lt("Papers for ending the business filed within a month"),
            None,
        ),
        "checkWithViolation12Month": (
            _lt("Inspections within a year that found violations: %(value)s"),
            None,
        ),
        "checkWithoutViolation12Month": (
            _lt("Inspections within a year without violations: %(value)s"),
            None,
        ),
        "checkUnknown12Month": (
            _lt("Inspections within a year, result unknown: %(value)s"),
            None,
        ),
        "depositPledger": (
            _lt("Pledges given: %(value)s"),
            None,
        ),
        "staffNumber": (
            _lt("Staff: %(value)s"),
            _lt("Staff: %(value)s (as of %(date)s)"),
        ),
        "enterpriseMicro": (
            _lt("Micro enterprise in the register of small business"),
            None,
        ),
        "enterpriseSmall": (
            _lt("Small enterprise in the register of small business"),
            None,
        ),
        "enterpriseMean": (
            _lt("Medium enterprise in the register of small business"),
            None,
        ),
        "fnsSimpleTax": (
            _lt("Simplified taxation"),
            _lt("Simplified taxation (as of %(date)s)"),
        ),
        "fnsAutomateTax": (
            _lt("Automated simplified taxation"),
            _lt("Automated simplified taxation (as of %(date)s)"),
        ),
        "fnsAgricultureTax": (
            _lt("Agricultural tax"),
            _lt("Agricultural tax (as of %(date)s)"),
        ),
        "fnsPatentTax": (
            _lt("Patent taxation"),
            _lt("Patent taxation (as of %(date)s)"),
        ),
        "fnsProfessionalIncomeTax": (
            _lt("Tax on professional income"),
            _lt("Tax on professional income (as of %(date)s)"),
        ),
        "trademarksCount": (
            _lt("Trademarks: %(value)s"),
            None,
        ),
        "headHunterOpenVacancies": (
            _lt("Open vacancies on hh.ru: %(value)s"),
            None,
        ),
        "superJobOpenVacancies": (
            _lt("Open vacancies on SuperJob: %(value)s"),
            None,
        ),
        "workInRussiaOpenVacancies": (
            _lt("Open vacancies on “Work in Russia”: %(value)s"),
            None,
        ),
    },
    "bankruptcyAnalytics": {
        "arbitrationCase3Month": (
            _lt("A bankruptcy case in court, moved within 3 months"),
            None,
        ),
        "message12Month": (
            _lt("Messages of bankruptcy within a year"),
            None,
        ),
        "intentionMonth": (
            _lt("Somebody announced within a month to file for its bankruptcy"),
            None,
        ),
        "currentStage": (
            _lt("Bankruptcy, stage: %(value)s"),
            _lt("Bankruptcy, stage: %(value)s (since %(date)s)"),
        ),
        "signEnd": (
            _lt("Ended by bankruptcy"),
            None,
        ),
        "messageManager12Month": (
            _lt("Messages of the director's personal bankruptcy within a year"),
            None,
        ),
        "messageFounder12Month": (
            _lt("Messages of a founder's personal bankruptcy within a year"),
            None,
        ),
        "defendantInProgressCount": (
            _lt("Cases pending against it: %(value)s"),
            None,
        ),
        "defendantInProgressSum": (
            _lt("Claimed in cases pending against it: %(value)s"),
            None,
        ),
    },
    "financeAnalytics": {
        "lastBuh": (
            _lt("Statements filed"),
            _lt("Statements filed for %(date)s"),
        ),
        "incomeEnd": (
            _lt("Revenue of the last year: %(value)s"),
            _lt("Revenue of %(date)s: %(value)s"),
        ),
        "incomeStart": (
            _lt("Revenue of the year before: %(value)s"),
            _lt("Revenue of %(date)s: %(value)s"),
        ),
        "profitEnd": (
            _lt("Profit of the last year: %(value)s"),
            _lt("Profit of %(date)s: %(value)s"),
        ),
        "profitStart": (
            _lt("Profit of the year before: %(value)s"),
            _lt("Profit of %(date)s: %(value)s"),
        ),
        "balanceEnd": (
            _lt("Balance sheet total: %(value)s"),
            _lt("Balance sheet total at the end of %(date)s: %(value)s"),
        ),
        "balanceStart": (
            _lt("Balance sheet total a year before: %(value)s"),
            _lt("Balance sheet total at the end of %(date)s: %(value)s"),
        ),
        "taxSum": (
            _lt("Taxes paid: %(value)s"),
            _lt("Taxes paid: %(value)s (as of %(date)s)"),
        ),
        "incomeSum": (
            _lt("Income by the tax service: %(value)s"),
            _lt("Income by the tax service: %(value)s (as of %(date)s)"),
        ),
        "expenseSum": (
            _lt("Expenses by the tax service: %(value)s"),
            _lt("Expenses by the tax service: %(value)s (as of %(date)s)"),
        ),
        "debtSum": (
            _lt("Tax debt: %(value)s"),
            _lt("Tax debt: %(value)s (as of %(date)s)"),
        ),
        "fineSum": (
            _lt("Tax fines: %(value)s"),
            _lt("Tax fines: %(value)s (as of %(date)s)"),
        ),
        "exRating": (
            _lt("Expert rating: %(value)s"),
            _lt("Expert rating for %(date)s: %(value)s"),
        ),
    },
    "linkAnalytics": {
        "bankruptcyLiquidatedCount": (
            _lt("Related companies that went bankrupt: %(value)s"),
            None,
        ),
        "addressTodayCount": (
            _lt("Other companies at the address: %(value)s"),
            None,
        ),
        "officeAddressTodayCount": (
            _lt("Other companies in the same room: %(value)s"),
            None,
        ),
        "partOfCapitalCount": (
            _lt("Companies in which it has a share: %(value)s"),
            None,
        ),
        "noLiquidatedManagerInnCount": (
            _lt("Companies with the same director: %(value)s"),
            None,
        ),
        "noLiquidatedFounderInnCount": (
            _lt("Companies with the same founder: %(value)s"),
            None,
        ),
    },
    "purchasesAnalytics": {
        "inRnp": (
            _lt("In the register of unfair suppliers"),
            None,
        ),
        "participantCount12Month": (
            _lt("Public contracts as supplier within a year: %(value)s"),
            None,
        ),
        "participantSum12Month": (
            _lt("Public contracts as supplier within a year, sum: %(value)s"),
            None,
        ),
        "participantCount": (
            _lt("Public contracts as supplier, all: %(value)s"),
            None,
        ),
        "participantSum": (
            _lt("Public contracts as supplier, all, sum: %(value)s"),
            None,
        ),
        "customerCount12Month": (
            _lt("Public contracts as customer within a year: %(value)s"),
            None,
        ),
        "customerSum12Month": (
            _lt("Public contracts as customer within a year, sum: %(value)s"),
            None,
        ),
        "customerCount": (
            _lt("Public contracts as customer, all: %(value)s"),
            None,
        ),
        "customerSum": (
            _lt("Public contracts as customer, all, sum: %(value)s"),
            None,
        ),
    },
    **CASES,
}
#: The same for flags that are not set
WORDS_WHEN_FALSE = {
    ("legalAnalytics", "register12Month"): (
        _lt("Registered over a year ago"),
        None,
    ),
    ("financeAnalytics", "lastBuh"): (
        _lt("No statements filed"),
        _lt("No statements filed for %(date)s"),
    ),
}
#: The same for numbers under zero, which are told without their sign
WORDS_WHEN_NEGATIVE = {
    ("financeAnalytics", "profitEnd"): (
        _lt("Loss of the last year: %(value)s"),
        _lt("Loss of %(date)s: %(value)s"),
    ),
    ("financeAnalytics", "profitStart"): (
        _lt("Loss of the year before: %(value)s"),
        _lt("Loss of %(date)s: %(value)s"),
    ),
}
