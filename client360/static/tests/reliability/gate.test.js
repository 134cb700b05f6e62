import { expect, test } from "@odoo/hoot";
import { animationFrame } from "@odoo/hoot-mock";
import { ReportedPartner } from "@client360/../tests/express_report/express_report_test_models";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    makeMockEnv,
    makeServerError,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { registry } from "@web/core/registry";

const HELD = "odoo.addons.client360.exceptions.CounterpartyHeldError";

class ResPartner extends ReportedPartner {
    _records = [
        ...mailModels.ResPartner._records,
        {
            id: 100,
            name: "Red",
            express_report_status: "red",
            express_report_focus_url: "https://focus.example/100",
        },
    ];
}

defineModels({ ...mailModels, ResPartner });

const serverError = (errorName, context) =>
    makeServerError({ errorName, context, message: errorName });

const held = () => serverError(HELD, { res_model: "sale.order", res_ids: [7, 8] });

/** Ask the handler as the service of errors does, about one error after another. */
async function handle(...originalErrors) {
    const actions = [];
    mockService("action", { doAction: (...args) => actions.push(args) });
    const env = await makeMockEnv();
    const handler = registry.category("error_handlers").get("client360.counterpartyHeld");
    return originalErrors.map((originalError) => {
        actions.length = 0;
        let isPrevented = false;
        const error = {
            unhandledRejectionEvent: { preventDefault: () => (isPrevented = true) },
        };
        const isHandled = handler(env, error, originalError);
        return { actions, isHandled, isPrevented };
    });
}

test("a document that is held opens the dialog instead of an error", async () => {
    const [{ actions, isHandled, isPrevented }] = await handle(held());
    expect(isHandled).toBe(true);
    expect(isPrevented).toBe(true);
    const [[action, options]] = actions;
    expect(action.res_model).toBe("client360.risk.decision.make");
    expect(action.target).toBe("new");
    expect(action.context).toEqual({
        default_res_model: "sale.order",
        default_res_ids: [7, 8],
    });
    options.onClose();
    expect(actions[1]).toEqual(["soft_reload"]);
});

test("other errors are left to others", async () => {
    const answers = await handle(
        serverError("odoo.exceptions.UserError"),
        Object.assign(new Error("no"), { exceptionName: HELD })
    );
    for (const { actions, isHandled, isPrevented } of answers) {
        expect(isHandled).toBe(false);
        expect(isPrevented).toBe(false);
        expect(actions).toEqual([]);
    }
});

test("it is asked before Odoo's own handler of errors of the server", () => {
    const names = registry
        .category("error_handlers")
        .getEntries()
        .map(([name]) => name);
    expect(names.indexOf("client360.counterpartyHeld")).toBeGreaterThan(-1);
    expect(names.indexOf("client360.counterpartyHeld")).toBeLessThan(
        names.indexOf("rpcErrorHandler")
    );
});

test("whatever call was refused, nobody sees an error", async () => {
    expect.errors(1);
    mockService("action", {
        doAction: ({ res_model, context }) => expect.step([res_model, context]),
    });
    await makeMockEnv();
    Promise.reject(held());
    await animationFrame();
    expect.verifyErrors([HELD]);
    expect.verifySteps([
        [
            "client360.risk.decision.make",
            { default_res_model: "sale.order", default_res_ids: [7, 8] },
        ],
    ]);
    expect(".o_error_dialog").toHaveCount(0);
});

test.tags("desktop");
test("the badge opens the page with the reasons", async () => {
    mockService("bus_service", {
        addChannel() {},
        deleteChannel() {},
        addEventListener() {},
        removeEventListener() {},
        subscribe() {},
        unsubscribe() {},
        start() {},
    });
    onRpc("has_group", () => false);
    await mountView({
        resModel: "res.partner",
        type: "form",
        resId: 100,
        arch: `
            <form>
                <field name="express_report_status" widget="client360_express_report"/>
                <notebook>
                    <page name="main" string="Main"><field name="name"/></page>
                    <page name="client360_reliability" string="Reliability"><p>Reasons</p></page>
                </notebook>
            </form>`,
    });
    const badge = ".o_client360_express_report a[name=open_reliability]";
    expect(badge).toHaveText("High risk");
    expect(badge).toHaveAttribute("data-status", "red");
    expect(badge).toHaveClass("text-bg-danger");
    expect(".o_notebook .nav-link.active").toHaveText("Main");
    await contains(badge).click();
    await animationFrame();
    expect(".o_notebook .nav-link.active").toHaveText("Reliability");
    expect(".o_notebook .tab-pane.active").toHaveText("Reasons");
});
