import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor } from "@web/core/colors/colors";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";

/**
 * Revenue by month beside last year's, and receivables by age, drawn with the chart
 * library of Odoo's graph views, which is loaded only here.
 */
export class Client360HighlightsChart extends Component {
    static template = "client360.HighlightsChart";
    static props = { resId: Number, version: Number };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.revenueRef = useRef("revenue");
        this.receivableRef = useRef("receivable");
        this.state = useState({ data: null });
        onWillStart(() => Promise.all([loadBundle("web.chartjs_lib"), this.load(this.props)]));
        onWillUpdateProps((nextProps) => {
            if (nextProps.resId !== this.props.resId || nextProps.version !== this.props.version) {
                return this.load(nextProps);
            }
        });
        useEffect(
            (data) => {
                const charts = [this.drawRevenue(data), this.drawReceivable(data)];
                return () => charts.forEach((chart) => chart?.destroy());
            },
            () => [this.state.data]
        );
    }

    async load({ resId }) {
        this.state.data = await this.keepLast.add(
            this.orm.call("res.partner", "client360_highlights_chart", [[resId]])
        );
    }

    get revenueTitle() {
        return this.state.data.revenue.source === "invoices"
            ? _t("Revenue by month, invoiced, without VAT")
            : _t("Revenue by month, ordered, without VAT");
    }

    drawRevenue({ revenue }) {
        if (!revenue) {
            return;
        }
        const labels = revenue.months.map((month) => deserializeDate(month).toFormat("LLL yy"));
        return this.draw(this.revenueRef.el, labels, [
            this.dataset(_t("a year before"), revenue.last_year, 1),
            this.dataset(_t("last twelve months"), revenue.values, 0),
        ]);
    }

    drawReceivable({ receivable }) {
        if (!receivable) {
            return;
        }
        return this.draw(this.receivableRef.el, receivable.labels, [
            this.dataset(_t("Receivable"), receivable.values, 0),
        ]);
    }

    dataset(label, data, index) {
        const color = getColor(index, cookie.get("color_scheme"), "odoo");
        return { label, data, backgroundColor: color };
    }

    draw(canvas, labels, datasets) {
        const money = (value) =>
            formatMonetary(value, {
                currencyId: this.state.data.currency_id,
                humanReadable: true,
                digits: [16, 0],
            });
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
                            label: ({ dataset, raw }) =>
                                `${dataset.label}: ${formatMonetary(raw, {
                                    currencyId: this.state.data.currency_id,
                                })}`,
                        },
                    },
                },
                scales: { y: { ticks: { callback: money, maxTicksLimit: 5 } } },
            },
        });
    }
}
