// XML as OCA's template has it, JavaScript and SCSS as Odoo's own web/tooling does.
/** @type {import('prettier').Config} */
module.exports = {
    plugins: [require.resolve("@prettier/plugin-xml")],
    tabWidth: 4,
    printWidth: 100,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{files: "*.xml", options: {printWidth: 88, bracketSpacing: false}}],
};
