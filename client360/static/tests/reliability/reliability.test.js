import { expect, test } from "@odoo/hoot";
import { queryAllAttributes, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { Deferred, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    mockService,
    mountView,
    onRpc,
    preloadBundle,
} from "@web/../tests/web_test_helpers";

class ResPartner extends mailModels.ResPartner {
    _records = [
        ...mailModels.ResPartner._records,
        { id: 100, name: "Red" },
        { id: 200, name: "Green" },
    ];
}

defineModels({ ...mailModels, ResPartner });
preloadBundle("web.chartjs_lib");

const RED = {
    id: 100,
    status: "red",
    status_label: "High risk",
    status_date: "2026-11-20 09:00:00",
    date: "2026-11-21 09:00:00",
    waiting: false,
    possible: true,
    reasons: [
        { tone: "red", name: "Frozen accounts", news: true },
        { tone: "yellow", name: "Bailiffs", news: false },
    ],
    denied: ["courts", "bailiffs"],
    registry: [
        { label: "State", value: "In liquidation", danger: true },
        { label: "Capital", value: "10 000", danger: false },
    ],
    relations: [{ id: 200, name: "Green", why: "founder" }],
    has_chart: true,
};
const UNKNOWN = {
    ...RED,
    id: 200,
    status: "none",
    status_label: "Not checked",
    status_date: false,
    date: false,
    reasons: [],
    denied: [],
    registry: [],
    relations: [],
    has_chart: false,
};

const ARCH = `<form><field name="name"/><widget name="client360_reliability"/></form>`;

async function mountPage(pages, { resId = 100, resIds, mayRequest = true } = {}) {
    onRpc("has_group", () => mayRequest);
    onRpc("res.partner", "client360_reliability", ({ args }) => {
        const [id] = args[0];
        expect.step(`load ${id}`);
        return pages[id];
    });
    await mountView({ resModel: "res.partner", type: "form", resId, resIds, arch: ARCH });
    await animationFrame();
}

test.tags("desktop");
test("the colour, its reasons with the worst first, and what is new", async () => {
    await mountPage({ 100: RED });
    expect.verifySteps(["load 100"]);
    const badge = ".o_client360_reliability .badge[data-status]";
    expect(badge).toHaveText("High risk");
    expect(badge).toHaveClass("text-bg-danger");
    expect(queryAllTexts(".o_client360_reasons li")).toEqual(["Frozen accountsnew", "Bailiffs"]);
    expect(queryAllAttributes(".o_client360_reasons li", "data-tone")).toEqual(["red", "yellow"]);
    expect("li[data-tone=red] .fa-exclamation-circle.text-danger").toHaveCount(1);
    expect("li[data-tone=yellow] .fa-exclamation-triangle.text-warning").toHaveCount(1);
    expect("li[data-tone=red] .fw-bold").toHaveText("Frozen accounts");
    expect("li[data-tone=yellow] .fw-bold").toHaveCount(0);
});

test.tags("desktop");
test("the day of the report and the day of the facts", async () => {
    await mountPage({ 100: RED });
    expect.verifySteps(["load 100"]);
    expect(queryAllTexts(".o_client360_reliability .badge ~ .text-muted")).toEqual([
        "express report of 11/20/2026",
        "facts read on 11/21/2026",
    ]);
});

test.tags("desktop");
test("what the tariff does not give is named once", async () => {
    await mountPage({ 100: RED });
    expect.verifySteps(["load 100"]);
    expect("p.text-muted").toHaveText("Not in the tariff: courts, bailiffs.");
});

test.tags("desktop");
test("the registry's part; what is dangerous stands out", async () => {
    await mountPage({ 100: RED });
    expect.verifySteps(["load 100"]);
    expect(queryAllTexts("dt")).toEqual(["State", "Capital"]);
    expect(queryAllTexts("dd")).toEqual(["In liquidation", "10 000"]);
    expect(queryAllTexts("dd.text-danger")).toEqual(["In liquidation"]);
});

test.tags("desktop");
test("a related card opens", async () => {
    mockService("action", {
        doAction: ({ res_model, res_id }) => expect.step(`open ${res_model} ${res_id}`),
    });
    await mountPage({ 100: RED });
    expect("a[href='/odoo/contacts/200']").toHaveText("Green");
    expect("a[href='/odoo/contacts/200'] ~ span").toHaveText("founder");
    await contains("a[href='/odoo/contacts/200']").click();
    expect.verifySteps(["load 100", "open res.partner 200"]);
});

test.tags("desktop");
test("a card of which nothing is known", async () => {
    await mountPage({ 200: UNKNOWN }, { resId: 200 });
    expect.verifySteps(["load 200"]);
    const page = queryFirst(".o_client360_reliability");
    expect(page.textContent).not.toInclude("speaks against");
    expect(page.textContent).not.toInclude("tariff");
    expect("h3").toHaveCount(0);
    expect("button[name=reliability_chart]").toHaveCount(0);
    expect("button[name=action_request_reliability]").toHaveCount(1);
});

test.tags("desktop");
test("a reading that found nothing says so", async () => {
    await mountPage({ 200: { ...UNKNOWN, date: RED.date } }, { resId: 200 });
    expect.verifySteps(["load 200"]);
    expect("p").toHaveText("Nothing speaks against the counterparty.");
});

test.tags("desktop");
test("the facts are asked for once, and the page says so", async () => {
    const answer = new Deferred();
    const pages = { 100: RED };
    onRpc("res.partner", "action_request_reliability", async ({ args }) => {
        expect.step(args[0]);
        await answer;
        pages[100] = { ...RED, waiting: true };
        return { type: "ir.actions.client", tag: "display_notification" };
    });
    mockService("action", { doAction: ({ tag }) => expect.step(tag) });
    await mountPage(pages);
    expect.verifySteps(["load 100"]);
    const button = "button[name=action_request_reliability]";
    await contains(button).click();
    expect(button).not.toBeEnabled();
    answer.resolve();
    await animationFrame();
    await animationFrame();
    expect.verifySteps([[100], "display_notification", "load 100"]);
    expect(button).toHaveCount(0);
    expect(".o_client360_reliability .text-info").toHaveText("a reading is requested");
});

test.tags("desktop");
test("a request that is refused can be made again", async () => {
    expect.errors(1);
    onRpc("res.partner", "action_request_reliability", () => {
        throw new Error("no key");
    });
    await mountPage({ 100: RED });
    await contains("button[name=action_request_reliability]").click();
    await animationFrame();
    expect("button[name=action_request_reliability]").toBeEnabled();
    expect.verifyErrors([/no key/]);
    expect.verifySteps(["load 100"]);
});

test.tags("desktop");
test("who may not spend has no button, nor has a card without an INN", async () => {
    await mountPage({ 100: RED }, { mayRequest: false });
    expect("button[name=action_request_reliability]").toHaveCount(0);
    expect.verifySteps(["load 100"]);
});

test.tags("desktop");
test("a card that nobody can ask about has no button", async () => {
    await mountPage({ 100: { ...RED, possible: false } });
    expect("button[name=action_request_reliability]").toHaveCount(0);
    expect.verifySteps(["load 100"]);
});

test.tags("desktop");
test("a new card asks for nothing", async () => {
    await mountPage({}, { resId: false });
    expect(".o_client360_reliability").toHaveCount(0);
    expect.verifySteps([]);
});

test.tags("desktop");
test("the next card has its own page, without the chart of the last one", async () => {
    onRpc("res.partner", "client360_reliability_chart", () => ({
        money: { years: ["2025"], income: [1], profit: [1] },
        staff: { years: [], numbers: [] },
    }));
    await mountPage({ 100: RED, 200: { ...UNKNOWN, has_chart: true } }, { resIds: [100, 200] });
    await contains("button[name=reliability_chart]").click();
    expect("figure").toHaveCount(1);
    await contains(".o_pager_next").click();
    await animationFrame();
    expect.verifySteps(["load 100", "load 200"]);
    expect(".o_client360_reliability .badge[data-status]").toHaveText("Not checked");
    expect("figure").toHaveCount(0);
});

test.tags("desktop");
test("the chart comes on demand, of what is known alone", async () => {
    onRpc("res.partner", "client360_reliability_chart", ({ args }) => {
        expect.step(`chart ${args[0]}`);
        return {
            money: { years: ["2024", "2025"], income: [1500000, null], profit: [-20000, 5] },
            staff: { years: [], numbers: [] },
        };
    });
    await mountPage({ 100: RED });
    expect.verifySteps(["load 100"]);
    const button = "button[name=reliability_chart]";
    expect(button).toHaveText("Revenue, profit and staff");
    await contains(button).click();
    await animationFrame();
    expect.verifySteps(["chart 100"]);
    expect(queryAllTexts("figure figcaption")).toEqual(["Revenue and profit by year"]);
    const chart = window.Chart.getChart(queryFirst("figure canvas"));
    expect(chart.data.labels).toEqual(["2024", "2025"]);
    expect(chart.data.datasets.map(({ label }) => label)).toEqual(["Revenue", "Profit"]);
    expect(chart.data.datasets.map(({ data }) => [...data])).toEqual([
        [1500000, null],
        [-20000, 5],
    ]);
    const { callback } = chart.options.scales.y.ticks;
    expect(callback.call(chart.scales.y, 1500000)).toBe("1.5 mln ₽");
    expect(callback.call(chart.scales.y, 20000)).toBe("20,000 ₽");
    expect(button).toHaveText("Hide the chart");
    await contains(button).click();
    expect("figure").toHaveCount(0);
    expect(window.Chart.getChart(chart.canvas)).toBe(undefined);
});

test.tags("desktop");
test("staff by year stands alone where there are no statements", async () => {
    onRpc("res.partner", "client360_reliability_chart", () => ({
        money: { years: [], income: [], profit: [] },
        staff: { years: ["2024", "2025"], numbers: [38, 41] },
    }));
    await mountPage({ 100: RED });
    await contains("button[name=reliability_chart]").click();
    await animationFrame();
    expect(queryAllTexts("figure figcaption")).toEqual(["Staff by year"]);
    const chart = window.Chart.getChart(queryFirst("figure canvas"));
    expect([...chart.data.datasets[0].data]).toEqual([38, 41]);
    expect.verifySteps(["load 100"]);
});
