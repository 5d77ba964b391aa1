"""Service models: the list of all, and a page for each with its picture and its parts."""

from __future__ import annotations

from collections.abc import Iterator

from cx_handbook import addresses
from cx_handbook.content.model import Handbook, Policy, ServiceModel
from cx_handbook.content.model.service_model import ModelPart
from cx_handbook.content.text import strip_citations
from cx_handbook.markdown import plain_text
from cx_handbook.website.context import SiteContext, join_texts, render_page
from cx_handbook.website.diagrams import bar, pillars, ring
from cx_handbook.website.diagrams.geometry import Drawing
from cx_handbook.website.page import Page, SearchEntry


def render_model_list(context: SiteContext) -> Iterator[Page]:
    """Yield the page that lists the models, if there is one."""
    models = context.handbook.models
    if models:
        yield render_page(
            context,
            "service_models",
            addresses.SERVICE_MODELS,
            "How we see service",
            "Pictures of good service, and the pages that bring it about.",
            models=[(model, draw_model(model)[0]) for model in models],
        )


def render_models(context: SiteContext) -> Iterator[Page]:
    """Yield the page of each model."""
    for model in context.handbook.models:
        yield render_page(
            context,
            "service_model",
            addresses.service_model_path(model),
            model.title,
            plain_text(model.summary),
            source=model.file,
            own_words=model.title,
            search=[
                SearchEntry(
                    f"part-{n}", plain_text(part.name), join_texts(strip_citations(part.meaning))
                )
                for n, part in enumerate(model.parts, start=1)
            ],
            model=model,
            drawings=draw_model(model),
            parts=[(part, _list_carriers(context.handbook, part)) for part in model.parts],
        )


def draw_model(model: ServiceModel) -> tuple[Drawing, Drawing]:
    """Return a model's picture for wide and for narrow screens; the style sheet shows one."""
    title, names = plain_text(model.title), [plain_text(part.name) for part in model.parts]
    if model.picture == "bar":
        spans = [part.span for part in model.parts if part.span]
        marks = [(mark.at, plain_text(mark.name)) for mark in model.marks]
        parts = list(zip(names, spans, strict=True))
        return bar.draw_wide(parts, marks), bar.draw_narrow(parts, marks)
    picture = pillars if model.picture == "pillars" else ring
    return picture.draw_wide(title, names), picture.draw_narrow(title, names)


def _list_carriers(handbook: Handbook, part: ModelPart) -> list[Policy]:
    """Return the policies that a part names, then the others of its factor."""
    named = [handbook.policies_by_slug[slug] for slug in dict.fromkeys(part.policies)]
    # Named policies first: the author chose them for this part.
    return named + [p for p in handbook.policies if p.factor == part.factor and p not in named]
