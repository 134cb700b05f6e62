import { expect, test } from "@odoo/hoot";
import { advanceTime, animationFrame } from "@odoo/hoot-mock";
import { waitNotifications } from "@bus/../tests/bus_test_helpers";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    MockServer,
    getService,
    makeMockEnv,
    mountWithCleanup,
    serverState,
} from "@web/../tests/web_test_helpers";

import { AutofillProgress } from "@client360/dadata/autofill_progress";

defineMailModels();

async function mountProgress() {
    const env = await makeMockEnv();
    getService("bus_service").start();
    await mountWithCleanup(AutofillProgress, { env, noMainContainer: true });
    return async (progress) => {
        MockServer.env["bus.bus"]._sendone(serverState.partnerId, "client360.autofill", progress);
        await waitNotifications([env, "client360.autofill"]);
        await animationFrame();
    };
}

test("what the bus says is shown, until all is done", async () => {
    const send = await mountProgress();
    expect(".o_client360_autofill_progress").toHaveCount(0);
    await send({ done: 0, total: 8 });
    expect(".o_client360_autofill_progress").toHaveText("Autofill: 0 of 8");
    await send({ done: 6, total: 8 });
    expect(".o_client360_autofill_progress").toHaveText("Autofill: 6 of 8");
    expect(".progress-bar").toHaveAttribute("style", /75%/);
    await send({ done: 8, total: 8 });
    expect(".o_client360_autofill_progress").toHaveCount(0);
});

test("when the end gets lost the notice goes away by itself", async () => {
    const send = await mountProgress();
    await send({ done: 1, total: 8 });
    expect(".o_client360_autofill_progress").toHaveCount(1);
    await advanceTime(60000);
    await animationFrame();
    expect(".o_client360_autofill_progress").toHaveCount(0);
});
