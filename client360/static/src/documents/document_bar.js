import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { FileUploadProgressContainer } from "@web/core/file_upload/file_upload_progress_container";
import { FileUploadProgressDataRow } from "@web/core/file_upload/file_upload_progress_record";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { checkFileSize } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";

const UPLOAD_ROUTE = "/client360/documents/upload";

/** Loads the list again and the numbers beside it, as a change of the search does. */
export function refresh(env) {
    return env.searchModel._notify();
}

/**
 * The buttons of the card's documents: upload of several files at once, also by
 * drag and drop, and download of all that the list has.
 */
export class DocumentBar extends Component {
    static template = "client360.DocumentBar";
    static components = { Dropdown, DropdownItem };
    static props = {
        model: Object,
        partnerId: Number,
        rootRef: Object,
    };

    setup() {
        this.action = useService("action");
        this.fileUpload = useService("file_upload");
        this.notification = useService("notification");
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({ types: [], mayUpload: false });
        onWillStart(async () => {
            [this.state.types, this.state.mayUpload] = await Promise.all([
                this.orm
                    .cache()
                    .searchRead("client360.document.type", [], ["name", "has_end_date"]),
                user.checkAccessRight("res.partner", "write"),
            ]);
        });
        useDropzone(
            this.props.rootRef,
            (ev) => this.upload([...ev.dataTransfer.files], this.chosenType),
            "o_client360_dropzone",
            () => this.state.mayUpload
        );
    }

    /** The type that is selected beside the list. */
    get chosenType() {
        const [category] = this.env.searchModel.getSections(
            (section) => section.type === "category"
        );
        return category?.activeValueId || false;
    }

    chooseFiles(typeId) {
        this.typeId = typeId;
        this.input.el.click();
    }

    async onFilesChosen() {
        const files = [...this.input.el.files];
        // The same file may be chosen once more.
        this.input.el.value = "";
        await this.upload(files, this.typeId);
    }

    /**
     * Each file has a request of its own: one that is refused takes no other along.
     *
     * @param {File[]} files
     * @param {number|false} typeId
     */
    async upload(files, typeId) {
        let added = 0;
        let lastId = false;
        for (const file of files) {
            if (!checkFileSize(file.size, this.notification)) {
                continue;
            }
            const { id, error } = await this.uploadOne(file, typeId);
            if (error) {
                this.notification.add(error, { type: "danger", sticky: true });
            } else {
                added++;
                lastId = id;
            }
        }
        if (added) {
            this.notification.add(_t("Documents added: %s", added), { type: "success" });
            refresh(this.env);
        }
        const type = this.state.types.find(({ id }) => id === typeId);
        if (added && files.length === 1 && type?.has_end_date) {
            await this.askEndDate(lastId);
        }
    }

    /** Shows the form of a document that ends some day, with the date that is proposed. */
    async askEndDate(documentId) {
        const action = await this.orm.call("ir.attachment", "action_edit_document", [[documentId]]);
        await this.action.doAction(action, { onClose: () => refresh(this.env) });
    }

    /**
     * @returns {Promise<Object>} the id of the document, or the error that tells why the
     *      file could not be saved
     */
    async uploadOne(file, typeId) {
        const { xhr } = await this.fileUpload.upload(UPLOAD_ROUTE, [file], {
            buildFormData: (data) => {
                data.append("partner_id", this.props.partnerId);
                data.append("document_type_id", typeId || "");
            },
            displayErrorNotification: false,
        });
        await new Promise((resolve) => xhr.addEventListener("loadend", resolve));
        if (xhr.status === 413) {
            return { error: _t("The file %s is too large.", file.name) };
        }
        try {
            const { id, error } = JSON.parse(xhr.responseText);
            return { id, error: error?.message };
        } catch {
            return { error: _t("The file %s could not be uploaded.", file.name) };
        }
    }

    async downloadAll() {
        const action = await this.orm.call("ir.attachment", "action_download_all_documents", [
            this.props.model.root.domain,
        ]);
        await this.action.doAction(action);
    }
}

/** The files that are on their way. */
export class DocumentProgress extends Component {
    static template = "client360.DocumentProgress";
    static components = { FileUploadProgressContainer };
    static props = { partnerId: Number };

    setup() {
        this.uploads = useState(useService("file_upload").uploads);
        this.ProgressRow = FileUploadProgressDataRow;
    }

    isOwn(upload) {
        return Number(upload.data.get("partner_id")) === this.props.partnerId;
    }
}
