import { Component, xml } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatFloat } from "@web/core/utils/numbers";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

/** Bytes as people read them: 812 bytes, 1.4 MB. */
export function formatFileSize(bytes) {
    const units = [_t("bytes"), _t("KB"), _t("MB"), _t("GB"), _t("TB")];
    let size = bytes || 0;
    let unit = 0;
    while (size >= 1024 && unit < units.length - 1) {
        size /= 1024;
        unit++;
    }
    const digits = [16, unit && size < 10 ? 1 : 0];
    return `${formatFloat(size, { digits })} ${units[unit]}`;
}

export class FileSizeField extends Component {
    static template = xml`<span class="text-nowrap" t-out="size"/>`;
    static props = { ...standardFieldProps };

    get size() {
        return formatFileSize(this.props.record.data[this.props.name]);
    }
}

registry.category("fields").add("client360_file_size", {
    component: FileSizeField,
    supportedTypes: ["integer"],
});
