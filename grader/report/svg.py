"""SVG that a submission drew, rebuilt from an allow-list: shapes, text and embedded bitmaps, nothing live or loaded.

A page shows it as an `<img>`, in which browsers run no scripts and load nothing; this is the fence before that one. It
also bounds what a small file can unfold into: an element that repeats others may not be repeated itself.
"""

import re
from dataclasses import dataclass
from xml.etree import ElementTree

MOST_ELEMENTS = 20_000
_NAMESPACE = "http://www.w3.org/2000/svg"
_LINK = "{http://www.w3.org/1999/xlink}href"
_SHAPES = {"path", "circle", "ellipse", "line", "polyline", "polygon", "rect", "text", "tspan", "use", "image"}
_GROUPS = {"svg", "g", "defs", "symbol", "clipPath", "linearGradient", "radialGradient", "stop", "title", "desc"}
_DECLARATION = re.compile(r"<!DOCTYPE[^\[\]<>]*>")
_BITMAP = re.compile(r"data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]*\Z")
_UNSAFE = re.compile(r"url\s*\(\s*['\"]?\s*[^#'\"\s]|@import|expression|javascript|\\", re.IGNORECASE)
_LENGTH = re.compile(r"\s*([0-9.]{1,9})\s*(px|pt|)\s*\Z")
_POINT = 4 / 3
"""Pixels."""
_USUAL, _MOST = (480, 360), 2_000
"""Pixels."""


@dataclass(frozen=True)
class Drawing:
    """An SVG that is safe to show as an image."""

    text: str
    width: int
    """Pixels."""
    height: int
    """Pixels."""


def safe_svg(text: str) -> Drawing | None:
    """The drawing, or None when it is no SVG, declares entities, or holds too much."""
    bare = _DECLARATION.sub("", text, count=1)
    if "<!" in bare.replace("<!--", "").replace("<![CDATA[", ""):
        return None
    try:
        root = ElementTree.fromstring(bare)
    except (ElementTree.ParseError, ValueError):
        return None
    if _name(root) != "svg" or sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        return None
    width, height = (_pixels(root.get(side), usual) for side, usual in zip(("width", "height"), _USUAL, strict=True))
    _clean(root, _repeating(root))
    ElementTree.register_namespace("", _NAMESPACE)
    return Drawing(ElementTree.tostring(root, encoding="unicode"), width, height)


def _name(element: ElementTree.Element) -> str:
    """The name of an SVG element; empty for anything else."""
    space, _, name = str(element.tag).rpartition("}")
    return name if space in {"", "{" + _NAMESPACE} else ""


def _repeating(root: ElementTree.Element) -> set[str]:
    """Addresses of the elements that hold a `use`."""
    return {
        f"#{element.get('id')}" for element in root.iter() if any(_name(inner) == "use" for inner in element.iter())
    }


def _clean(element: ElementTree.Element, repeating: set[str]) -> None:
    for name, value in list(element.attrib.items()):
        if not _allowed(element, name, value, repeating):
            del element.attrib[name]
    for child in list(element):
        if _name(child) in _SHAPES | _GROUPS:
            _clean(child, repeating)
        else:
            element.remove(child)


def _allowed(element: ElementTree.Element, name: str, value: str, repeating: set[str]) -> bool:
    if name in {"href", _LINK}:
        return bool(_BITMAP.match(value)) if _name(element) == "image" else value[:1] == "#" and value not in repeating
    return not name.startswith(("{", "on")) and not _UNSAFE.search(value)


def _pixels(length: str | None, usual: int) -> int:
    found = _LENGTH.match(length or "")
    try:
        size = float(found[1]) * (_POINT if found[2] == "pt" else 1) if found else usual
    except ValueError:
        size = usual
    return min(max(int(size), 1), _MOST)
