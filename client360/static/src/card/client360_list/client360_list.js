import { Component, onWillUnmount, useChildSubEnv, xml } from "@odoo/owl";
import { evaluateExpr } from "@web/core/py_js/py";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { renderToMarkup } from "@web/core/utils/render";
import { CallbackRecorder } from "@web/search/action_hook";
import { getDefaultConfig, View } from "@web/views/view";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

/** Tells the other parts of a card that something in a list of it was changed. */
export const CARD_CHANGED = "CLIENT360:CARD-CHANGED";

/**
 * Filters, sorting and page of the lists that were left, to come back to: by the
 * breadcrumb of their card, and only as long as it is there.
 *
 * @type {Map<string, Map<string, Object>>}
 */
const leftLists = new Map();

export function getLeftLists(jsId, breadcrumbs) {
    const reachable = new Set([jsId, ...breadcrumbs.map((breadcrumb) => breadcrumb?.jsId)]);
    for (const key of leftLists.keys()) {
        if (!reachable.has(key)) {
            leftLists.delete(key);
        }
    }
    if (!leftLists.has(jsId)) {
        leftLists.set(jsId, new Map());
    }
    return leftLists.get(jsId);
}

/**
 * A whole list view (kanban on a phone) of another model inside a form: search,
 * filters, group by, pager, export, mass actions and row buttons are those of the view.
 * It loads when its notebook page is opened, and not before.
 *
 * In a form view's arch:
 *
 *     <widget name="client360_list" model="crm.lead" string="Deals"/>
 *
 * README.rst, "A list of your own on the card", explains the attributes.
 */
export class Client360List extends Component {
    static template = "client360.List";
    static components = { View };
    static props = {
        ...standardWidgetProps,
        resModel: String,
        title: { type: String, optional: true },
        help: { type: String, optional: true },
        addLabel: { type: String, optional: true },
        domain: String,
        context: String,
        partnerField: String,
        listView: { type: [Number, Boolean] },
        kanbanView: { type: [Number, Boolean] },
        searchView: { type: [Number, Boolean] },
        formView: { type: [Number, Boolean] },
        limit: Number,
        searchPanel: { type: Boolean, optional: true },
    };

    setup() {
        this.action = useService("action");
        // Without a config of its own the list would take the views, the breadcrumbs
        // and the pager of the form's action for its own.
        const { breadcrumbs = [] } = this.env.config;
        const card = breadcrumbs.at(-1)?.jsId || "";
        this.leftLists = getLeftLists(card, breadcrumbs);
        const config = { ...getDefaultConfig(), disableSearchBarAutofocus: true };
        config.setDisplayName(this.props.title);
        useChildSubEnv({
            config,
            inDialog: false,
            client360Card: {
                partnerField: this.props.partnerField,
                getResId: () => this.resId,
                tell: () => this.env.bus.trigger(CARD_CHANGED, { resId: this.resId }),
            },
        });
        // Changed in place: a template may call the getter below with a context of its own.
        this.view = { resId: undefined, props: null };
        this.recorders = {
            __getGlobalState__: new CallbackRecorder(),
            __getLocalState__: new CallbackRecorder(),
        };
        onWillUnmount(() => this.keepState());
    }

    get resId() {
        return this.props.record.resId;
    }

    get stateKey() {
        return [this.props.resModel, this.props.title, this.view.resId].join();
    }

    keepState() {
        if (!this.view.resId) {
            return;
        }
        const exported = (recorder) =>
            Object.assign({}, ...recorder.callbacks.map((callback) => callback()));
        this.leftLists.set(this.stateKey, {
            globalState: exported(this.recorders.__getGlobalState__),
            state: exported(this.recorders.__getLocalState__),
        });
    }

    /**
     * Core's search box keeps Tab to itself, which goes round its filters for ever: on a
     * card nobody would come to what stands below by keyboard.
     */
    onKeydown(ev) {
        if (ev.key === "Tab" && ev.target.closest(".o_searchview") && !ev.target.value) {
            ev.stopPropagation();
        }
    }

    /**
     * The same object for the same record: new props would make the list reload
     * whenever a field of the form changes.
     */
    get viewProps() {
        if (this.view.resId !== this.resId) {
            const { evalContext } = this.props.record;
            const context = evaluateExpr(this.props.context, evalContext);
            const isSmall = this.env.isSmall;
            this.view.resId = this.resId;
            this.view.props = {
                resModel: this.props.resModel,
                type: isSmall ? "kanban" : "list",
                jsClass: isSmall ? "client360_kanban" : "client360_list",
                viewId: isSmall ? this.props.kanbanView : this.props.listView,
                searchViewId: this.props.searchView,
                domain: evaluateExpr(this.props.domain, evalContext),
                context,
                limit: this.props.limit,
                loadActionMenus: true,
                loadIrFilters: true,
                display: { searchPanel: this.props.searchPanel },
                // The list's title is its breadcrumb, beside the buttons; a phone shows
                // breadcrumbs in the navigation bar, which belongs to the card.
                noBreadcrumbs: isSmall,
                useSampleModel: false,
                noContentHelp: renderToMarkup("client360.List.NoContent", {
                    help: [this.props.help, this.props.addLabel].filter(Boolean).join(" "),
                }),
                selectRecord: (resId, options) => this.open(resId, context, options),
                createRecord: () => this.open(false, context),
                ...(isSmall ? { forceGlobalClick: true } : {}),
                ...this.recorders,
                ...this.leftLists.get(this.stateKey),
            };
        }
        return this.view.props;
    }

    /**
     * Leaves the card for a record's form. The action service has the card save its
     * changes first, and stays where they cannot be saved.
     */
    open(resId, context, { activeIds = [], newWindow = false } = {}) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                res_model: this.props.resModel,
                res_id: resId,
                views: [[this.props.formView, "form"]],
                target: "current",
                context,
            },
            { newWindow, props: { resIds: activeIds } }
        );
    }
}

/** Lists with more around them than others, by model. */
export const specialLists = registry.category("client360_lists");

/** Shows a model's list, as plain as most or as its own. */
class Client360ListWidget extends Component {
    static template = xml`<t t-component="component" t-props="props" />`;
    static props = Client360List.props;

    get component() {
        return specialLists.get(this.props.resModel, Client360List);
    }
}

export const client360List = {
    component: Client360ListWidget,
    extractProps: ({ attrs }) => {
        const partnerField = attrs.partner_field || "partner_id";
        const viewId = (name) => Number(attrs[name]) || false;
        return {
            resModel: attrs.model,
            title: attrs.string,
            help: attrs.help,
            addLabel: attrs.create === "False" ? undefined : attrs["add-label"],
            domain: attrs.domain || `[("${partnerField}", "child_of", id)]`,
            partnerField,
            context: attrs.context || `{"default_${partnerField}": id}`,
            listView: viewId("list_view"),
            kanbanView: viewId("kanban_view"),
            searchView: viewId("search_view"),
            formView: viewId("form_view"),
            limit: Number(attrs.limit) || 10,
            searchPanel: Boolean(Number(attrs.search_panel)),
        };
    },
};

registry.category("view_widgets").add("client360_list", client360List);
