# Copyright 2026 Client 360 contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""A zip file that is sent while it is made, in the memory of one chunk."""

import zipfile

CHUNK = 256 * 1024
FIRST_DATE = (1980, 1, 1, 0, 0, 0)  # a zip file knows no earlier one


class _Outlet:
    """What a zip file is written to, emptied after every chunk."""

    def __init__(self):
        self._parts = []
        # A file that cannot go back, see zipfile.ZipFile.
        self.write = self._append

    def _append(self, data):
        self._parts.append(bytes(data))
        return len(data)

    def flush(self):
        """Nothing waits anywhere."""

    def take(self):
        data = b"".join(self._parts)
        self._parts.clear()
        return data


def stream_zip(entries, missing_name="missing.txt"):
    """Make a zip file of files that are opened one after another.

    The files are stored as they are: documents are compressed already, and who
    waits for 500 of them waits for the network only.

    :param entries: iterable of ``(name, date, opener)``: the name in the zip file,
        a datetime, and a function that returns an open binary file
    :param missing_name: name of the text file that names the files which could not
        be read; there is none if all could
    :return: generator of the zip file's bytes
    """
    outlet = _Outlet()
    missing = []
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED, allowZip64=True) as archive:
        for name, date, opener in entries:
            info = zipfile.ZipInfo(name, max(date.timetuple()[:6], FIRST_DATE))
            info.external_attr = 0o644 << 16
            try:
                source = opener()
            except OSError:
                missing.append(name)
                continue
            # The size is not known before: the file may be larger than 4 GB.
            with source, archive.open(info, "w", force_zip64=True) as target:
                while chunk := source.read(CHUNK):
                    target.write(chunk)
                    yield outlet.take()
        if missing:
            archive.writestr(missing_name, "\n".join(missing))
    yield outlet.take()
