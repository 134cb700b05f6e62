import { registry } from "@web/core/registry";
import { debounce } from "@web/core/utils/timing";

export const STATUS_FIELDS = [
    "express_report_status",
    "express_report_date",
    "express_report_outdated",
    "express_report_focus_url",
];
export const DETAIL_FIELDS = [
    "is_express_report_pending",
    "express_report_error",
    "express_report_attachment_id",
];

/**
 * Tells the badges on the screen that the express report of their counterparty has
 * changed. The server says only which one; what is shown is read with the rights of
 * the user, once for all badges.
 */
export const expressReportService = {
    dependencies: ["bus_service", "orm"],

    start(env, { bus_service: bus, orm }) {
        const listeners = new Map();
        const changed = new Set();

        const refresh = debounce(async () => {
            const ids = [...changed].filter((id) => listeners.has(id));
            changed.clear();
            if (!ids.length) {
                return;
            }
            const records = await orm.silent.read("res.partner", ids, [
                ...STATUS_FIELDS,
                ...DETAIL_FIELDS,
            ]);
            for (const values of records) {
                for (const listener of listeners.get(values.id) || []) {
                    listener(values);
                }
            }
        }, 100);

        // Nobody may wait for it: of calls that follow each other only the last ends.
        function update(id) {
            changed.add(id);
            refresh();
        }

        bus.subscribe("client360.express_report", ({ partner_id }) => {
            if (listeners.has(partner_id)) {
                update(partner_id);
            }
        });

        return {
            update,
            /**
             * @param {number} id of the partner
             * @param {(values: Object) => void} callback gets the fields of the badge
             * @param {boolean} own whether to listen to the channel of the partner too;
             *  else only what the user has requested comes in
             * @returns {() => void} ends it
             */
            listen(id, callback, own) {
                const channel = `client360_express_report:${id}`;
                if (!listeners.has(id)) {
                    listeners.set(id, new Set());
                }
                listeners.get(id).add(callback);
                if (own) {
                    bus.addChannel(channel);
                }
                return () => {
                    const callbacks = listeners.get(id);
                    callbacks.delete(callback);
                    if (!callbacks.size) {
                        listeners.delete(id);
                    }
                    if (own) {
                        bus.deleteChannel(channel);
                    }
                };
            },
        };
    },
};

registry.category("services").add("client360_express_report", expressReportService);
