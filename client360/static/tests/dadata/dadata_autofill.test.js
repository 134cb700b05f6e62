import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { Deferred, advanceTime, animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    mockService,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class ResPartner extends mailModels.ResPartner {
    vat = fields.Char({ string: "INN" });
    kpp = fields.Char({ string: "KPP" });
    okpo = fields.Char({ string: "OKPO" });
    registration_date = fields.Date();
    company_type = fields.Char();
    has_russian_requisites = fields.Boolean();
    _records = [
        ...mailModels.ResPartner._records,
        { id: 100, name: "Swallow", vat: "7890002019", okpo: "1", kpp: "2" },
    ];
}

defineModels({ ...mailModels, ResPartner });

const ARCH = `
    <form>
        <field name="company_type" invisible="1"/>
        <field name="has_russian_requisites" invisible="1"/>
        <field name="name" widget="client360_partner_name"/>
        <field name="vat"/>
        <widget name="client360_dadata_autofill"/>
        <field name="kpp"/>
        <field name="okpo"/>
        <field name="registration_date"/>
    </form>`;

const CONFLICTS = [
    { key: "okpo", label: "OKPO", old: "1", new: "11", take: false, values: { okpo: "11" } },
    { key: "kpp", label: "KPP", old: "2", new: "22", take: true, values: { kpp: "22" } },
];

const answer = (more) => ({ name: "Swallow", fill: {}, conflicts: [], ...more });

const mountCard = (params = {}) =>
    mountView({ resModel: "res.partner", type: "form", resId: 100, arch: ARCH, ...params });

const field = (name) => `.o_field_widget[name=${name}] input`;

function answerWith(...answers) {
    onRpc("res.partner", "dadata_autofill", ({ args }) => {
        const [inn, kpp, shown, hid] = args;
        expect.step([inn, kpp, shown.okpo, hid]);
        return answers.shift();
    });
}

async function autofill() {
    await contains(".o_client360_autofill").click();
    await animationFrame();
}

test("what is empty is filled, and nothing saved", async () => {
    onRpc("res.partner", "web_save", () => {
        expect.step("save");
    });
    answerWith(answer({ fill: { registration_date: "2014-05-14", unknown: 1 } }));
    await mountCard();
    await autofill();
    expect.verifySteps([["7890002019", "2", "1", false]]);
    expect(".o_field_widget[name=registration_date]").not.toHaveText("");
    expect(".o_form_button_save").toBeVisible();
    expect(".o_notification").toHaveText("Filled from DaData. Look it over and save.");
});

test("a card that agrees with the registry is not changed", async () => {
    answerWith(answer({ fill: { okpo: "1", dadata_date: "2026-01-01 00:00:00" } }));
    await mountCard();
    await autofill();
    expect.verifySteps([["7890002019", "2", "1", false]]);
    expect(".o_form_button_save").not.toBeVisible();
    expect(".o_notification_content").toHaveText(
        "The card agrees with the registry: nothing to change."
    );
});

test("the dialog shows what differs, and takes what is chosen", async () => {
    answerWith(answer({ conflicts: CONFLICTS }));
    await mountCard();
    await autofill();
    expect.verifySteps([["7890002019", "2", "1", false]]);
    expect(queryAllTexts(".o_client360_conflicts tbody th")).toEqual(["OKPO", "KPP"]);
    await contains("tr[data-key=okpo] td:last-child input").click();
    await contains("tr[data-key=kpp] td:nth-child(2) input").click();
    await contains(".modal-footer .btn-primary").click();
    expect(field("okpo")).toHaveValue("11");
    expect(field("kpp")).toHaveValue("2");
});

test("one click takes all that the registry has", async () => {
    answerWith(answer({ conflicts: CONFLICTS }));
    await mountCard();
    await autofill();
    expect.verifySteps([["7890002019", "2", "1", false]]);
    await contains(".o_client360_conflicts thead th:last-child button").click();
    await contains(".modal-footer .btn-primary").click();
    expect(field("okpo")).toHaveValue("11");
    expect(field("kpp")).toHaveValue("22");
});

for (const [how, selector] of [
    ["closed", ".modal-header .btn-close"],
    ["cancelled", ".modal-footer .btn-secondary"],
]) {
    test(`a dialog that is ${how} takes nothing`, async () => {
        answerWith(answer({ conflicts: CONFLICTS, fill: { registration_date: "2014-05-14" } }));
        await mountCard();
        await autofill();
        expect.verifySteps([["7890002019", "2", "1", false]]);
        await contains(selector).click();
        await animationFrame();
        expect(field("okpo")).toHaveValue("1");
        expect(field("kpp")).toHaveValue("2");
        expect(".o_form_button_save").not.toBeVisible();
        expect(".o_notification").toHaveCount(0);
    });
}

test("of several branches the user chooses one", async () => {
    const branches = [
        { name: "Head", main: true, kpp: "789001001", address: "A", hid: "h" },
        { name: "Branch", main: false, kpp: "789043001", address: "B", hid: "b" },
    ];
    answerWith({ branches }, answer({ fill: { kpp: "789043001" } }));
    await mountCard();
    await autofill();
    await contains(".o_client360_branches button:contains(789043001)").click();
    await animationFrame();
    expect.verifySteps([
        ["7890002019", "2", "1", false],
        ["7890002019", "789043001", "1", "b"],
    ]);
    expect(field("kpp")).toHaveValue("789043001");
});

test("a choice of branches that is closed asks no more", async () => {
    answerWith({ branches: [{ name: "Head", main: true, kpp: "1", address: "A" }] });
    await mountCard();
    await autofill();
    await contains(".modal-header .btn-close").click();
    await animationFrame();
    expect.verifySteps([["7890002019", "2", "1", false]]);
    expect(".o_client360_autofill").toBeEnabled();
});

test("an error is one sentence, with the way to the settings", async () => {
    answerWith({ error: "No key is set.", settings: true });
    mockService("action", { doAction: (action) => expect.step(action) });
    await mountCard();
    await autofill();
    expect(".o_notification_content").toHaveText("No key is set.");
    await contains(".o_notification_buttons button").click();
    expect.verifySteps([["7890002019", "2", "1", false], "client360.res_config_settings_action"]);
});

test("what is typed meanwhile stays; the button waits for the answer", async () => {
    const late = new Deferred();
    onRpc("res.partner", "dadata_autofill", () => late);
    await mountCard();
    await contains(".o_client360_autofill").click();
    expect(".o_client360_autofill").not.toBeEnabled();
    await contains(field("okpo")).edit("999");
    late.resolve(answer({ fill: { okpo: "11", kpp: "22" } }));
    await animationFrame();
    await animationFrame();
    expect(field("okpo")).toHaveValue("999");
    expect(field("kpp")).toHaveValue("22");
    expect(".o_client360_autofill").toBeEnabled();
});

test("another INN typed meanwhile: the answer is not for it", async () => {
    const late = new Deferred();
    onRpc("res.partner", "dadata_autofill", () => late);
    await mountCard();
    await contains(".o_client360_autofill").click();
    await contains(field("vat")).edit("5990002033");
    late.resolve(answer({ fill: { kpp: "22" } }));
    await animationFrame();
    await animationFrame();
    expect(field("kpp")).toHaveValue("2");
    expect(".o_notification_content").toHaveText(
        "The INN has changed meanwhile: press Autofill again."
    );
});

test("a card that cannot be edited has no button", async () => {
    await mountCard({ readonly: true });
    expect(".o_client360_autofill").toHaveCount(0);
});

const SUGGESTION = {
    name: "OOO Swallow",
    inn: "7890002019",
    kpp: "22",
    description: "Moscow",
    card: false,
};

async function typeName(text, isRussian = true, suggestion = SUGGESTION) {
    onRpc("res.partner", "dadata_suggest", ({ args }) => {
        expect.step(args[0]);
        return [suggestion];
    });
    await mountCard({
        resId: false,
        context: { default_company_type: "company", default_has_russian_requisites: isRussian },
    });
    await contains(field("name")).edit(text, { confirm: false });
    await advanceTime(300);
    await animationFrame();
}

test("a Russian name in a new card brings suggestions; one that is picked fills it", async () => {
    answerWith(answer({ fill: { name: "OOO Swallow", vat: "7890002019", kpp: "22" } }));
    await typeName("ласточка");
    expect.verifySteps(["ласточка"]);
    expect(".o_client360_suggestion").toHaveText("OOO Swallow, Moscow");
    await contains(".o_client360_suggestion a").click();
    await animationFrame();
    expect.verifySteps([["7890002019", "22", "", false]]);
    expect(field("name")).toHaveValue("OOO Swallow");
    expect(field("kpp")).toHaveValue("22");
});

for (const number of ["7890002019", "1147890002017", "789 000 2019"]) {
    test(`an INN or an OGRN in the field brings suggestions: ${number}`, async () => {
        await typeName(number);
        expect.verifySteps([number]);
        expect(".o_client360_suggestion").toHaveCount(1);
    });
}

test("a foreign name or a few digits ask no Russian registry", async () => {
    await typeName("swallow");
    expect.verifySteps([]);
    await contains(field("name")).edit("12345678", { confirm: false });
    await advanceTime(300);
    expect.verifySteps([]);
});

test("a Russian name on a card of another country asks no Russian registry", async () => {
    await typeName("ласточка", false);
    expect.verifySteps([]);
});

const KNOWN = { ...SUGGESTION, card: { id: 100, name: "Swallow" } };

async function pickKnown() {
    await typeName("ласточка", true, KNOWN);
    expect.verifySteps(["ласточка"]);
    expect(".o_client360_suggestion").toHaveClass("o_client360_known");
    await contains(".o_client360_suggestion a").click();
    expect(".modal-body").toHaveText(
        "Swallow is on a card already. Open it instead of filling another one?"
    );
}

test("a suggestion with a card opens it, and saves nothing of the new one", async () => {
    onRpc("res.partner", "web_save", () => {
        expect.step("save");
    });
    mockService("action", {
        doAction: ({ res_model, res_id }, options) =>
            expect.step([res_model, res_id, options.stackPosition]),
    });
    answerWith(answer());
    await pickKnown();
    await contains(".modal-footer .btn-primary").click();
    await animationFrame();
    expect.verifySteps([["res.partner", 100, "replaceCurrentAction"]]);
    expect(".modal").toHaveCount(0);
    expect(field("name")).toHaveValue("");
});

test("a suggestion with a card fills another one, if the user wants so", async () => {
    answerWith(answer({ fill: { name: "OOO Swallow" } }));
    await pickKnown();
    await contains(".modal-footer .btn-secondary").click();
    await animationFrame();
    expect.verifySteps([["7890002019", "22", "", false]]);
    expect(field("name")).toHaveValue("OOO Swallow");
});

test("the question about a card that is closed does nothing", async () => {
    mockService("action", { doAction: () => expect.step("open") });
    answerWith(answer());
    await pickKnown();
    await contains(".modal-header .btn-close").click();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps([]);
});
