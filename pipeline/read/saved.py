"""Tell the folder that a browser saves beside a page ("complete page"): its pictures and scripts are no articles."""

import re
from collections.abc import Iterable

_PAGE = re.compile(r"(.+)\.(?:html?|xhtml)\Z", re.IGNORECASE)
# What browsers add to the page's name, by the language of the system.
_ADDED = (
    ["_files", ".files", "_file", "-Dateien", "_fichiers", "_ficheiros", "_archivos", "_arquivos", "_bestanden"]
    + ["-filer", "_filer", "_tiedostot", "_pliki", "_soubory", "_elemei", "_dosyalar", "_datoteke", "_fajlovi"]
    + ["_bylos", "_failid", "_fails", "_fitxategiak", "_fitxers", "_archivio", "_fisiere"]
)


def folders_of_pages(names: Iterable[str]) -> dict[str, str]:
    """Return each folder that belongs to a saved page, and the page: {"in/page_files": "in/page.html"}.

    `names` are those of files with the folders before them, and with "/" between.
    """
    listed = list(names)
    folders = {"/".join(parts[:n]) for parts in (name.split("/") for name in listed) for n in range(1, len(parts))}
    found: dict[str, str] = {}
    for name in sorted(listed):
        if page := _PAGE.match(name):
            found |= {page[1] + added: name for added in _ADDED if page[1] + added in folders}
    return found


def page_of(name: str, folders: dict[str, str]) -> str | None:
    """Return the page that a file belongs to, None for a file of its own. `folders` come from `folders_of_pages`."""
    at = name.rfind("/")
    while at > 0:
        if page := folders.get(name[:at]):
            return page
        at = name.rfind("/", 0, at)
    return None


def note_on_folder(page: str, folder: str) -> str:
    """Return the note for a page whose folder was left out."""
    return f"{page}: the folder {folder.rpartition('/')[2]} beside it holds its pictures and scripts; it is left out"
