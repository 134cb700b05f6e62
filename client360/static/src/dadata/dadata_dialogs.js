import { Component, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";

/** Lets the user choose between the head office and the branches of a company. */
export class BranchDialog extends Component {
    static template = "client360.BranchDialog";
    static components = { Dialog };
    static props = { close: Function, branches: Array, choose: Function };

    choose(branch) {
        this.props.choose(branch);
        this.props.close();
    }
}

/** Shows what differs from the registry, and lets the user choose field by field. */
export class ConflictDialog extends Component {
    static template = "client360.ConflictDialog";
    static components = { Dialog };
    static props = { close: Function, name: String, conflicts: Array, choose: Function };

    setup() {
        this.state = useState({
            taken: Object.fromEntries(this.props.conflicts.map(({ key, take }) => [key, take])),
        });
    }

    all(take) {
        for (const { key } of this.props.conflicts) {
            this.state.taken[key] = take;
        }
    }

    confirm() {
        this.props.choose(this.props.conflicts.filter(({ key }) => this.state.taken[key]));
        this.props.close();
    }
}
