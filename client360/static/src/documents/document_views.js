import { FileModel } from "@web/core/file_viewer/file_model";
import { useFileViewer } from "@web/core/file_viewer/file_viewer_hook";
import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { listView } from "@web/views/list/list_view";

import { withCardNews } from "../card/client360_list/client360_list_views";
import { FittingListRenderer } from "../card/fitting_list/fitting_list_renderer";
import { DocumentBar, DocumentProgress, refresh } from "./document_bar";

function fileOf(record) {
    const { name, mimetype, type, url, checksum } = record.data;
    return Object.assign(new FileModel(), {
        id: record.resId,
        name,
        mimetype,
        type,
        url,
        checksum,
    });
}

/** What the list and the kanban of a card's documents have in common. */
const withDocuments = (Controller, template) =>
    class extends Controller {
        static template = template;
        static components = { ...Controller.components, DocumentBar, DocumentProgress };

        setup() {
            super.setup();
            this.fileViewer = useFileViewer();
            // The numbers beside the list change together with the list.
            const load = this.model.load.bind(this.model);
            this.model.load = (params) => (params ? load(params) : refresh(this.env));
            const confirmDeletion = this.deleteRecordsWithConfirmation;
            this.deleteRecordsWithConfirmation = (dialogProps, records) => {
                const confirm = async () => {
                    await this.model.root.deleteRecords(records);
                    refresh(this.env);
                };
                confirmDeletion({ ...dialogProps, confirm }, records);
            };
        }

        get partnerId() {
            return this.props.context.default_res_id;
        }

        /** Previews a document, with those around it, or downloads it. */
        async openRecord(record) {
            const files = this.model.root.records.map(fileOf);
            const file = files.find(({ id }) => id === record.resId) || fileOf(record);
            if (file.isUrl || !file.isViewable) {
                const url = file.isUrl ? file.url : file.downloadUrl;
                const target = file.isUrl ? "new" : "download";
                this.actionService.doAction({ type: "ir.actions.act_url", url, target });
            } else {
                this.fileViewer.open(file, files);
            }
        }
    };

registry.category("views").add("client360_documents", {
    ...listView,
    Controller: withDocuments(withCardNews(listView.Controller), "client360.DocumentList"),
    Renderer: FittingListRenderer,
});

registry.category("views").add("client360_documents_kanban", {
    ...kanbanView,
    Controller: withDocuments(withCardNews(kanbanView.Controller), "client360.DocumentKanban"),
});
