import { Component, onWillStart, onWillUpdateProps, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { barDataset, drawBars } from "@client360/card/bar_chart";

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
            barDataset(_t("a year before"), revenue.last_year, 1),
            barDataset(_t("last twelve months"), revenue.values, 0),
        ]);
    }

    drawReceivable({ receivable }) {
        if (!receivable) {
            return;
        }
        return this.draw(this.receivableRef.el, receivable.labels, [
            barDataset(_t("Receivable"), receivable.values, 0),
        ]);
    }

    draw(canvas, labels, datasets) {
        const currencyId = this.state.data.currency_id;
        return drawBars(canvas, labels, datasets, {
            value: (value) => formatMonetary(value, { currencyId }),
            tick: (value) =>
                formatMonetary(value, { currencyId, humanReadable: true, digits: [16, 0] }),
        });
    }
}
