import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";
import { FittingListRenderer } from "../fitting_list/fitting_list_renderer";

/**
 * Lets a list on a card say that its records were saved or loaded again, whatever the
 * reason: a row's button, a mass action, an import, a page turned.
 */
export const withCardNews = (Controller) =>
    class extends Controller {
        get modelParams() {
            const params = super.modelParams;
            const tell = this.env.client360Card?.tell;
            if (!tell) {
                return params;
            }
            const { onRecordSaved, onSavedMulti } = params.hooks;
            let isLoaded = false;
            Object.assign(params.hooks, {
                onRecordSaved: async (...args) => {
                    await onRecordSaved?.(...args);
                    tell();
                },
                onSavedMulti: async (...args) => {
                    await onSavedMulti?.(...args);
                    tell();
                },
                onRootLoaded: () => {
                    if (isLoaded) {
                        tell();
                    }
                    isLoaded = true;
                },
            });
            return params;
        }
    };

/** For registers, and for lists on a card that have no class of their own. */
registry.category("views").add("client360_list", {
    ...listView,
    Controller: withCardNews(listView.Controller),
    Renderer: FittingListRenderer,
});

registry.category("views").add("client360_kanban", {
    ...kanbanView,
    Controller: withCardNews(kanbanView.Controller),
});
