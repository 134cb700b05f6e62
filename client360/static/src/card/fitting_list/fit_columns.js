/**
 * Which columns of a list have room, and how wide each one is.
 *
 * @typedef {Object} FitColumn
 * @property {number} need what the column should have
 * @property {number} [least] what it can do with where not even the needs have room
 * @property {number} want what its longest value takes
 * @property {boolean} [isText] may end in an ellipsis
 * @property {boolean} [optional] may be left out where there is no room
 */

/**
 * Columns that the user can do without are left out from the right until the rest fits.
 *
 * @param {FitColumn[]} columns
 * @param {number} room
 * @returns {Set<number>} indexes of the columns that are left out
 */
export function chooseWithheld(columns, room) {
    const withheld = new Set();
    let total = columns.reduce((sum, { need }) => sum + need, 0);
    for (let index = columns.length - 1; index >= 0 && total > room; index--) {
        if (columns[index].optional) {
            withheld.add(index);
            total -= columns[index].need;
        }
    }
    return withheld;
}

/**
 * Every column gets what it needs, or the least where the needs have no room; what is left
 * goes to those that want more, in proportion to what they want, and then to the texts.
 *
 * @param {FitColumn[]} columns
 * @param {number} room
 * @returns {number[]} widths, wider than the room in all if not even the least has room
 */
export function distribute(columns, room) {
    const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
    const needs = columns.map(({ need }) => need);
    const isTight = sum(needs) > room;
    const widths = isTight ? columns.map(({ need, least }) => least ?? need) : needs;
    const rest = room - sum(widths);
    if (rest <= 0) {
        return widths;
    }
    const wishes = columns.map(({ need, want }, index) =>
        Math.max(0, (isTight ? need : want) - widths[index])
    );
    const wished = sum(wishes);
    const share = wished ? Math.min(1, rest / wished) : 0;
    const beyond = rest - share * wished;
    const texts = columns.filter(({ isText }) => isText).length;
    return columns.map(({ isText }, index) => {
        let extra = 0;
        if (beyond > 0) {
            extra = texts ? (isText ? beyond / texts : 0) : beyond / columns.length;
        }
        return widths[index] + share * wishes[index] + extra;
    });
}
