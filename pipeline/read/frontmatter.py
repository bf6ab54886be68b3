"""Read the `key: value` lines between two `---` lines at the head of a text. This is not YAML: one level, no types."""

import re

_FENCE = "---"
_MOST_LINES = 200
_PAIR = re.compile(r"(?P<key>[A-Za-z][\w .-]{0,40}?)\s*:(?:\s+(?P<value>.*))?\Z")
_ESCAPES = {"_": "\u00a0", "N": "\u0085", "n": "\n", "t": "\t", '"': '"', "/": "/", "\\": "\\", " ": " "}
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|(.))")


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Return the front matter and the text after it; nothing and the whole text where there is none.

    A list ("- item" lines or [a, b]) becomes its items with commas between. Keys are in lower case.
    """
    lines = text.lstrip("\ufeff\n\r ").splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        return {}, text
    fields: dict[str, str] = {}
    key = ""
    for number, line in enumerate(lines[1:_MOST_LINES], start=1):
        if line.rstrip() in (_FENCE, "..."):
            return fields, "\n".join(lines[number + 1 :])
        item = line.strip()
        if match := _PAIR.match(line.rstrip()):
            key = match["key"].casefold()
            fields.setdefault(key, _value(match["value"] or ""))
        elif key and item.startswith("- "):
            fields[key] = ", ".join(filter(None, (fields[key], _value(item[2:]))))
        elif key and line[:1] in (" ", "\t") and item:
            fields[key] = f"{fields[key]} {_value(item)}".strip(" >|")
        elif item and not item.startswith("#"):
            return {}, text  # a rule above an ordinary text
    return {}, text


def _value(written: str) -> str:
    written = written.strip()
    if len(written) > 1 and written[0] == written[-1] == '"':
        return _ESCAPE.sub(_unescape, written[1:-1])
    if len(written) > 1 and written[0] == written[-1] == "'":
        return written[1:-1].replace("''", "'")
    if written.startswith("[") and written.endswith("]"):
        return ", ".join(filter(None, (_value(part) for part in written[1:-1].split(","))))
    return "" if written in ("null", "~") else written


def _unescape(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return _ESCAPES.get(match[3], match[0])
