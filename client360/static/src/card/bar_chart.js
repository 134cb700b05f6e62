import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";

/**
 * @param {string} label
 * @param {number[]} data
 * @param {number} index of the colour
 * @returns {Object} one series of a chart
 */
export function barDataset(label, data, index) {
    const color = getColor(index, cookie.get("color_scheme"), "odoo");
    return { label, data, backgroundColor: color };
}

/**
 * Draw bars with Odoo's own chart library, which has to be loaded before.
 *
 * @param {HTMLCanvasElement} canvas
 * @param {string[]} labels
 * @param {Object[]} datasets see {@link barDataset}
 * @param {Object} formats
 * @param {(value: number) => string} formats.value of a bar, in its tooltip
 * @param {(value: number) => string} [formats.tick] of the axis, as `value` by default
 * @param {Object} [ticks] more options of the axis
 * @returns {Chart}
 */
export function drawBars(canvas, labels, datasets, { value, tick = value }, ticks = {}) {
    return new Chart(canvas, {
        type: "bar",
        data: { labels, datasets },
        options: {
            animation: false,
            maintainAspectRatio: false,
            plugins: {
                legend: { display: datasets.length > 1, position: "bottom" },
                tooltip: {
                    callbacks: {
                        label: ({ dataset, raw }) => `${dataset.label}: ${value(raw)}`,
                    },
                },
            },
            scales: { y: { ticks: { callback: tick, maxTicksLimit: 5, ...ticks } } },
        },
    });
}
