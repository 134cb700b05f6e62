# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from lxml import etree

from odoo import SUPERUSER_ID, api
from odoo.modules import Manifest
from odoo.tools import file_open

MODELS = ("ir.cron", "ir.actions.server")


def migrate(cr, version):
    """Let scheduled and server actions call the methods of this version.

    An update leaves them alone, since administrators change when they run and whether
    they do. The code is not theirs.
    """
    env = api.Environment(cr, SUPERUSER_ID, {})
    for name in Manifest.for_addon("client360")["data"]:
        if name.endswith(".xml"):
            with file_open(f"client360/{name}", "rb") as file:
                for node in etree.parse(file).iter("record"):
                    if node.get("model") in MODELS:
                        _write_code(env, node)


def _write_code(env, node):
    """Write the code of an action's data, and the model that it is called on."""
    xmlid = node.get("id")
    record = env.ref(
        xmlid if "." in xmlid else f"client360.{xmlid}", raise_if_not_found=False
    )
    code = node.findtext("field[@name='code']")
    if not record or not code:
        return
    values = {"code": code.strip()}
    model = node.find("field[@name='model_id']")
    if model is not None and model.get("ref"):
        model = model.get("ref")
        values["model_id"] = env.ref(model if "." in model else f"client360.{model}").id
    record.write(
        {
            name: value
            for name, value in values.items()
            if record._fields[name].convert_to_write(record[name], record) != value
        }
    )
