import { Component, xml } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useChildRef, useService } from "@web/core/utils/hooks";
import { CharField, charField } from "@web/views/fields/char/char_field";
import { useInputField } from "@web/views/fields/input_field_hook";

import { useDadataAutofill } from "./dadata_autofill";

/** A Russian name, or an INN or an OGRN. */
const RUSSIAN = /[а-яё].*[а-яё].*[а-яё]|^\s*\d[\d\s-]{8,}$/i;

/** The field without Odoo's own partner_autocomplete. */
class PlainNameField extends CharField {
    static template = "client360.PartnerNameField";
    static components = { ...CharField.components, AutoComplete };

    setup() {
        super.setup();
        this.inputRef = useChildRef();
        useInputField({
            getValue: () => this.props.record.data[this.props.name] || "",
            parse: (value) => this.parse(value),
            ref: this.inputRef,
        });
    }

    get sources() {
        return [];
    }
}

/**
 * Extends the field of the name or the tax ID of a new card by suggestions of DaData.
 * Queries that are not Russian go on to the field that is extended.
 */
function withDadata(Field) {
    return class extends Field {
        setup() {
            super.setup();
            this.action = useService("action");
            this.dialog = useService("dialog");
            this.orm = useService("orm");
            this.dadataAutofill = useDadataAutofill();
        }

        get sources() {
            const others = super.sources;
            return [
                {
                    options: (request, worldwide) => {
                        if (this.isRussian(request) && !worldwide) {
                            return this.suggest(request);
                        }
                        return others.length ? others[0].options(request, worldwide) : [];
                    },
                    optionSlot: "partnerOption",
                    placeholder: _t("Searching…"),
                },
            ];
        }

        isRussian(request) {
            const { data, isNew } = this.props.record;
            return isNew && data.has_russian_requisites && RUSSIAN.test(request);
        }

        /** What comes later than the user has gone on would lie over the form. */
        get isTyping() {
            return document.activeElement === this.inputRef.el;
        }

        async suggest(request) {
            if (!this.isTyping) {
                return [];
            }
            const suggestions = await this.orm.silent.call("res.partner", "dadata_suggest", [
                request,
            ]);
            if (!this.isTyping) {
                return [];
            }
            return suggestions.map((suggestion) => ({
                cssClass: suggestion.card
                    ? "o_client360_suggestion o_client360_known"
                    : "o_client360_suggestion",
                data: suggestion,
                label: suggestion.name,
                onSelect: () => this.choose(suggestion),
            }));
        }

        choose(suggestion) {
            const fill = () => this.dadataAutofill(this.props.record, suggestion);
            const { card } = suggestion;
            if (!card) {
                return fill();
            }
            this.dialog.add(ConfirmationDialog, {
                title: _t("There is a card already"),
                body: _t(
                    "%s is on a card already. Open it instead of filling another one?",
                    card.name
                ),
                confirmLabel: _t("Open the Card"),
                confirm: () => this.openCard(card),
                cancelLabel: _t("Fill Another Card"),
                cancel: fill,
                dismiss: () => {},
            });
        }

        /** What was typed so far is given up, else it would be saved as a card. */
        async openCard(card) {
            const action = {
                type: "ir.actions.act_window",
                res_model: "res.partner",
                res_id: card.id,
                views: [[false, "form"]],
            };
            if (this.env.inDialog) {
                // the document below the dialog is not left
                return this.action.doAction(action, { newWindow: true });
            }
            await this.props.record.discard();
            return this.action.doAction(action, { stackPosition: "replaceCurrentAction" });
        }
    };
}

/**
 * The field of the name or the tax ID. What it extends is looked up when it is first
 * shown: partner_autocomplete, which may be installed or not, is loaded after this file.
 */
export class PartnerNameField extends Component {
    static template = xml`<t t-component="Field" t-props="props" />`;
    static props = ["*"];
    static Field = null;

    setup() {
        PartnerNameField.Field ||= withDadata(
            registry.category("fields").get("field_partner_autocomplete", null)?.component ||
                PlainNameField
        );
        this.Field = PartnerNameField.Field;
    }
}

registry.category("fields").add("client360_partner_name", {
    ...charField,
    component: PartnerNameField,
});
