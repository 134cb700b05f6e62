"""Scripts that run in Odoo's shell, each on one database."""
