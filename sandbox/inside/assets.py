"""Build the asset bundles beforehand: the first page comes faster.

Usage: assets.py CONFIG DATABASE
"""

import session

config, database = session.arguments()
with session.environment(config, database) as env:
    env["ir.qweb"]._pregenerate_assets_bundles()
