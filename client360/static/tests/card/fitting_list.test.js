import { expect, getFixture, test } from "@odoo/hoot";
import { queryAll, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { contains, defineModels, fields, models, mountView } from "@web/../tests/web_test_helpers";

class Deal extends models.Model {
    _name = "deal";
    name = fields.Char({ string: "Name" });
    state = fields.Selection({
        string: "State",
        selection: [["open", "Being signed by both"]],
    });
    amount = fields.Float({ string: "Amount" });
    note = fields.Char({ string: "Note" });
    place = fields.Char({ string: "Place" });
    _records = [
        {
            id: 1,
            name: "A deal about so many things that no list has room for its name",
            state: "open",
            amount: 123456789.12,
            note: "A long note about the deal",
            place: "A place far away",
        },
    ];
}

defineModels({ ...mailModels, Deal });

const ARCH = `
    <list js_class="client360_list">
        <field name="name"/>
        <field name="state" widget="badge"/>
        <field name="amount"/>
        <field name="note" optional="show"/>
        <field name="place" optional="show"/>
        <button name="act" type="object" icon="fa-check" title="Act"/>
    </list>`;

async function mountList(width) {
    getFixture().style.width = `${width}px`;
    await mountView({ resModel: "deal", type: "list", arch: ARCH });
    await animationFrame();
    await animationFrame();
}

const columns = () => queryAll("thead th[data-name]").map((th) => th.dataset.name);
const isCut = (el) => el.scrollWidth > el.clientWidth;

test.tags("desktop");
test("a wide list shows all columns", async () => {
    await mountList(1400);
    expect(columns()).toEqual(["name", "state", "amount", "note", "place"]);
});

test.tags("desktop");
test("a narrow list leaves out the optional columns at its end, and cuts no value", async () => {
    await mountList(650);
    expect(columns()).toEqual(["name", "state", "amount"]);
    expect(isCut(queryFirst("td[name=state]"))).toBe(false);
    expect(isCut(queryFirst("td[name=amount]"))).toBe(false);
    expect(isCut(queryFirst(".o_list_renderer"))).toBe(false);
});

test.tags("desktop");
test("the buttons of a row are in sight where not even the rest has room", async () => {
    await mountList(360);
    const renderer = queryFirst(".o_list_renderer").getBoundingClientRect();
    const button = queryFirst("td.o_list_button button").getBoundingClientRect();
    expect(button.right).toBeLessThan(renderer.right + 1);
});

test.tags("desktop");
test("who chooses columns gets them, beginning with what is shown", async () => {
    await mountList(650);
    await contains(".o_optional_columns_dropdown_toggle").click();
    const boxes = () => queryAll(".o-dropdown--menu input").map((box) => box.checked);
    expect(queryAllTexts(".o-dropdown--menu .dropdown-item")).toEqual(["Note", "Place"]);
    expect(boxes()).toEqual([false, false]);
    await contains(".o-dropdown--menu .dropdown-item:contains(Place) input").click();
    await animationFrame();
    expect(columns()).toEqual(["name", "state", "amount", "place"]);
    await contains(".o_optional_columns_dropdown_toggle").click();
    await contains(".o_optional_columns_dropdown_toggle").click();
    expect(boxes()).toEqual([false, true]);
});
