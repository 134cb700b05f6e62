import { expect, test } from "@odoo/hoot";
import { queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    allowTranslations,
    contains,
    defineModels,
    fields,
    mockService,
    models,
    mountView,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { DocumentBar } from "@client360/documents/document_bar";
import { formatFileSize } from "@client360/documents/file_size_field";

class DocumentType extends models.Model {
    _name = "client360.document.type";
    name = fields.Char();
    has_end_date = fields.Boolean();
    _records = [
        { id: 1, name: "Charter" },
        { id: 2, name: "Attachment" },
        { id: 3, name: "Licence", has_end_date: true },
    ];
}

class IrAttachment extends mailModels.IrAttachment {
    _records = [
        { id: 1, name: "charter.pdf", mimetype: "application/pdf", type: "binary" },
        { id: 2, name: "model.xyz", mimetype: "application/octet-stream", type: "binary" },
        { id: 3, name: "Site", type: "url", url: "https://example.com/" },
    ];
}

defineModels({ ...mailModels, DocumentType, IrAttachment });

async function mountDocuments({ mayUpload = true, ...params } = {}) {
    onRpc("has_access", () => mayUpload);
    await mountView({
        resModel: "ir.attachment",
        type: "list",
        context: { default_res_id: 100 },
        arch: `
            <list js_class="client360_documents">
                <field name="name"/>
                <field name="mimetype"/>
                <field name="type"/>
                <field name="url"/>
                <field name="checksum"/>
            </list>`,
        ...params,
    });
}

const openRow = (name) => contains(`.o_data_cell:contains(${name})`).click();

test.tags("desktop");
test("a document is previewed in the window", async () => {
    await mountDocuments();
    await openRow("charter.pdf");
    await animationFrame();
    expect(".o-FileViewer").toHaveCount(1);
});

test.tags("desktop");
test("what has no preview is downloaded, a link is opened beside", async () => {
    mockService("action", {
        doAction: ({ url, target }) => expect.step([target, url.replace(/\?.*|.*hoot.test/g, "")]),
    });
    await mountDocuments();
    await openRow("model.xyz");
    await openRow("Site");
    expect(".o-FileViewer").toHaveCount(0);
    expect.verifySteps([
        ["download", "/web/content/2"],
        ["new", "https://example.com/"],
    ]);
});

test.tags("desktop");
test("files get the kind that is chosen, and go to the card one by one", async () => {
    patchWithCleanup(DocumentBar.prototype, {
        async uploadOne(file, typeId) {
            expect.step([file.name, typeId]);
            return file.name === "bad.txt" ? { error: "The file bad.txt is refused." } : {};
        },
    });
    await mountDocuments();
    await contains(".o_client360_upload").click();
    await contains(".o-dropdown--menu .dropdown-item:contains(Charter)").click();
    const files = ["good.txt", "bad.txt"].map((name) => new File(["x"], name));
    const data = new DataTransfer();
    files.forEach((file) => data.items.add(file));
    const input = queryFirst(".o_client360_files");
    input.files = data.files;
    input.dispatchEvent(new Event("change"));
    await animationFrame();
    expect.verifySteps([
        ["good.txt", 1],
        ["bad.txt", 1],
    ]);
    expect(".o_notification:contains(refused)").toHaveCount(1);
    expect(".o_notification:contains('Documents added: 1')").toHaveCount(1);
});

test.tags("desktop");
test("who adds a document that ends some day is asked when", async () => {
    patchWithCleanup(DocumentBar.prototype, { uploadOne: async () => ({ id: 7 }) });
    onRpc("ir.attachment", "action_edit_document", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.act_window_close" };
    });
    mockService("action", { doAction: ({ type }) => expect.step(type) });
    await mountDocuments();
    const upload = async (kind, count) => {
        await contains(".o_client360_upload").click();
        await contains(`.o-dropdown--menu .dropdown-item:contains(${kind})`).click();
        const data = new DataTransfer();
        for (let i = 0; i < count; i++) {
            data.items.add(new File(["x"], `${i}.txt`));
        }
        const input = queryFirst(".o_client360_files");
        input.files = data.files;
        input.dispatchEvent(new Event("change"));
        await animationFrame();
    };
    await upload("Charter", 1);
    await upload("Licence", 2);
    expect.verifySteps([]);
    await upload("Licence", 1);
    expect.verifySteps([[7], "ir.actions.act_window_close"]);
});

test.tags("desktop");
test("all that the list has is downloaded as it is filtered", async () => {
    onRpc("ir.attachment", "action_download_all_documents", ({ args }) => {
        expect.step(args[0]);
        return { type: "ir.actions.act_url", url: "/zip" };
    });
    mockService("action", { doAction: ({ url }) => expect.step(url) });
    await mountDocuments({ domain: [["id", "<", 3]] });
    await contains(".o_client360_download_all").click();
    expect.verifySteps([[["id", "<", 3]], "/zip"]);
});

test.tags("desktop");
test("who may not write the card uploads nothing", async () => {
    await mountDocuments({ mayUpload: false });
    expect(".o_client360_upload").toHaveCount(0);
    expect(".o_client360_download_all").toHaveCount(1);
});

test("sizes are what people read", () => {
    allowTranslations();
    expect(formatFileSize(0)).toBe("0 bytes");
    expect(formatFileSize(1023)).toBe("1,023 bytes");
    expect(formatFileSize(1024)).toBe("1.0 KB");
    expect(formatFileSize(1434 * 1024)).toBe("1.4 MB");
    expect(formatFileSize(20 * 1024 ** 2)).toBe("20 MB");
});
