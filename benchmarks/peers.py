"""Build the same pages with four site builders, in turn: `make bench-peers`.

This project from its YAML; plain Material for MkDocs with a pruned navigation, Zensical and Hugo with
a bare theme of ours from Markdown that says the same. Each is measured cold and after one policy was
changed, in CPU seconds of whole processes and in the memory of the largest. A builder that is not
installed is named and left out.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import yaml

sys.path.insert(0, str(Path(__file__).parent))

from run import ENV, visible_text

GENERATE = str(Path(__file__).with_name("generate.py"))
OURS = "this project"
COUNTS = (300, 1000, 3000)
SENTENCE = "The customer cannot plan"  # of each policy, where a word is added
RUN = "import sys; from cx_handbook.cli.main import main; sys.exit(main())"
MKDOCS = """\
site_name: Measured & Co
site_url: https://handbook.example.com/
use_directory_urls: false
theme:
  name: material
  font: false
  features: [navigation.prune, navigation.indexes]
plugins: [search]
"""
HUGO = """\
baseURL = "https://handbook.example.com/"
title = "Measured & Co"
uglyURLs = true
disableKinds = ["taxonomy", "term", "RSS"]
"""
BASE = """\
<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><nav><ul>{{ range .Site.Sections }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>
{{ end }}</ul></nav>
{{ with .CurrentSection }}<nav><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a>
</li>{{ end }}</ul></nav>{{ end }}<nav>{{ .TableOfContents }}</nav>
<main><h1>{{ .Title }}</h1>{{ .Content }}</main></body></html>
"""


class Cost(NamedTuple):
    """CPU seconds of a process and those it waited for, and the megabytes of the largest."""

    seconds: float
    memory: float


@dataclass(frozen=True)
class Builder:
    """A site builder: how it is run in a folder, where a policy's page is, how one is changed."""

    name: str
    command: list[str]
    folder: Path
    page: str  # of a policy, from the section and the name
    source: str
    kept: tuple[str, ...]  # what is removed for a cold build

    def build(self, *, cold: bool) -> Cost:
        """Build once and return what it cost. Stops the program when the builder fails."""
        for name in self.kept if cold else ():
            shutil.rmtree(self.folder / name, ignore_errors=True)
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(
                self.command, cwd=self.folder, env=ENV, stdout=said, stderr=subprocess.STDOUT
            )
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                said.seek(0)
                sys.exit(f"{self.name} failed:\n{said.read().decode()}")
        return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)

    def change(self, policy: Path, word: str) -> None:
        """Add a word to a sentence of one policy."""
        file = self.folder / self.source.format(section=policy.parent.name, name=policy.stem)
        text = file.read_text("utf-8")
        at = text.index(SENTENCE) + len(SENTENCE)
        end = text.index("\n", at)
        file.write_text(f"{text[:at]} {word}{text[end:]}", encoding="utf-8")


