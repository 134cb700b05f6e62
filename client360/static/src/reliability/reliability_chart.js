import { Component, onWillStart, useEffect, useRef, useState } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger } from "@web/views/fields/formatters";
import { barDataset, drawBars } from "@client360/card/bar_chart";

/** An amount as people say it: nobody reads "4.0G". */
function roubles(value) {
    const millions = Math.abs(value) >= 1e6;
    const digits = [16, millions && Math.abs(value) < 1e8 ? 1 : 0];
    const number = formatFloat(millions ? value / 1e6 : value, { digits });
    return millions ? _t("%s mln ₽", number) : `${number} ₽`;
}

/**
 * Revenue and profit, and staff, by year, drawn with the chart library of Odoo's graph
 * views, which is loaded only here.
 */
export class ReliabilityChart extends Component {
    static template = "client360.ReliabilityChart";
    static props = { resId: Number };

    setup() {
        this.orm = useService("orm");
        this.moneyRef = useRef("money");
        this.staffRef = useRef("staff");
        this.state = useState({ data: null });
        onWillStart(() =>
            Promise.all([loadBundle("web.chartjs_lib"), this.load(this.props.resId)])
        );
        useEffect(
            (data) => {
                const charts = [this.drawMoney(data), this.drawStaff(data)];
                return () => charts.forEach((chart) => chart?.destroy());
            },
            () => [this.state.data]
        );
    }

    async load(resId) {
        this.state.data = await this.orm.call("res.partner", "client360_reliability_chart", [
            [resId],
        ]);
    }

    drawMoney({ money }) {
        if (!money.years.length) {
            return;
        }
        return drawBars(
            this.moneyRef.el,
            money.years,
            [barDataset(_t("Revenue"), money.income, 0), barDataset(_t("Profit"), money.profit, 1)],
            { value: roubles },
            { precision: 0 }
        );
    }

    drawStaff({ staff }) {
        if (!staff.years.length) {
            return;
        }
        return drawBars(
            this.staffRef.el,
            staff.years,
            [barDataset(_t("Staff"), staff.numbers, 0)],
            { value: (value) => formatInteger(value) },
            { precision: 0 }
        );
    }
}
