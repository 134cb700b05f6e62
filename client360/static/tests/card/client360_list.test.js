import { expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    defineModels,
    fields,
    getMockEnv,
    mockService,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

import { CARD_CHANGED, getLeftLists } from "@client360/card/client360_list/client360_list";

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char({ string: "Name" });
    partner_id = fields.Many2one({ relation: "res.partner" });
    _records = [
        { id: 1, name: "First deal", partner_id: 100 },
        { id: 2, name: "Second deal", partner_id: 100 },
        { id: 3, name: "Deal of another", partner_id: 200 },
    ];
    _views = {
        list: `
            <list multi_edit="1">
                <field name="name"/>
                <button name="act" type="object" string="Act"/>
            </list>`,
        search: `
            <search>
                <filter name="first" string="First" domain="[('name', 'like', 'First')]"/>
            </search>`,
    };
}

class ResPartner extends mailModels.ResPartner {
    _records = [
        ...mailModels.ResPartner._records,
        { id: 100, name: "Customer" },
        { id: 200, name: "Another" },
    ];
}

defineModels({ ...mailModels, Deal, ResPartner });

const WIDGET = `
    <widget name="client360_list" model="deal" string="Deals" help="What we sell."
            add-label="Press New." domain="[('partner_id', '=', id)]"/>`;
const ARCH = `
    <form>
        <field name="name"/>
        <notebook>
            <page name="deals" string="Deals">${WIDGET}</page>
            <page name="other" string="Other">Nothing</page>
        </notebook>
    </form>`;

const mountCard = (resId, arch = ARCH) =>
    mountView({ resModel: "res.partner", type: "form", resId, arch });

const rows = () => queryAllTexts(".o_client360_list .o_data_cell[name=name]");

test.tags("desktop");
test("the list has the card's records, and the whole search", async () => {
    await mountCard(100);
    expect(rows()).toEqual(["First deal", "Second deal"]);
    expect(".o_client360_list .o_searchview").toHaveCount(1);
    expect(".o_client360_list .o_breadcrumb").toHaveText("Deals");
    expect(".o_client360_list .o_client360_fitting_list").toHaveCount(1);
});

test.tags("desktop");
test("the counterparty has a column only where it is another than the card", async () => {
    Deal._views.list = `
        <list>
            <field name="name"/>
            <field name="partner_id" optional="show"/>
        </list>`;
    await mountCard(100);
    const columns = queryAll(".o_client360_list th[data-name]").map((th) => th.dataset.name);
    expect(columns).toEqual(["name"]);
});

test.tags("desktop");
test("it loads when its page is opened, and not before", async () => {
    onRpc("deal", "web_search_read", () => {
        expect.step("read");
    });
    await mountCard(
        100,
        `<form>
            <notebook>
                <page name="other" string="Other">Nothing</page>
                <page name="deals" string="Deals">${WIDGET}</page>
            </notebook>
        </form>`
    );
    expect.verifySteps([]);
    await contains(".nav-link[name=deals]").click();
    expect.verifySteps(["read"]);
});

test.tags("desktop");
test("a card that is not saved says why there is no list", async () => {
    await mountCard();
    expect(".o_client360_list .o_view_controller").toHaveCount(0);
    expect(".o_client360_list p").toHaveText("The list appears here as soon as the card is saved.");
});

test.tags("desktop");
test("an empty list says what it is for", async () => {
    Deal._records = [];
    await mountCard(100);
    expect(".o_client360_list .o_nocontent_help").toHaveText(
        "Nothing here yet\n\nWhat we sell. Press New."
    );
});

test.tags("desktop");
test("a list has as many rows as its element says, ten by default", async () => {
    const widget = WIDGET.replace('string="Deals"', 'string="Short" limit="1"');
    await mountCard(100, ARCH.replace(WIDGET, widget));
    expect(rows()).toEqual(["First deal"]);
    expect(".o_client360_list .o_pager_limit").toHaveText("2");
});

test.tags("desktop");
test("more than ten rows have a second page", async () => {
    Deal._records = [...Array(11).keys()].map((n) => ({
        id: n + 1,
        name: `Deal ${n}`,
        partner_id: 100,
    }));
    const widget = WIDGET.replace('string="Deals"', 'string="Long"');
    await mountCard(100, ARCH.replace(WIDGET, widget));
    expect(rows()).toHaveLength(10);
});

test.tags("desktop");
test("who may add nothing is not invited to", async () => {
    Deal._records = [];
    const widget = WIDGET.replace('string="Deals"', 'string="Read" create="False"');
    await mountCard(100, ARCH.replace(WIDGET, widget));
    expect(".o_client360_list .o_nocontent_help").toHaveText("Nothing here yet\n\nWhat we sell.");
});

test.tags("desktop");
test("a row opens its record, with the others to go through", async () => {
    mockService("action", {
        doAction(action, options) {
            expect.step([action.res_model, action.res_id, options.props.resIds]);
        },
    });
    await mountCard(100);
    await contains(".o_client360_list .o_data_cell:contains(Second)").click();
    expect.verifySteps([["deal", 2, [1, 2]]]);
});

test.tags("desktop");
test("New opens a form with the card as the partner", async () => {
    mockService("action", {
        doAction(action) {
            expect.step([action.res_model, action.res_id, action.context]);
        },
    });
    await mountCard(100);
    await contains(".o_client360_list .o_list_button_add").click();
    expect.verifySteps([["deal", false, { default_partner_id: 100 }]]);
});

test.tags("desktop");
test("a page that was left and opened again has its filter", async () => {
    await mountCard(100);
    await contains(".o_client360_list .o_searchview_dropdown_toggler").click();
    await contains(".o_menu_item:contains(First)").click();
    expect(rows()).toEqual(["First deal"]);
    await contains(".nav-link[name=other]").click();
    await contains(".nav-link[name=deals]").click();
    expect(rows()).toEqual(["First deal"]);
    expect(".o_client360_list .o_searchview_facet").toHaveCount(1);
});

test.tags("desktop");
test("what is typed into the card does not load its lists again", async () => {
    onRpc("deal", "web_search_read", () => {
        expect.step("read");
    });
    await mountCard(100);
    expect.verifySteps(["read"]);
    await contains(".o_field_widget[name=name] input").edit("Customer & Co.");
    await animationFrame();
    expect.verifySteps([]);
});

test("the lists of cards that cannot be come back to are forgotten", () => {
    getLeftLists("controller_1", []).set("deal", "state");
    const card = [{ jsId: "controller_1" }];
    const deeper = [...card, { jsId: "controller_2" }];
    expect(getLeftLists("controller_2", deeper).size).toBe(0);
    expect(getLeftLists("controller_1", card).get("deal")).toBe("state");
    expect(getLeftLists("controller_3", [{ jsId: "controller_3" }]).size).toBe(0);
    expect(getLeftLists("controller_1", card).size).toBe(0);
});

test.tags("desktop");
test("the card hears of what is done in the list, and not of its loading", async () => {
    onRpc("deal", "act", () => false);
    await mountCard(100);
    getMockEnv().bus.addEventListener(CARD_CHANGED, ({ detail }) => expect.step(detail.resId));
    await animationFrame();
    expect.verifySteps([]);
    await contains(".o_client360_list .o_data_row:first button[name=act]").click();
    expect.verifySteps([100]);
});
