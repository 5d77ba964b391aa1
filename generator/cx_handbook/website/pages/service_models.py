"""The models of service: their pages, and the pictures drawn from their parts."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Policy, ServiceModel
from cx_handbook.content.model.service_model import ModelPart
from cx_handbook.content.text import uncited
from cx_handbook.markdown import plain
from cx_handbook.website.context import SiteContext, render_page, sentences
from cx_handbook.website.diagrams import bar, pillars, ring
from cx_handbook.website.diagrams.geometry import Drawing
from cx_handbook.website.page import Page, SearchEntry


def model_pages(context: SiteContext) -> Iterator[Page]:
    """Yield the pages of the models; without a model there is none."""
    if context.handbook.models:
        yield _models(context)
    for model in context.handbook.models:
        yield _model(context, model)


def drawings(model: ServiceModel) -> tuple[Drawing, Drawing]:
    """Return a model's picture for wide and for narrow screens; the style sheet shows one."""
    title, names = plain(model.title), [plain(part.name) for part in model.parts]
    if model.picture == "bar":
        spans = [part.span for part in model.parts if part.span]
        marks = [(mark.at, plain(mark.name)) for mark in model.marks]
        parts = list(zip(names, spans, strict=True))
        return bar.wide(parts, marks), bar.narrow(parts, marks)
    picture = pillars if model.picture == "pillars" else ring
    return picture.wide(title, names), picture.narrow(title, names)


def _models(context: SiteContext) -> Page:
    return render_page(
        context,
        "models",
        addresses.SERVICE_MODELS,
        "How we see service",
        "Pictures of good service, and the pages that bring it about.",
        "",
        models=[(model, drawings(model)[0]) for model in context.handbook.models],
    )


def _model(context: SiteContext, model: ServiceModel) -> Page:
    return render_page(
        context,
        "model",
        addresses.service_model_path(model),
        model.title,
        plain(model.summary),
        model.file,
        tuple(
            SearchEntry(f"part-{n}", plain(part.name), sentences(uncited(part.meaning)))
            for n, part in enumerate(model.parts, start=1)
        ),
        model=model,
        drawings=drawings(model),
        parts=[(part, _carriers(context.handbook, part)) for part in model.parts],
    )


def _carriers(handbook: Handbook, part: ModelPart) -> list[Policy]:
    """Return the policies that a part names, then the others of its factor."""
    named = [handbook.policy[slug] for slug in dict.fromkeys(part.policies)]
    return named + [p for p in handbook.policies if p.factor == part.factor and p not in named]
