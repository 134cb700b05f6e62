# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

from . import client360_queue_mixin
from . import client360_retry_mixin
from . import client360_service_mixin
from . import client360_service_request
from . import client360_service_usage
