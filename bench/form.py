# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What the web client asks the server for when it opens a form."""

from lxml import etree

LIMIT = 40  # records of an x2many field, web/static/src/views/fields/field.js
ALWAYS = ("1", "True", "true")


def specification(arch, model):
    """The specification of ``web_read`` that the client derives from a form's arch.

    Follows ``getFieldsSpec`` of web/static/src/model/relational_model/utils.js.

    :param arch: the form as an lxml element
    :param model: the empty recordset of its model
    :return: dict
    """
    result = {"display_name": {}}
    for node in arch.iter("field"):
        if next(node.iterancestors("field"), None) is not None:
            continue
        name = node.get("name")
        result[name] = _field(node, model) or result.get(name, {})
    return result


def _field(node, model):
    field = model._fields[node.get("name")]
    if field.type in ("many2one", "reference"):
        return {"fields": {"display_name": {}}}
    if field.type not in ("one2many", "many2many"):
        return {}
    if node.get("invisible") in ALWAYS:
        return {}
    views = [view for view in node if view.tag in ("list", "kanban")]
    if views:
        comodel = model.env[field.comodel_name]
        fields = specification(_content(views[0]), comodel)
    else:
        fields = {"display_name": {}}
    return {"fields": fields, "limit": LIMIT}


def _content(view):
    """The sub-view as a tree of its own, without the field around it."""
    return etree.fromstring(etree.tostring(view))
