"""The tags of a PDF, by which a screen reader reads it: what WeasyPrint leaves is put right.

PDF/UA-1 (ISO 14289-1) asks that each header of a table says what it heads (7.5), that a list holds
items and an item its body (7.6), and that a link's annotation belongs to a link (7.18.5).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pikepdf

_IN_ITEM = ("/Lbl", "/LBody")
_IN_LIST = ("/LI", "/Caption")


def mend_structure(pdf: pikepdf.Pdf) -> None:
    """Put the tags of a freshly written sheet right."""
    root = pdf.Root.StructTreeRoot
    _mend_kids(pdf, root, within="")
    _give_links_their_annotations(pdf)


def _list_kids(element: pikepdf.Object) -> list[pikepdf.Object]:
    import pikepdf

    if "/K" not in element:
        return []
    return list(element.K) if isinstance(element.K, pikepdf.Array) else [element.K]


def _mend_kids(pdf: pikepdf.Pdf, element: pikepdf.Object, within: str) -> None:
    """Mend all elements below one; `within` is the nearest part of a table around them."""
    import pikepdf

    for kid in _list_kids(element):
        if not isinstance(kid, pikepdf.Dictionary) or "/S" not in kid:
            continue
        tag = str(kid.S)
        if tag == "/TH":
            kid.A.Scope = pikepdf.Name.Column if within == "/THead" else pikepdf.Name.Row
        _mend_kids(pdf, kid, tag if tag in ("/THead", "/TBody") else within)
        if tag == "/LI":
            _wrap_kids(pdf, kid, _IN_ITEM, ("LBody",))
        elif tag == "/L":
            _wrap_kids(pdf, kid, _IN_LIST, ("LI", "LBody"))


def _wrap_kids(
    pdf: pikepdf.Pdf, parent: pikepdf.Object, allowed: tuple[str, ...], tags: tuple[str, ...]
) -> None:
    """Put what may not stand right below an element into new elements, each run of it into one."""
    import pikepdf

    kids: list[pikepdf.Object] = []
    place: pikepdf.Object | None = None  # where the run goes that is going on
    for kid in _list_kids(parent):
        if isinstance(kid, pikepdf.Dictionary) and str(kid.get("/S")) in allowed:
            kids.append(kid)
            place = None
            continue
        if place is None:
            outer, place = _nest(pdf, parent, tags)
            kids.append(outer)
        place.K.append(kid)
        if isinstance(kid, pikepdf.Dictionary):
            kid.P = place
        else:
            _note_parent(pdf, parent, kid, place)
    parent.K = pikepdf.Array(kids)


def _nest(
    pdf: pikepdf.Pdf, parent: pikepdf.Object, tags: tuple[str, ...]
) -> tuple[pikepdf.Object, pikepdf.Object]:
    """Return new elements, one within the other: the outermost and the innermost."""
    import pikepdf

    made: list[pikepdf.Object] = []
    for tag in tags:
        element = pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.StructElem,
                S=pikepdf.Name(f"/{tag}"),
                P=parent,
                K=pikepdf.Array(),
            )
        )
        if "/Pg" in parent:
            element.Pg = parent.Pg
        if made:
            made[-1].K.append(element)
        made.append(element)
        parent = element
    return made[0], made[-1]


def _note_parent(
    pdf: pikepdf.Pdf, old: pikepdf.Object, mark: pikepdf.Object, new: pikepdf.Object
) -> None:
    """Say of a piece of a page's text that it belongs to another element now."""
    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    page = old.get("/Pg")
    if page is None:
        return
    for place in range(0, len(numbers), 2):
        if int(numbers[place]) == int(page.StructParents):
            numbers[place + 1][int(mark)] = new


def _give_links_their_annotations(pdf: pikepdf.Pdf) -> None:
    """Let the annotation of a picture that is a link belong to the link, and not to the picture."""
    import pikepdf

    numbers = pdf.Root.StructTreeRoot.ParentTree.Nums
    for place in range(0, len(numbers), 2):
        figure = numbers[place + 1]
        if not isinstance(figure, pikepdf.Dictionary) or str(figure.get("/S")) != "/Figure":
            continue
        link = figure.P
        if str(link.get("/S")) != "/Link":
            continue
        kids = _list_kids(figure)
        moved = [
            kid
            for kid in kids
            if isinstance(kid, pikepdf.Dictionary) and kid.get("/Type") == pikepdf.Name.OBJR
        ]
        figure.K = pikepdf.Array([kid for kid in kids if kid not in moved])
        link.K = pikepdf.Array([*moved, *_list_kids(link)])
        link.Alt = figure.get("/Alt", pikepdf.String(""))
        numbers[place + 1] = link
