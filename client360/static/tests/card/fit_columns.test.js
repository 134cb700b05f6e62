import { describe, expect, test } from "@odoo/hoot";

import { chooseWithheld, distribute } from "@client360/card/fitting_list/fit_columns";

describe.current.tags("headless");

const needs = (...columns) => columns.map(([need, optional]) => ({ need, want: need, optional }));

test("where everything has room nothing is left out", () => {
    expect([...chooseWithheld(needs([100], [100, true], [100, true]), 300)]).toEqual([]);
});

test("optional columns are left out from the right, and no more than needed", () => {
    const columns = needs([100], [100, true], [100, true], [50]);
    expect([...chooseWithheld(columns, 349)]).toEqual([2]);
    expect([...chooseWithheld(columns, 249)]).toEqual([2, 1]);
});

test("what is not optional stays, even where there is no room", () => {
    expect([...chooseWithheld(needs([100], [100]), 50)]).toEqual([]);
});

test("no column gets less than it needs", () => {
    const columns = needs([100], [200]);
    expect(distribute(columns, 150)).toEqual([100, 200]);
});

test("where the needs have no room texts make do with less", () => {
    const columns = [
        { need: 100, want: 100 },
        { need: 240, least: 70, want: 420, isText: true },
        { need: 100, least: 70, want: 200, isText: true },
    ];
    expect(distribute(columns, 340)).toEqual([100, 155, 85]);
    expect(distribute(columns, 200)).toEqual([100, 70, 70]);
});

test("columns that want more share what is left", () => {
    const columns = [
        { need: 100, want: 100 },
        { need: 100, want: 200, isText: true },
        { need: 100, want: 400, isText: true },
    ];
    expect(distribute(columns, 500)).toEqual([100, 150, 250]);
});

test("beyond what all want the texts grow, not the numbers", () => {
    const columns = [
        { need: 100, want: 100 },
        { need: 100, want: 200, isText: true },
    ];
    expect(distribute(columns, 400)).toEqual([100, 300]);
});
