"""Take the pictures of the documentation, or one picture of any page.

Usage: take.py CHROMIUM ADDRESS all FOLDER
       take.py CHROMIUM ADDRESS one URL WIDTH FILE LOGIN
"""

import sys
from pathlib import Path

import camera

CUSTOMER = "АО «Большая верста»"
# first part of the file name, partner, page of the form, widths
PICTURES = [
    ("card_crm", CUSTOMER, "client360_crm", (1920,)),
    ("main", CUSTOMER, "client360_main", (1366,)),
    ("crm", CUSTOMER, "client360_crm", (390,)),
    ("history", CUSTOMER, "client360_history", (1366,)),
    ("documents", CUSTOMER, "client360_documents", (1366,)),
    ("contracts", CUSTOMER, "client360_contracts", (1366,)),
]


def take_all(chromium, address, folder):
    for width in camera.SIZES:
        page = camera.open_page(chromium, address, width)
        camera.login(page)
        for name, partner, tab, widths in PICTURES:
            if width in widths:
                camera.open_partner(page, partner, tab)
                camera.shot(page, Path(folder) / f"{name}_{width}.png")
        if width == 1366:
            domain = [["name", "=", CUSTOMER]]
            [number] = camera.call(page, "res.partner", "search", domain, limit=1)
            camera.open_url(page, f"/report/html/client360.report_dossier/{number}")
            camera.shot(page, Path(folder) / f"dossier_{width}.png")
        page.context.close()


def take_one(chromium, address, url, width, file, user):
    page = camera.open_page(chromium, address, int(width))
    camera.login(page, user)
    camera.open_url(page, url)
    camera.shot(page, file)


def main():
    executable, address, kind, *rest = sys.argv[1:]
    with camera.browser(executable) as chromium:
        {"all": take_all, "one": take_one}[kind](chromium, address, *rest)


main()
