import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";

const HELD = "odoo.addons.client360.exceptions.CounterpartyHeldError";

/**
 * A document that stops for a risky counterparty asks for the reason, instead of the
 * usual error. Whatever button or list action it was, the dialog repeats it.
 */
function counterpartyHeldHandler(env, error, originalError) {
    if (!(originalError instanceof RPCError) || originalError.exceptionName !== HELD) {
        return false;
    }
    error.unhandledRejectionEvent?.preventDefault();
    const { res_model, res_ids } = originalError.data.context;
    env.services.action.doAction(
        {
            type: "ir.actions.act_window",
            name: _t("Risky counterparty"),
            res_model: "client360.risk.decision.make",
            views: [[false, "form"]],
            target: "new",
            context: { default_res_model: res_model, default_res_ids: res_ids },
        },
        { onClose: () => env.services.action.doAction("soft_reload") }
    );
    return true;
}

// Before core's handler of errors of the server, which is at 97.
registry
    .category("error_handlers")
    .add("client360.counterpartyHeld", counterpartyHeldHandler, { sequence: 90 });
