import { expect, test } from "@odoo/hoot";
import { makeMockEnv, mockService, onRpc } from "@web/../tests/web_test_helpers";

import { registry } from "@web/core/registry";

const PDF = { report_name: "client360.report_dossier", report_type: "qweb-pdf" };

/** Ask the handler as the service of actions does. */
async function prepare() {
    const server = { state: "ok" };
    onRpc("/report/check_wkhtmltopdf", () => {
        expect.step("check");
        return server.state;
    });
    mockService("notification", { add: (message) => expect.step(message.slice(0, 40)) });
    const env = await makeMockEnv();
    const handler = registry.category("ir.actions.report handlers").get("client360_dossier");
    return (action, state) => {
        server.state = state;
        return handler(action, {}, env);
    };
}

test("with a program for PDFs nothing is different", async () => {
    const handle = await prepare();
    for (const state of ["ok", "upgrade"]) {
        const action = { ...PDF };
        expect(await handle(action, state)).toBe(false);
        expect(action).toEqual(PDF);
        expect.verifySteps(["check"]);
    }
});

test("without one it is said in plain words, and the page opens", async () => {
    const handle = await prepare();
    for (const state of ["install", "broken", "workers"]) {
        const action = { ...PDF };
        expect(await handle(action, state)).toBe(false);
        expect(action.report_type).toBe("qweb-html");
        expect.verifySteps(["check", "The server has no program that makes PDF"]);
    }
});

test("other reports, and the page itself, are left alone", async () => {
    const handle = await prepare();
    for (const other of [
        { ...PDF, report_name: "sale.report_saleorder" },
        { ...PDF, report_type: "qweb-html" },
    ]) {
        const action = { ...other };
        expect(await handle(action, "install")).toBe(false);
        expect(action).toEqual(other);
        expect.verifySteps([]);
    }
});

test("the page's own button has the browser print it", async () => {
    const handle = await prepare();
    const frame = document.createElement("iframe");
    frame.setAttribute("src", "about:blank?/report/html/client360.report_dossier/7");
    document.body.append(frame);
    frame.contentWindow.print = () => expect.step("print");
    const action = { ...PDF };
    expect(await handle(action, "install")).toBe(true);
    expect(action).toEqual(PDF);
    expect.verifySteps(["check", "print"]);
    frame.remove();
});
