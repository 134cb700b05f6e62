// The rules of Odoo's own web/tooling/_eslintrc.json, in ESLint's present format.
const globals = require("globals");
const js = require("@eslint/js");

module.exports = [
    js.configs.recommended,
    {
        files: ["**/*.js"],
        languageOptions: {
            ecmaVersion: 2022,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly", luxon: "readonly", Chart: "readonly"},
        },
        rules: {
            "arrow-body-style": ["error", "as-needed"],
            curly: ["error", "all"],
            eqeqeq: ["error", "always", {null: "ignore"}],
            "no-duplicate-imports": "error",
            "no-restricted-globals": ["error", "event", "self"],
            "no-restricted-syntax": ["error", "PrivateIdentifier"],
            "no-unused-vars": ["error", {args: "none", caughtErrors: "all"}],
            "prefer-const": ["error", {destructuring: "all", ignoreReadBeforeAssign: true}],
        },
    },
];
