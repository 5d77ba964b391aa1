"""The scripts that compute a report, in V8; and a report as plain data, from both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, cast

from cx_handbook.audit.reading.importer import Audit
from cx_handbook.audit.records.record import AuditRecord
from cx_handbook.bundles import STATIC
from cx_handbook.reports.charts import picture_funnel, picture_sites, picture_trend
from cx_handbook.reports.comparison import SiteComparison
from cx_handbook.reports.report import Report, ReportAction, ReportInput, SiteReport
from cx_handbook.reports.sentences import describe_line
from cx_handbook.reports.series import PeriodAudit
from cx_handbook.reports.site_charts import FunnelPicture, SitesPicture
from cx_handbook.reports.trend import LineNote, Trend
from cx_handbook.reports.words import (
    ReportWords,
    describe_agreement,
    describe_change,
    describe_difference,
    describe_effect,
    describe_rules,
)
from support.audit_scripts import plain_answers, plain_form, start_audit_scripts
from support.v8 import Scripts, bundle_parts

Plain = dict[str, Any]
WITH_A_PAGE = {f"reports/device_{name}.js" for name in ("charts", "comparison", "lines", "report")}
DUMP = """(given) => {
    const { pictures, report, sentences, words } = Handbook.reports;
    const { scoreAudit } = Handbook.audit.scoring;
    const audits = given.audits.map((one) => {
        const form = given.forms[one.record.form];
        return { ...one, form, result: scoreAudit(form, one.record.answers) };
    });
    const dumpTrend = (trend, name) => ({
        stretches: trend.stretches.map(({ points, limits, signals, baseline }) => ({
            points: points.map((one) => [one.period.name, one.audit, one.value, one.low, one.high,
                one.isHollow, one.met, one.looked_at]),
            limits: limits.map(({ centre, low, high }) => [centre, low, high]),
            signals: signals.map(({ rule, first, last, side }) => [rule, first, last, side]),
            baseline,
        })),
        changes: trend.changes.map(words.describeChange),
        rules: words.describeRules(trend),
        says: sentences.describeLine(trend, name).map(({ text }) => text),
        picture: given.withPictures ? pictures.pictureTrend(trend, name, name) : undefined,
    });
    const dumpAll = (trends) => Object.fromEntries(
        [...trends].map(([name, trend]) => [name, dumpTrend(trend, name)]));
    const dumpLines = (charts) => Object.fromEntries(charts.listMeasures()
        .map((measure) => [measure.name, charts.build(measure)])
        .filter(([, trend]) => trend.stretches.length)
        .map(([name, trend]) => [name, dumpTrend(trend, name)]));
    const { comparisonWords, pairs, sitePictures } = Handbook.reports;
    const nameSite = (site) => site;
    const listEnds = (one) => one && [one.value, one.low, one.high];
    const dumpComparison = (one, name) => {
        const says = comparisonWords.describePlaces(one, nameSite);
        const head = { name, title: name, description: says };
        return {
            share: one.share,
            added: one.dispersion.added,
            unlike: Object.fromEntries(one.unlike),
            figures: one.figures.map(({ site, count, estimate, limits, narrowLimits, ...rest }) =>
                [site, count.met, count.looked_at, estimate.low, estimate.high, ...limits,
                    ...narrowLimits, rest.places.best, rest.places.worst, rest.isNamed]),
            says,
            picture: given.withPictures
                ? sitePictures.pictureSites(one, nameSite, head) : undefined,
            funnel: given.withPictures
                ? sitePictures.pictureFunnel(one, nameSite, head) : undefined,
        };
    };
    const score = ({ record }) => ({ record,
        result: scoreAudit(given.forms[record.form], record.answers) });
    const made = report.buildReport({
        ...given, audits, pairs: given.pairs.map((pair) => pair.map(score)) });
    const count = ({ met, looked_at }) => [met, looked_at];
    return {
        sites: Object.fromEntries(made.sites.map((site) => [site.site, {
            sentences: site.sentences.map(({ tone, text, checklist }) => [tone, text, checklist]),
            alarms: site.alarmRate,
            newest: site.newest ? site.newest.record.id : null,
            grades: dumpAll(site.grades),
            lines: given.withLines ? Object.fromEntries(
                [...site.trends].map(([name, charts]) => [name, dumpLines(charts)])) : undefined,
        }])),
        findings: made.findings.map((one) =>
            [one.site, one.item.standard, one.failed, one.asked, one.inARow, one.last.record.id]),
        handbook: made.handbookFindings.map((one) =>
            [one.item.standard, one.failed, one.asked, one.sites]),
        results: made.results.map(({ action, effect }) => ({
            action: [action.site, action.standard, action.audit],
            cases: [count(effect.before), count(effect.after)],
            difference: [effect.difference.value, effect.difference.low, effect.difference.high],
            helped: effect.helped,
            needed: effect.needed,
            says: words.describeEffect(effect),
        })),
        comparisons: Object.fromEntries([...made.comparisons].map(([name, one]) =>
            [name, dumpComparison(one, name)])),
        pairs: made.pairs.map((pair) => ({
            ratings: Object.values(pair.ratings),
            agreement: listEnds(pairs.measureAgreement(pair.ratings)),
            ac1: listEnds(pairs.measureAc1(pair.ratings)),
            stricter: pairs.findStricterChance(pair.ratings),
            says: comparisonWords.describeAgreement(pair),
            rows: pair.differences.map(comparisonWords.describeDifference),
        })),
    };
}"""


@cache
def load_report_scripts() -> Scripts:
    """Return the scripts that compute a report, loaded once: they keep nothing between calls."""
    scripts = start_audit_scripts()
    for part in bundle_parts("reports/device_report.js"):
        if part not in WITH_A_PAGE:
            scripts.run((STATIC / part).read_text("utf-8"), part)
    return scripts


def make_report(
    audits: Sequence[PeriodAudit],
    actions: Sequence[ReportAction] = (),
    titles: Mapping[str, str] | None = None,
    notes: Mapping[tuple[str, str], Sequence[LineNote]] | None = None,
    pairs: Sequence[tuple[Audit, Audit]] = (),
) -> Report:
    """Return the report of some audits."""
    return Report(
        ReportInput(audits, actions, pairs, titles or {}, {}, notes or {}, date(2027, 1, 1))
    )


# As plain data


def dump_in_python(
    report: Report, *, with_pictures: bool = False, with_lines: bool = False
) -> Plain:
    """Return what a report says of sites, findings and actions; with the lines of all measures."""

    def dump_all(trends: Mapping[str, Trend]) -> Plain:
        return {name: _dump_trend(trend, name, with_pictures) for name, trend in trends.items()}

    return {
        "sites": {
            site.site: {
                "sentences": [[one.tone, one.text, one.checklist] for one in site.sentences],
                "alarms": site.alarm_rate,
                "newest": site.newest.audit.record.id if site.newest else None,
                "grades": dump_all(site.grades),
                **({"lines": _dump_lines(site, dump_all)} if with_lines else {}),
            }
            for site in report.sites
        },
        "findings": [
            [f.site, f.item.standard, f.failed, f.asked, f.in_a_row, f.last.audit.record.id]
            for f in report.findings
        ],
        "handbook": [
            [f.item.standard, f.failed, f.asked, list(f.sites)] for f in report.handbook_findings
        ],
        "results": [
            {
                "action": [one.action.site, one.action.standard, one.action.audit],
                "cases": [list(one.effect.before), list(one.effect.after)],
                "difference": list(one.effect.difference),
                "helped": one.effect.helped,
                "needed": one.effect.needed,
                "says": describe_effect(one),
            }
            for one in report.results
        ],
        "comparisons": {
            name: _dump_comparison(report, one, name, with_pictures=with_pictures)
            for name, one in report.comparisons.items()
        },
        "pairs": [
            {
                "ratings": list(pair.ratings),
                "agreement": pair.agreement and list(pair.agreement),
                "ac1": pair.ac1 and list(pair.ac1),
                "stricter": pair.stricter_chance,
                "says": describe_agreement(pair),
                "rows": [list(describe_difference(one, pair)) for one in pair.differences],
            }
            for pair in report.pairs
        ],
    }


def _dump_comparison(
    report: Report, one: SiteComparison, name: str, *, with_pictures: bool
) -> Plain:
    # The sentence needs the names of sites only, and no handbook.
    says = ReportWords(report, cast("Any", None)).describe_places(one)
    plain: Plain = {
        "share": one.share,
        "added": one.dispersion.added if one.dispersion else None,
        "unlike": dict(one.unlike),
        "figures": [
            [
                f.site, *f.count, f.estimate.low, f.estimate.high, *f.limits, *f.narrow_limits,
                *f.places, f.is_named,
            ] for f in one.figures
        ],
        "says": says,
    }  # fmt: skip
    if with_pictures:
        funnel = picture_funnel(one, {}, name, name, says)
        plain["picture"] = _dump_sites(picture_sites(one, {}, name, name, says))
        plain["funnel"] = funnel and _dump_sites(funnel)
    return plain


def _dump_sites(picture: SitesPicture | FunnelPicture) -> Plain:
    steps = getattr(picture, "steps", None)
    plain = {**vars(picture), "sites": [site._asdict() for site in picture.sites]}
    return plain if steps is None else {**plain, "steps": [step._asdict() for step in steps]}


def _dump_lines(site: SiteReport, dump_all: Callable[[Mapping[str, Trend]], Plain]) -> Plain:
    return {
        checklist: dump_all({**own.factors, **own.standards})
        for checklist, own in site.trends.items()
    }


def _dump_trend(trend: Trend, name: str, with_pictures: bool) -> Plain:
    plain: Plain = {
        "stretches": [
            {
                "points": [
                    [
                        p.period.name, p.audit, *p.estimate, p.is_hollow, p.met, p.looked_at
                    ] for p in stretch.points
                ],
                "limits": [list(limits) for limits in stretch.limits],
                "signals": [list(signal) for signal in stretch.signals],
                "baseline": stretch.baseline,
            }
            for stretch in trend.stretches
        ],
        "changes": [describe_change(change) for change in trend.changes],
        "rules": describe_rules(trend),
        "says": [one.text for one in describe_line(trend, name)],
    }  # fmt: skip
    if with_pictures:
        plain["picture"] = _dump_picture(trend, name)
    return plain


def _dump_picture(trend: Trend, name: str) -> Plain:
    picture = picture_trend(trend, name, name)
    return {
        **vars(picture),
        "stretches": [
            {
                "points": [point._asdict() for point in stretch.points],
                "limits": [limits._asdict() for limits in stretch.limits],
                "signals": [signal._asdict() for signal in stretch.signals],
            }
            for stretch in picture.stretches
        ],
        "changes": [change._asdict() for change in picture.changes],
    }


def dump_in_script(
    report: Report, *, with_pictures: bool = False, with_lines: bool = False
) -> Plain:
    """Return the same, computed by the scripts from the same audits in another order."""
    given = report.given
    audits = [_plain_audit(one) for one in reversed(given.audits)]
    plain: Plain = load_report_scripts().call(
        DUMP,
        {
            "audits": audits,
            "forms": {
                one.audit.record.form: plain_form(one.audit.form) for one in given.audits
            },
            "actions": [
                {
                    "site": one.site, "checklist": one.checklist, "audit": one.audit,
                    "standard": one.standard,
                    "done": one.done.isoformat() if one.done else None,
                }
                for one in given.actions
            ],
            "pairs": [
                [{"record": _plain_record(one.record)} for one in pair] for pair in given.pairs
            ],
            "titles": dict(given.titles),
            "notes": {
                " ".join(key): [{"kind": n.kind, "on": n.on.isoformat(), "why": n.why} for n in own]
                for key, own in given.notes.items()
            },
            "withPictures": with_pictures,
            "withLines": with_lines,
        },
    )  # fmt: skip
    return plain


def _plain_audit(one: PeriodAudit) -> Plain:
    record, period = one.audit.record, one.period
    return {
        "period": {
            "first": period.first.isoformat(), "last": period.last.isoformat(), "name": period.name,
        },
        "record": _plain_record(record),
        "isOpen": one.is_open,
    }  # fmt: skip


def _plain_record(record: AuditRecord) -> Plain:
    return {
        "id": record.id, "site": record.site, "checklist": record.checklist,
        "date": record.date.isoformat(), "form": record.form,
        "answers": plain_answers(dict(record.answers)),
        "draws": {name: {} for name in record.draws},
    }  # fmt: skip


def find_differences(one: Any, other: Any, place: str = "") -> list[str]:
    """Return where two plain values differ; numbers are the same when nine decimals are."""
    if isinstance(one, dict) and isinstance(other, dict):
        if one.keys() != other.keys():
            return [f"{place}: {sorted(one.keys() ^ other.keys())}"]
        pairs = [(one[key], other[key], f"{place}.{key}") for key in one]
    elif isinstance(one, (list, tuple)) and isinstance(other, (list, tuple)):
        if len(one) != len(other):
            return [f"{place}: {one} and {other}"]
        pairs = [(a, b, f"{place}[{n}]") for n, (a, b) in enumerate(zip(one, other, strict=True))]
    elif isinstance(one, float) or isinstance(other, float):
        same = None not in (one, other) and abs(one - other) < 1e-9
        return [] if same else [f"{place}: {one} and {other}"]
    else:
        return [] if one == other else [f"{place}: {one!r} and {other!r}"]
    return [found for a, b, name in pairs for found in find_differences(a, b, name)]
