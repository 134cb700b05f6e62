# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from odoo import Command, api, fields, models

#: System parameter: codes of the steps that an administrator has skipped.
SKIPPED = "client360.first_steps_skipped"


class Client360FirstSteps(models.TransientModel):
    """What an administrator is led through after the installation."""

    _name = "client360.first.steps"
    _description = "First Steps"

    line_ids = fields.One2many("client360.first.steps.line", "steps_id", "Steps")
    is_done = fields.Boolean(compute="_compute_is_done")

    @api.depends("line_ids.state")
    def _compute_is_done(self):
        for steps in self:
            steps.is_done = all(line.state != "open" for line in steps.line_ids)

    @api.depends("line_ids")
    def _compute_display_name(self):
        self.display_name = self.env._("First Steps")

    @api.model
    def _get_steps(self):
        """Name the steps, in their order.

        :return: {code: (title, what it is good for, whether it is done)}
        :rtype: dict[str, tuple]
        """
        company = self.env.company
        parameters = self.env["ir.config_parameter"].sudo()
        spenders = self.env.ref("client360.group_express_report").all_user_ids
        gates = ("sale", "agreement", "payment")
        return {
            "keys": (
                self.env._("Keys of the services"),
                self.env._(
                    "DaData fills cards by INN, Kontur.Focus checks counterparties. "
                    "Without a key all else works."
                ),
                bool(
                    self.env["client360.dadata"]._get_key()
                    and self.env["client360.kontur.focus"]._get_key()
                ),
            ),
            "money": (
                self.env._("Who may spend money"),
                self.env._(
                    "Express reports are paid for. Salespeople and accountants may "
                    "request them; here others are added or taken away."
                ),
                any(not user._is_admin() for user in spenders),
            ),
            "watch": (
                self.env._("Watch"),
                self.env._(
                    "Changes in the registry are noted on the cards each day, a "
                    "liquidation becomes an activity."
                ),
                bool(parameters.get_param("client360.dadata_watch")),
            ),
            "gates": (
                self.env._("Risky counterparties"),
                self.env._(
                    "What happens when somebody sells to a risky counterparty, signs "
                    "with it or pays it: nothing, a warning, a question or a refusal."
                ),
                any(company[f"client360_gate_{gate}"] != "nothing" for gate in gates),
            ),
            "import": (
                self.env._("Your counterparties"),
                self.env._("Paste a list of INNs: cards are made and filled."),
                bool(
                    self.env["client360.autofill.run"]
                    .sudo()
                    .search_count([("is_list", "=", True)], limit=1)
                ),
            ),
        }

    @api.model
    def _get_skipped(self):
        parameters = self.env["ir.config_parameter"].sudo()
        return set(filter(None, parameters.get_param(SKIPPED, "").split(",")))

    def _prepare_line_vals(self):
        skipped = self._get_skipped()
        result = []
        for code, (name, help_text, is_done) in self._get_steps().items():
            state = "done" if is_done else "skipped" if code in skipped else "open"
            result.append(
                {"code": code, "name": name, "help_text": help_text, "state": state}
            )
        return result

    @api.model
    def action_open(self):
        """Show the steps and how far they are.

        :return: action
        :rtype: dict
        :raise AccessError: for who is no administrator
        """
        steps = self.create(
            {"line_ids": [Command.create(vals) for vals in self._prepare_line_vals()]}
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("First Steps"),
            "res_model": self._name,
            "res_id": steps.id,
            "views": [(False, "form")],
        }


class Client360FirstStepsLine(models.TransientModel):
    _name = "client360.first.steps.line"
    _description = "First Step"
    _order = "id"

    steps_id = fields.Many2one(
        "client360.first.steps", required=True, ondelete="cascade", index=True
    )
    code = fields.Char(required=True, readonly=True, export_string_translation=False)
    name = fields.Char("Step", readonly=True)
    help_text = fields.Text("What It Is Good for", readonly=True)
    state = fields.Selection(
        [("open", "To Do"), ("done", "Done"), ("skipped", "Skipped")], readonly=True
    )

    def action_open(self):
        """Open what this step is done in.

        :return: action
        :rtype: dict
        """
        self.ensure_one()
        actions = {
            "import": "client360.client360_inn_import_action",
            "money": "base.action_res_groups",
        }
        xmlid = actions.get(self.code, "client360.res_config_settings_action")
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        if self.code == "money":
            action["res_id"] = self.env.ref("client360.group_express_report").id
            action["views"] = [(False, "form")]
        return action

    def action_skip(self):
        """Leave this step out, or take it up again.

        :return: action that shows the steps anew
        :rtype: dict
        """
        self.ensure_one()
        steps = self.env["client360.first.steps"]
        steps.check_access("create")
        skipped = steps._get_skipped() ^ {self.code}
        parameters = self.env["ir.config_parameter"].sudo()
        parameters.set_param(SKIPPED, ",".join(sorted(skipped)))
        return {**steps.action_open(), "target": "main"}
