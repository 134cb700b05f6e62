# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

{
    "name": "Client 360: Job Queue",
    "summary": "Work in the background of Client 360 as jobs of queue_job",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Sales/CRM",
    "website": "https://github.com/client360/client360",
    "author": "Client 360 contributors",
    "license": "AGPL-3",
    "auto_install": True,
    "depends": ["client360", "queue_job"],
    "data": [
        "data/queue_job_channel_data.xml",
        "data/queue_job_function_data.xml",
    ],
    "uninstall_hook": "uninstall_hook",
}
