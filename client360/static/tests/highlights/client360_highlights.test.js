import { expect, test } from "@odoo/hoot";
import { queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    getMockEnv,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { CARD_CHANGED } from "@client360/card/client360_list/client360_list";

class ResPartner extends mailModels.ResPartner {
    _records = [...mailModels.ResPartner._records, { id: 100, name: "Customer" }];
}

defineModels({ ...mailModels, ResPartner });

const figure = (key, values, more = {}) => ({ key, values, label: "", tone: "", ...more });
const TILES = [
    {
        key: "orders",
        label: "Orders this year",
        icon: "fa-shopping-cart",
        figures: [
            figure("orders", [
                { type: "monetary", value: 1234567.89, currency_id: 1 },
                { type: "integer", value: 6 },
            ]),
            figure("orders_last_year", [{ type: "monetary", value: 99.5, currency_id: 1 }], {
                label: "last year by now",
                tone: "warning",
            }),
        ],
    },
    {
        key: "contact",
        label: "Last contact",
        icon: "fa-comments-o",
        figures: [figure("last_contact", [{ type: "datetime", value: null }])],
    },
    { key: "report", label: "Report", icon: "", figures: [] },
];

const ARCH = `<form><field name="name"/><widget name="client360_highlights"/></form>`;

async function mountCard(resId = 100) {
    await mountView({ resModel: "res.partner", type: "form", resId, arch: ARCH });
    await animationFrame();
}

function countLoads() {
    onRpc("res.partner", "client360_highlights", ({ args }) => {
        expect.step(`load ${args[0]}`);
        return TILES;
    });
}

test.tags("desktop");
test("tiles are loaded by one call; large amounts have no fractions", async () => {
    countLoads();
    await mountCard();
    expect.verifySteps(["load 100"]);
    expect(queryAllTexts(".o_client360_tile")).toEqual([
        "Orders this year\n$ 1,234,568\n$ 99.5\nlast year by now",
        "Last contact\n—",
    ]);
    expect(".o_client360_figure[data-key=orders]").toHaveAttribute(
        "title",
        "$\u00a01,234,567.89 · 6"
    );
    expect(queryFirst("[data-key=orders_last_year] .text-warning")).not.toBe(null);
});

test.tags("desktop");
test("a new card asks for nothing", async () => {
    countLoads();
    await mountView({ resModel: "res.partner", type: "form", arch: ARCH });
    expect.verifySteps([]);
});

test.tags("desktop");
test("the strip loads again when a list of the card says so, once for several", async () => {
    countLoads();
    await mountCard();
    expect.verifySteps(["load 100"]);
    const { bus } = getMockEnv();
    bus.trigger(CARD_CHANGED, { resId: 100 });
    bus.trigger(CARD_CHANGED, { resId: 100 });
    await advanceTime(300);
    expect.verifySteps(["load 100"]);
    bus.trigger(CARD_CHANGED, { resId: 200 });
    await advanceTime(300);
    expect.verifySteps([]);
});

test.tags("desktop");
test("the strip loads again when the card is saved", async () => {
    countLoads();
    await mountCard();
    expect.verifySteps(["load 100"]);
    await contains(".o_field_widget[name=name] input").edit("Customer & Co.");
    await advanceTime(300);
    expect.verifySteps([]);
    await contains(".o_form_button_save").click();
    await advanceTime(300);
    expect.verifySteps(["load 100"]);
});

test.tags("desktop");
test("a figure opens its records", async () => {
    onRpc("res.partner", "client360_highlights", () => TILES);
    onRpc("res.partner", "action_client360_highlight", ({ args }) => {
        expect.step(args);
        return { type: "ir.actions.act_window", name: "Orders" };
    });
    mockService("action", { doAction: ({ name }) => expect.step(name) });
    await mountCard();
    await contains(".o_client360_figure[data-key=orders]").click();
    expect.verifySteps([[[100], "orders"], "Orders"]);
});

test.tags("desktop");
test("the part that a figure stands for is a filter that can be removed", async () => {
    onRpc("res.partner", "client360_highlights", () => TILES);
    const domain = [["state", "=", "sale"]];
    const rest = [["partner_id", "child_of", 100]];
    onRpc("res.partner", "action_client360_highlight", () => ({
        type: "ir.actions.act_window",
        domain: [...rest, ...domain],
        client360_filter: { description: "Orders this year", domain, rest },
    }));
    mockService("action", {
        doAction: (action, { props }) => {
            expect(action).toEqual({ type: "ir.actions.act_window", domain: rest });
            expect.step(props.dynamicFilters);
        },
    });
    await mountCard();
    await contains(".o_client360_figure[data-key=orders]").click();
    expect.verifySteps([[{ description: "Orders this year", domain }]]);
});

test.tags("desktop");
test("a figure without records opens nothing", async () => {
    onRpc("res.partner", "client360_highlights", () => TILES);
    onRpc("res.partner", "action_client360_highlight", () => {
        expect.step("asked");
        return false;
    });
    mockService("action", { doAction: () => expect.step("action") });
    await mountCard();
    await contains(".o_client360_figure[data-key=last_contact]").click();
    expect.verifySteps(["asked"]);
});

test.tags("desktop");
test("a failure is said in the strip, and can be tried again", async () => {
    let isDown = true;
    onRpc("res.partner", "client360_highlights", () => {
        if (isDown) {
            throw new Error("down");
        }
        return TILES;
    });
    await mountCard();
    expect(".o_client360_highlights").toHaveText("The highlights could not be loaded. Try again");
    isDown = false;
    await contains(".o_client360_highlights button").click();
    await animationFrame();
    expect(".o_client360_tile").toHaveCount(2);
});
