"""One fault, and where to look for the tests that guard the place."""

import re
from dataclasses import dataclass
from pathlib import PurePath

TESTS = "client360/tests"
#: Folders whose files a database knows of only after an update.
DATA = ("data", "demo", "i18n", "i18n_extra", "security", "views")
#: Tests in a browser and those with several workers: slow, and named so.
SLOW = ("_tour.py", "_workers.py", "_hoot.py")


@dataclass(frozen=True)
class Mutant:
    """A small fault.

    :param str file: the file in the addon
    :param str before: a text that is there exactly once, spaces and ends of lines
        as they come
    :param str after: what it is replaced with
    :param str tests: arguments of pytest; by default the tests of the file's subject,
        those in a browser only for what runs in a browser
    :param str lives: why no test can notice it
    :param bool updates: the database has to be updated, though the file is none of
        those that it reads: the fault is in a constraint or an index
    """

    file: str
    before: str
    after: str
    tests: str = ""
    lives: str = ""
    updates: bool = False

    @property
    def subject(self):
        """The folder of tests that belongs to the file."""
        parts = PurePath(self.file).parts
        if parts[0] in ("models", "views", "data"):
            return parts[1] if len(parts) > 2 else "card"
        if parts[:2] == ("static", "src"):
            return parts[2]
        return "card"

    @property
    def needs_update(self):
        """Whether the database has to be updated to notice it."""
        return (
            self.updates
            or self.file.split("/")[0] in DATA
            or self.file == "__manifest__.py"
        )

    def selection(self, checkout):
        """The arguments of pytest."""
        if self.tests:
            return self.tests
        files = sorted((checkout / TESTS / self.subject).glob("test_*.py"))
        browser = self.file.startswith("static/")
        slow = [path for path in files if path.name.endswith(SLOW)]
        chosen = [path for path in files if path not in slow]
        if browser:
            chosen = [path for path in slow if "_workers" not in path.name] + chosen
        return " ".join(str(path.relative_to(checkout)) for path in chosen)

    def applied(self, text):
        """Put the fault into the text of the file.

        :return: the text with the fault, or how often the place was found
        """
        words = map(re.escape, self.before.split())
        found = [*re.finditer(r"\s+".join(words), text)]
        if len(found) != 1:
            return len(found)
        start, end = found[0].span()
        return text[:start] + self.after.strip("\n") + text[end:]

    @property
    def title(self):
        """What the fault is, on one line."""

        def short(text):
            text = re.sub(r"\s+", " ", text).strip()
            return text if len(text) <= 60 else text[:57] + "..."

        return f"{self.file}: {short(self.before)} -> {short(self.after) or '(gone)'}"