def main() -> int:
    """Measure what is installed, and print seconds, megabytes and ratios."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("counts", nargs="*", type=int, default=COUNTS)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    with tempfile.TemporaryDirectory() as name:
        for count in asked.counts:
            measure(count, asked.runs, Path(name) / str(count))
    return 0


def measure(count: int, runs: int, folder: Path) -> None:
    """Build one number of policies with every builder in turn, and print the medians."""
    # In a process of its own: what it takes would count as memory of all that are started here.
    subprocess.run([sys.executable, GENERATE, str(count), str(folder / "ours")], check=True)
    policies = sorted((folder / "ours/policies").glob("section-*/*.yml"))
    write_markdown(policies, folder / "markdown")
    builders = list(find_builders(folder))
    cold: dict[str, list[Cost]] = {builder.name: [] for builder in builders}
    changed: dict[str, list[Cost]] = {builder.name: [] for builder in builders}
    for run in range(runs):
        for builder in builders:
            cold[builder.name].append(builder.build(cold=True))
            # Each run changes another policy, to another text.
            builder.change(policies[run * 7 % count], f"nothing{run}")
            changed[builder.name].append(builder.build(cold=False))
    for builder in builders:
        compare_text(builder, policies)
    print_costs(count, cold, changed)


def find_builders(folder: Path) -> list[Builder]:
    """Return the builders that are installed, each with its input in a folder of its own."""
    tools = Path(sys.executable).parent
    ours = [sys.executable, "-c", RUN, "--root", str(folder / "ours"), "build"]
    found = [
        Builder(OURS, ours, folder / "ours", "site/{section}/{name}.html",
                "policies/{section}/{name}.yml", ("site", ".cache")),
    ]  # fmt: skip
    peers = {
        "Material": (tools / "mkdocs", ["build", "--quiet"], MKDOCS, "mkdocs.yml", "docs"),
        "Zensical": (tools / "zensical", ["build"], MKDOCS, "mkdocs.yml", "docs"),
        "Hugo": (shutil.which("hugo"), ["--quiet"], HUGO, "config.toml", "content"),
    }
    for name, (program, words, settings, file, pages) in peers.items():
        if not program or not Path(program).is_file():
            print(f"{name} is not installed and is left out")
            continue
        place = folder / name
        shutil.copytree(folder / "markdown", place / pages)
        (place / file).write_text(settings, encoding="utf-8")
        site = "public" if name == "Hugo" else "site"
        if name == "Hugo":
            (place / "layouts/_default").mkdir(parents=True)
            for layout in ("single", "list"):
                (place / f"layouts/_default/{layout}.html").write_text(BASE, encoding="utf-8")
            (place / "layouts/index.html").write_text(BASE, encoding="utf-8")
            # Its list pages have a name of their own.
            for index in (place / pages).rglob("index.md"):
                index.rename(index.with_name("_index.md"))
        found.append(
            Builder(name, [str(program), *words], place, f"{site}/{{section}}/{{name}}.html",
                    f"{pages}/{{section}}/{{name}}.md", (site, ".cache", "resources"))
        )  # fmt: skip
    return found


def write_markdown(policies: list[Path], folder: Path) -> None:
    """Write each policy as a Markdown page, with a page for each section and the first page."""
    folder.mkdir()
    (folder / "index.md").write_text("---\ntitle: Home\n---\n\nYou hear from us.\n", "utf-8")
    for path in policies:
        target = folder / path.parent.name / f"{path.stem}.md"
        if not target.parent.is_dir():
            target.parent.mkdir()
            title = path.parent.name.replace("-", " ").capitalize()
            index = f"---\ntitle: {title}\n---\n\nWe ring.\n"
            target.with_name("index.md").write_text(index, encoding="utf-8")
        data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        target.write_text(f"---\ntitle: {data['title']}\n---\n\n{write_page(data)}", "utf-8")


def write_page(data: dict[str, Any]) -> str:
    """Return the text of a policy as Markdown, in the order in which our page shows it."""
    parts = [data["promise"], "## What customers say", _list(data["customers_say"])]
    parts += ["## The call-back", _list([*data["offer_when"], data["hours"], data["no_news"]])]
    steps = [
        " ".join([step["do"], *step.get("say", []), *step.get("avoid", [])])
        for step in data["steps"]
    ]
    parts += ["## What to do and say", _list(steps), "## Limits", _list(data["limits"])]
    for standard in data["standards"]:
        facts = [standard["check"], standard["evidence"]["look_at"], standard["if_not"]]
        parts += [f"## {standard['id']}", standard["rule"], _list(facts)]
    for example in data["examples"]:
        parts += ["## Examples", example["situation"]]
        for side in ("poor", "better"):
            said = [f"{who}: {words}" for line in example[side] for who, words in line.items()]
            parts += [f"### {side.capitalize()}", _list(said)]
    return "\n\n".join([*parts, "## Why", data["why"].strip(), ""])


def _list(items: list[str]) -> str:
    return "\n".join(f"- {item}" for item in items)


def compare_text(builder: Builder, policies: list[Path]) -> None:
    """Stop when a page is missing, or does not show what the policy says."""
    for path in policies:
        data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
        page = builder.folder / builder.page.format(section=path.parent.name, name=path.stem)
        if not page.is_file():
            sys.exit(f"{builder.name} wrote no {page.relative_to(builder.folder)}")
        shown = unescape(visible_text(page.read_text("utf-8")))
        told = [data["title"], data["promise"], *data["customers_say"], *data["limits"]]
        told += [step["do"] for step in data["steps"]]
        told += [one[key] for one in data["standards"] for key in ("id", "rule", "check", "if_not")]
        # Builders set quotation marks and apostrophes in their own way.
        missing = [text for text in told if _plain(text) not in _plain(shown)]
        if missing:
            sys.exit(f"{builder.name}: {page.name} does not say {missing[0]!r}")
    print(f"{builder.name} has all {len(policies):,} pages, with their text", flush=True)


def _plain(text: str) -> str:
    for mark in "'’‘\"“”":
        text = text.replace(mark, "'")
    return " ".join(text.split())


def print_costs(count: int, cold: dict[str, list[Cost]], changed: dict[str, list[Cost]]) -> None:
    """Print a line for each builder, and what ours costs for each second of a peer's."""

    def take(costs: list[Cost], choose: Callable[[Cost], float]) -> float:
        return statistics.median(map(choose, costs))

    print(
        f"\n{count:,} policies: CPU seconds cold, one changed; MB; ours / theirs, cold and changed"
    )
    ours = [take(costs[OURS], lambda cost: cost.seconds) for costs in (cold, changed)]
    for name, costs in cold.items():
        seconds = [take(kind[name], lambda cost: cost.seconds) for kind in (cold, changed)]
        memory = take(costs, lambda cost: cost.memory)
        ratios = [mine / theirs for mine, theirs in zip(ours, seconds, strict=True)]
        print(
            f"{name:14} {seconds[0]:7.2f} {seconds[1]:7.2f} {memory:6.0f} "
            f"{ratios[0]:7.2f} {ratios[1]:7.2f}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
