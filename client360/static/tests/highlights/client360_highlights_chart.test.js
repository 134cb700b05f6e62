import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getMockEnv,
    mountView,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";

import { CARD_CHANGED } from "@client360/card/client360_list/client360_list";

class ResPartner extends mailModels.ResPartner {
    _records = [...mailModels.ResPartner._records, { id: 100, name: "Customer" }];
}

defineModels({ ...mailModels, ResPartner });
preloadBundle("web.chartjs_lib");

async function mountCard() {
    onRpc("res.partner", "client360_highlights", () => []);
    await mountView({
        resModel: "res.partner",
        type: "form",
        resId: 100,
        arch: `<form><field name="name"/><widget name="client360_highlights"/></form>`,
    });
    await animationFrame();
}

test.tags("desktop");
test("the chart is loaded when it is opened, and again with the strip", async () => {
    onRpc("res.partner", "client360_highlights_chart", () => {
        expect.step("chart");
        return {
            currency_id: 1,
            revenue: {
                source: "orders",
                months: ["2026-01-01"],
                values: [10],
                last_year: [5],
            },
            receivable: null,
        };
    });
    await mountCard();
    expect.verifySteps([]);
    await contains(".o_client360_chart_toggle").click();
    await animationFrame();
    expect.verifySteps(["chart"]);
    expect(".o_client360_chart canvas").toHaveCount(1);
    expect(".o_client360_chart").toHaveText("Revenue by month, ordered, without VAT");
    getMockEnv().bus.trigger(CARD_CHANGED, { resId: 100 });
    await advanceTime(300);
    await animationFrame();
    expect.verifySteps(["chart"]);
});

test.tags("desktop");
test("who sees neither orders nor invoices is told so", async () => {
    onRpc("res.partner", "client360_highlights_chart", () => ({
        currency_id: 1,
        revenue: null,
        receivable: null,
    }));
    await mountCard();
    await contains(".o_client360_chart_toggle").click();
    await animationFrame();
    expect(".o_client360_chart").toHaveText("Neither orders nor invoices are yours to see.");
});
