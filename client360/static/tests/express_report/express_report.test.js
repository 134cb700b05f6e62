import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { ReportedPartner } from "@client360/../tests/express_report/express_report_test_models";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    contains,
    defineModels,
    getService,
    makeMockEnv,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class ResPartner extends ReportedPartner {
    _records = [
        ...mailModels.ResPartner._records,
        {
            id: 100,
            name: "Customer",
            express_report_status: "none",
            express_report_focus_url: "https://focus.example/100",
        },
        { id: 200, name: "Person", express_report_status: "none" },
        {
            id: 300,
            name: "Requested once more",
            express_report_status: "green",
            express_report_focus_url: "https://focus.example/300",
            is_express_report_pending: true,
        },
    ];
}

defineModels({ ...mailModels, ResPartner });

let listeners;

/** The bus, of which the tests say what comes in. */
function mockBus() {
    const channels = [];
    listeners = {};
    mockService("bus_service", {
        addChannel: (channel) => channels.push(channel),
        deleteChannel: (channel) => channels.splice(channels.indexOf(channel), 1),
        addEventListener() {},
        removeEventListener() {},
        subscribe: (type, callback) => (listeners[type] = callback),
        unsubscribe() {},
        start() {},
    });
    return channels;
}

const ARCH = `
    <form>
        <field name="name"/>
        <field name="express_report_status" widget="client360_express_report"/>
    </form>`;

async function mountCard({ resId = 100, mayRequest = true } = {}) {
    onRpc("has_group", () => mayRequest);
    await mountView({ resModel: "res.partner", type: "form", resId, arch: ARCH });
}

test("the badge follows the news of its card", async () => {
    const channels = mockBus();
    await mountCard();
    expect(channels).toInclude("client360_express_report:100");
    expect(".o_client360_express_report .badge").toHaveText("Not checked");
    MockServer.env["res.partner"].write([100], { express_report_status: "red" });
    listeners["client360.express_report"]({ partner_id: 100 });
    await advanceTime(100);
    await animationFrame();
    expect(".o_client360_express_report .badge").toHaveText("High risk");
    expect(".o_client360_express_report .badge").toHaveClass("text-bg-danger");
});

test("news of several cards are read at once, of others not at all", async () => {
    mockBus();
    onRpc("res.partner", "read", ({ args }) => {
        expect.step(args[0]);
    });
    await makeMockEnv();
    const reports = getService("client360_express_report");
    const end = reports.listen(100, ({ id }) => expect.step(`told of ${id}`));
    reports.listen(200, ({ id }) => expect.step(`told of ${id}`));
    for (const id of [100, 200, 100, 300]) {
        listeners["client360.express_report"]({ partner_id: id });
    }
    await advanceTime(100);
    expect.verifySteps([[100, 200], "told of 100", "told of 200"]);
    end();
    listeners["client360.express_report"]({ partner_id: 100 });
    await advanceTime(100);
    expect.verifySteps([]);
});

test("after a request the button can be pressed again, though news come in at once", async () => {
    mockBus();
    onRpc("res.partner", "action_request_express_report", () => {
        expect.step("request");
        return { type: "ir.actions.act_window_close" };
    });
    mockService("action", {
        doAction() {
            // the bus is faster than the answer
            setTimeout(() => listeners["client360.express_report"]({ partner_id: 100 }), 50);
        },
    });
    await mountCard();
    await contains("button[name=action_request_express_report]").click();
    expect.verifySteps(["request"]);
    await advanceTime(200);
    await animationFrame();
    expect("button[name=action_request_express_report]").toBeEnabled();
});

test("a failed request can be made again", async () => {
    expect.errors(1);
    mockBus();
    onRpc("res.partner", "action_request_express_report", () => {
        throw new Error("no");
    });
    await mountCard();
    await contains("button[name=action_request_express_report]").click();
    await animationFrame();
    expect("button[name=action_request_express_report]").toBeEnabled();
    expect.verifyErrors([/no/]);
});

test("who may not spend has no button", async () => {
    mockBus();
    await mountCard({ mayRequest: false });
    expect(".o_client360_express_report .badge").toHaveCount(1);
    expect("button[name=action_request_express_report]").toHaveCount(0);
});

test("while a request waits there is no second one", async () => {
    mockBus();
    await mountCard({ resId: 300 });
    expect("button[name=action_request_express_report]").toHaveCount(0);
    expect(".fa-clock-o").toHaveCount(1);
});

test("a person without an INN has nothing of it", async () => {
    mockBus();
    await mountCard({ resId: 200 });
    expect(".o_client360_express_report").toHaveCount(0);
});

test("the list has the badges, and no channels of its own", async () => {
    const channels = mockBus();
    await mountView({
        resModel: "res.partner",
        type: "list",
        domain: [["id", "in", [100, 200]]],
        arch: `
            <list>
                <field name="name"/>
                <field name="express_report_status" widget="client360_express_report_badge"/>
            </list>`,
    });
    expect(queryAllTexts(".o_data_row .badge")).toEqual(["Not checked"]);
    expect(channels.filter((channel) => channel.includes("express"))).toEqual([]);
});
