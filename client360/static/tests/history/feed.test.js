import { isContinued } from "@client360/history/feed";
import { expect, test } from "@odoo/hoot";

const { DateTime } = luxon;

function entry(values = {}) {
    return {
        data: {
            date: DateTime.fromSeconds(1000),
            kind: "changed",
            author_id: { id: 1 },
            res_model: "res.partner",
            record_name: "Romashka",
            partner_id: { id: 5 },
            ...values,
        },
    };
}

test("what one save changed is one entry", () => {
    expect(isContinued(entry(), entry())).toBe(true);
    expect(isContinued(entry(), undefined)).toBe(false);
    for (const other of [
        { date: DateTime.fromSeconds(1001) },
        { kind: "note" },
        { author_id: { id: 2 } },
        { res_model: "crm.lead" },
        { record_name: "Another" },
        { partner_id: { id: 6 } },
    ]) {
        expect(isContinued(entry(), entry(other))).toBe(false);
        expect(isContinued(entry(other), entry())).toBe(false);
    }
    const notes = [entry({ kind: "note" }), entry({ kind: "note" })];
    expect(isContinued(...notes)).toBe(false);
});
