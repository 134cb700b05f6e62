"""Scripts that run with Odoo's Python, each on one database."""
