"""Build the asset bundles of the web client beforehand: the first page comes faster.

Without this every class of browser tests would build them, and roll them back.
"""

SCRIPTS = (
    "web.assets_web",
    "web.assets_frontend_minimal",
    "web.assets_frontend_lazy",
    "web.assets_tests",
    "bus.websocket_worker_assets",
)
STYLES = ("web.assets_web", "web.assets_web_print", "web.assets_frontend")

qweb = env["ir.qweb"]
for bundle in SCRIPTS:
    qweb._get_asset_bundle(bundle, css=False, js=True).js()
for bundle in STYLES:
    qweb._get_asset_bundle(bundle, css=True, js=False).css()
env.cr.commit()
