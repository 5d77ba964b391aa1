/* A series of audits of one site by one checklist, made comparable over changes of the questions, as
   reports/series.py has it: a line joins audits only over questions that all of them were asked. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { addUp, round9 } = audit.rounding;
  const LEAST_COMMON = 0.8; // of either form's points, as for a grade

  function listItems(form) {
    return form.sections.flatMap((section) => section.items);
  }

  /* What makes two questions the same: standard, check, what to look at, kind of answer. */
  function describeQuestion({ standard, check, look_at: lookAt, answer }) {
    return JSON.stringify([standard, check, lookAt, answer]);
  }

  /* The standards that both forms ask in the same way. */
  function findCommonStandards(form, other) {
    const asked = new Set(listItems(other).map(describeQuestion));
    const same = listItems(form).filter((item) => asked.has(describeQuestion(item)));
    return new Set(same.map((item) => item.standard));
  }

  /* Which part of a form's points some standards carry, from 0 to 1. */
  function measurePart(form, standards) {
    const points = audit.formCoverage.listPoints(form);
    const kept = [...points].filter(([standard]) => standards.has(standard));
    return addUp(kept.map(([, value]) => value)) / addUp([...points.values()]);
  }

  function keepQuestions(form, standards) {
    const sections = form.sections.map((section) => ({
      ...section,
      items: section.items.filter((item) => standards.has(item.standard)),
    }));
    return { ...form, sections: sections.filter(({ items }) => items.length) };
  }

  /* How many cases to look at stays what the audit's own form asked for: nobody could know that more
     would be asked later. */
  function keepSamples(form, own) {
    const samples = new Map(listItems(own).map((item) => [item.standard, item.sample]));
    const sections = form.sections.map((section) => ({
      ...section,
      items: section.items.map((item) => ({ ...item, sample: samples.get(item.standard) })),
    }));
    return { ...form, sections };
  }

  function pickAnswers(form, answers) {
    const known = listItems(form).filter((item) => Object.hasOwn(answers, item.standard));
    return Object.fromEntries(known.map(({ standard }) => [standard, answers[standard]]));
  }

  /* Each form of some audits once; the newest audit's is the last. */
  function listForms(audits) {
    const forms = new Map([...audits].reverse().map((one) => [one.record.form, one.form]));
    return [...forms.values()].reverse();
  }

  /* The standards that all forms ask in the same way as the newest one. */
  function findCommon(forms) {
    const newest = forms.at(-1);
    const shared = forms.slice(0, -1).map((form) => findCommonStandards(newest, form));
    const all = listItems(newest).map((item) => item.standard);
    return new Set(all.filter((name) => shared.every((standards) => standards.has(name))));
  }

  function shareEnough(audits) {
    const forms = listForms(audits);
    if (forms.length === 1) {
      return true;
    }
    const common = findCommon(forms);
    const isEnough = (form) => round9(measurePart(form, common)) >= round9(LEAST_COMMON);
    return common.size > 0 && forms.every(isEnough);
  }

  /* From the newest backwards, because the newest stretch is the one that people look at. */
  function cutStretches(audits) {
    const stretches = [];
    [...audits].reverse().forEach((one) => {
      if (stretches.length && shareEnough([one, ...stretches[0]])) {
        stretches[0].unshift(one);
      } else {
        stretches.unshift([one]);
      }
    });
    return stretches;
  }

  /* An audit scored on the questions of its stretch; at its worst while it is provisional. `items` are
     the scores of those questions as they were answered. */
  function compareAudit(source, form, result) {
    const isProvisional = source.isOpen || result.provisional;
    const grade = isProvisional ? result.worst.points : result.points;
    const asked = new Set(listItems(form).map((item) => item.standard));
    const items = source.result.items.filter(({ item }) => asked.has(item.standard));
    return { source, form, result, items, isProvisional, grade };
  }

  function scoreStretch(stretch) {
    const forms = listForms(stretch);
    if (forms.length === 1) {
      return stretch.map((one) => compareAudit(one, one.form, one.result));
    }
    const form = keepQuestions(forms.at(-1), findCommon(forms));
    return stretch.map((one) => {
      // A part of a form is judged by its cases, and an audit that is provisional stays so.
      if (one.isPart) {
        return compareAudit(one, form, one.result);
      }
      const answers = pickAnswers(form, one.record.answers || {});
      const result = audit.scoring.scoreAudit(keepSamples(form, one.form), answers);
      return compareAudit(one, form, result);
    });
  }

  function describeChange(before, after, breaks) {
    const [old, now] = [before.form, after.form].map(listItems);
    const common = findCommonStandards(after.form, before.form);
    const names = (items) => items.map((item) => item.standard);
    const [askedBefore, askedNow] = [old, now].map((items) => new Set(names(items)));
    return {
      before,
      after,
      asked: now.length,
      common: common.size,
      added: names(now).filter((name) => !askedBefore.has(name)),
      removed: names(old).filter((name) => !askedNow.has(name)),
      changed: names(now).filter((name) => askedBefore.has(name) && !common.has(name)),
      breaks,
    };
  }

  /* Whether a change concerns what is looked at: another form may ask a part alike. */
  function isTold({ after, added, removed, changed }) {
    return !after.isPart || added.length + removed.length + changed.length > 0;
  }

  /* The series of audits that are given in the order of their periods: stretches that one line may
     join, and the changes of the questions. */
  function buildSeries(audits) {
    const stretches = cutStretches(audits);
    const firsts = new Set(stretches.slice(1).map((stretch) => stretch[0]));
    const changes = audits.slice(1).flatMap((after, place) => {
      const before = audits[place];
      const isChange = before.record.form !== after.record.form;
      return isChange ? [describeChange(before, after, firsts.has(after))] : [];
    });
    return { stretches: stretches.map(scoreStretch), changes: changes.filter(isTold) };
  }

  Handbook.reports.series = { buildSeries, keepQuestions, listItems };
})();
