# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo.fields import Domain


def in_batches(model, domain, size):
    """Go through all records of a domain once, for scheduled actions: what is done with
    a batch is committed before the next one, until the action's time is over.

    :param model: recordset of the model
    :param domain: search domain
    :type domain: Domain or list
    :param int size: records of a batch
    :return: iterator of recordsets, by their ids
    """
    progress = model.env["ir.cron"]._commit_progress
    time_left = progress(remaining=model.search_count(domain))
    last_id = 0
    while time_left and (
        records := model.search(
            Domain(domain) & Domain("id", ">", last_id), order="id", limit=size
        )
    ):
        last_id = records[-1].id
        yield records
        time_left = progress(len(records))
