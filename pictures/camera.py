"""Looks at the served pages with the machine's Chromium and takes pictures.

Needs Playwright (its environment is made by ``python -m pictures``), not Odoo:

    with camera.browser(executable) as chromium:
        page = camera.open_page(chromium, address, width=1366)
        camera.login(page)
        camera.open_partner(page, "ООО «Ромашка»", tab="client360_crm")
        camera.shot(page, "crm.png")
"""

import contextlib
import time
import weakref
from pathlib import Path

from playwright.sync_api import sync_playwright

SIZES = {1920: (1920, 1080), 1366: (1366, 768), 390: (390, 844)}
ENDLESS = "/bus/websocket_worker_bundle"  # no end is reported for workers' scripts
UNANSWERED = weakref.WeakKeyDictionary()
QUIET = """
    *, *::before, *::after {
        animation: none !important;
        transition: none !important;
        caret-color: transparent !important;
    }
    .o_notification_manager, .o-mail-ChatHub, .o_menu_systray .badge {
        display: none !important;
    }
"""


@contextlib.contextmanager
def browser(executable):
    """Start the machine's own Chromium; Playwright's is not downloaded."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=executable,
            args=["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu"],
        )
        yield chromium
        chromium.close()


def open_page(chromium, address, width=1366):
    """A page of a browser of its own: no cookies of others."""
    size = SIZES.get(width, (width, round(width * 9 / 16)))
    phone = width < 768
    context = chromium.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="ru-RU",
        timezone_id="Europe/Moscow",
        is_mobile=phone,
        has_touch=phone,
        device_scale_factor=2 if phone else 1,
    )
    context.route(lambda url: not url.startswith(address), lambda route: route.abort())
    page = context.new_page()
    waiting = UNANSWERED[page] = set()
    page.on("request", lambda request: ENDLESS in request.url or waiting.add(request))
    page.on("requestfinished", lambda request: waiting.discard(request))
    page.on("requestfailed", lambda request: waiting.discard(request))
    return page


def login(page, user="admin", password=None):
    """Log in through the form; the password of a demo user is his login."""
    page.goto("/web/login")
    page.fill("input[name=login]", user)
    page.fill("input[name=password]", password or user)
    page.click("form.oe_login_form button[type=submit]")
    page.wait_for_url(lambda url: "/web/login" not in url)


def call(page, model, method, *args, **kwargs):
    """Call a method of a model as the user who is logged in."""
    values = {"model": model, "method": method, "args": args, "kwargs": kwargs}
    answer = page.request.post(
        f"/web/dataset/call_kw/{model}/{method}",
        data={"jsonrpc": "2.0", "method": "call", "params": values},
    ).json()
    if "error" in answer:
        raise RuntimeError(answer["error"]["data"]["message"])
    return answer["result"]


def open_partner(page, name_or_id, tab=None):
    """Open a partner's form, by its id or the beginning of its name, and a page."""
    number = name_or_id
    if not str(name_or_id).isdigit():
        domain = [["name", "=ilike", f"{name_or_id}%"]]
        order = "parent_id desc, id"
        [number] = call(page, "res.partner", "search", domain, order=order, limit=1)
    page.goto(f"/odoo/contacts/{number}")
    page.wait_for_selector(".o_form_view .o_notebook")
    if tab:
        page.click(f".o_notebook .nav-link[name='{tab}']")
        page.wait_for_selector(f".o_notebook .nav-link.active[name='{tab}']")
    settle(page)


def open_url(page, url):
    page.goto(url)
    page.wait_for_selector(".o_action_manager > *, .oe_login_form, #wrapwrap")
    settle(page)


def settle(page, quiet=0.5, patience=20):
    """Wait until no request has been under way for a while, and nothing moves.

    Playwright's own "networkidle" waits for the workers' scripts as well, in vain.
    """
    page.add_style_tag(content=QUIET)
    since = time.monotonic()
    end = since + patience
    while time.monotonic() < end and time.monotonic() - since < quiet:
        page.wait_for_timeout(50)
        if UNANSWERED[page]:
            since = time.monotonic()
    page.wait_for_function(
        "!document.querySelector('.o_blockUI, .o_loading_indicator')"
    )
    page.evaluate("document.fonts.ready.then(() => true)")
    # A lazy one below the edge of the window is not even asked for.
    page.wait_for_function(
        "[...document.images].every(({ complete, loading }) =>"
        " complete || loading === 'lazy')"
    )


def shot(page, file):
    """Write what the window shows into a PNG file."""
    page.mouse.move(0, 0)
    settle(page)
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=str(file), animations="disabled", caret="hide")
