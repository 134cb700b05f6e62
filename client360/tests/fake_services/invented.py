# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the fake services say where nobody knows what the real service says.

Every text that the contract marks "?" is in the table below and nowhere else. The
addon must depend on none of them, only on the status code and on what the body is.
"""

INVENTED = {
    # DaData: the "message" of the envelope {"family", "reason", "message"}
    ("dadata", 400): "Invalid request: the body is not a JSON object",
    ("dadata", 402): "Payment required",
    ("dadata", 404): "No such method",
    ("dadata", 405): "Method not allowed, use POST",
    ("dadata", 411): "Content-Length is required",
    ("dadata", 413): "The query is longer than 300 characters",
    ("dadata", 429): "Too many requests",
    ("dadata", 500): "Internal error",
    ("dadata", 502): "Bad gateway",
    ("dadata", 503): "Service unavailable",
    # Kontur.Focus: the plain text
    ("kontur", 401): "Unauthorized",
    ("kontur", 402): "Quota is exceeded",
    ("kontur", 403): "Access is denied",
    ("kontur", 404): "Data is not found",
    ("kontur", 405): "Method not allowed, use GET",
    ("kontur", 413): "Request is too large",
    ("kontur", 429): "Too many requests",
    ("kontur", 500): "Internal server error",
    ("kontur", 501): "XML is not imitated here",
    ("kontur", 502): "Bad gateway",
    ("kontur", 503): "Service unavailable",
    ("kontur", "tariff"): "Method briefReport is not available in your tariff",
    ("kontur", "expired"): "The key has expired",
    ("kontur", "limit"): "The limit of companies for the period is exceeded",
    ("kontur", "too many"): "No more than 100 inn/ogrn values in one request",
    ("kontur", "pdf of several"): "pdf=true takes one inn/ogrn only",
}

#: What else was to be decided here:
#: * DaData answers 401 to an Authorization header that is not "Token <key>";
#: * DaData answers an empty or missing query with an empty list;
#: * DaData never gives more than 20 suggestions (the documents say 20 and 300);
#: * Kontur's PDF of an unknown INN is 404 (``FakeServices.pdf_unknown`` changes that);
#: * Kontur answers 400 to more than 100 numbers, and to a PDF of several numbers;
#: * the key names of Kontur's ``stat``.


def text(service, key):
    """Return the invented text of a service for a status code or a named case."""
    return INVENTED.get((service, key), f"Error {key}")
