/* From the last answer to the report: what is still open, the result, and what can be done with it. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const { download, find, make } = Handbook.dom;
  const { audit: Open, record: Records, report: Report } = Handbook;
  const area = find("[data-hb-fill]");

  function questionOf(standard) {
    return find(`[data-hb-standard="${standard}"]`);
  }

  function copied(standard, selector) {
    return Array.from(find(selector, questionOf(standard)).cloneNode(true).childNodes);
  }

  function reportOf() {
    const { answers, result } = Open.scored();
    const { audit, form, photos } = Open;
    return {
      audit, form, photos, answers, result,
      site: Open.siteName(audit.site),
      check: (standard) => copied(standard, "[data-hb-check]"),
      improvement: (standard) => copied(standard, "[data-hb-if-not]"),
    };
  }

  // Before finishing

  function openQuestions() {
    return Open.scored().result.items.filter((one) => one.state === "unanswered");
  }

  function otherGaps() {
    const { audit } = Open;
    const gaps = [];
    if (Boolean(audit.first) !== Boolean(audit.last)) {
      gaps.push("The period needs its first and its last day; with one alone it is left out.");
    }
    if (audit.first && audit.last && audit.last < audit.first) {
      gaps.push("The period ends before it begins.");
    }
    if (audit.actions.some((one) => !one.what.trim() && (one.who.trim() || one.by))) {
      gaps.push("An action does not say what is to be done; it is left out.");
    }
    return gaps;
  }

  function gapLink({ item }) {
    const go = (event) => {
      event.preventDefault();
      Open.goTo(item.standard);
    };
    return make("li", {},
      make("a", { href: `#${item.standard}`, click: go },
        make("span", { class: "hb-id" }, item.standard), " ", copied(item.standard, "[data-hb-check]")));
  }

  function onFinish() {
    const open = openQuestions();
    const others = otherGaps();
    if (!open.length && !others.length) {
      finish();
      return;
    }
    const many = open.length === 1 ? "1 question is" : `${open.length} questions are`;
    find("[data-hb-gaps]").replaceChildren(
      ...(open.length ? [
        make("p", {}, `${many} unanswered. Each counts as its worst answer for the verdict.`),
        make("ul", { class: "hb-gap-list" }, open.map(gapLink)),
      ] : []),
      ...others.map((gap) => make("p", {}, gap))
    );
    find("[data-hb-before]").hidden = false;
    find("#before").focus();
  }

  // Finished

  function finish() {
    const { audit } = Open;
    audit.end = audit.end || Open.today().time;
    area.elements.end.value = audit.end;
    audit.state = "finished";
    Open.changed();
    showResult();
    find("#result").focus();
  }

  function showResult() {
    find("[data-hb-before]").hidden = true;
    area.hidden = true;
    find("[data-hb-report]").replaceChildren(...Report.draw(reportOf()));
    find("[data-hb-result]").hidden = false;
  }

  function showForm() {
    find("[data-hb-result]").hidden = true;
    find("[data-hb-before]").hidden = true;
    area.hidden = false;
  }

  function reopen() {
    Open.audit.state = "draft";
    Open.changed();
    showForm();
    find("#about").focus();
  }

  function downloadCsv() {
    download(`${Records.fileName(Open.audit)}.csv`, "text/csv;charset=utf-8", Report.csv(reportOf()));
  }

  find("[data-hb-finish]").addEventListener("click", onFinish);
  find("[data-hb-finish-anyway]").addEventListener("click", finish);
  find("[data-hb-back]").addEventListener("click", () => {
    const [first] = openQuestions();
    find("[data-hb-before]").hidden = true;
    if (first) {
      Open.goTo(first.item.standard);
    } else {
      find("#about").focus();
    }
  });
  find("[data-hb-reopen]").addEventListener("click", reopen);
  find("[data-hb-print]").addEventListener("click", () => window.print());
  find("[data-hb-csv]").addEventListener("click", downloadCsv);
  Open.onOpen = () => (Open.audit.state === "finished" ? showResult() : showForm());
})();
