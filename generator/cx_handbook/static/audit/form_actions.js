/* The actions of the audit that is being filled in: agreed at a question, or free of one. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { findAll, findElement, makeButton, makeElement } = Handbook.shell;
  const { limits } = audit.definitions;
  const { formState, memory } = audit;
  const { readClock, showAlarm } = audit.page;
  const { items, state } = formState;

  function findQuestion(standard) {
    return findElement(`fieldset[data-hb-standard="${standard}"]`);
  }

  function findActionList(standard) {
    return items.has(standard)
      ? findElement("[data-hb-actions]", findQuestion(standard))
      : findElement('[data-hb-actions="free"]');
  }

  /* The names that were used on this device, offered in every box for a name. */
  function showNames() {
    const options = memory.getRemembered().names.map((value) => makeElement("option", { value }));
    findElement("#hb-names").replaceChildren(...options);
  }

  function makeActionField(action, label, name, attributes) {
    const takeValue = ({ target }) => {
      if (target.validity.valid) {
        action[name] = target.value;
        formState.announceChange(action.standard);
      }
    };
    const tag = attributes.rows ? "textarea" : "input";
    const box = makeElement(tag, { ...attributes, "data-hb-action": name, input: takeValue });
    box.value = action[name];
    return makeElement("label", "hb-field", makeElement("span", {}, label), " ", box);
  }

  function addRow(action) {
    const days = { type: "date", min: limits.firstDay, max: limits.lastDay };
    const row = makeElement(
      "div",
      { class: "hb-action", role: "group", "aria-label": "Action" },
      makeActionField(action, "What", "what", { maxlength: limits.longText, rows: "2" }),
      makeActionField(action, "Who", "who", { maxlength: limits.shortText, list: "hb-names" }),
      makeActionField(action, "By when", "by", days),
      makeButton("hb-quiet", "Remove this action", () => removeRow(action, row)),
    );
    findActionList(action.standard).append(row);
    showAgree(action.standard);
    return row;
  }

  function removeRow(action, row) {
    const { standard } = action;
    row.remove();
    formState.removeAction(action);
    showAgree(standard);
    if (items.has(standard)) {
      const question = findQuestion(standard);
      const agree = findElement("[data-hb-agree]", question);
      const summary = findElement("summary", question);
      (agree.offsetParent ? agree : summary).focus();
    } else {
      findElement('[data-hb-act=""]').focus();
    }
  }

  function hasAction(standard) {
    return state.draft.actions.some((action) => action.standard === standard);
  }

  /* What is proposed once stands there; the button for it goes. */
  function showAgree(standard) {
    if (items.has(standard)) {
      findElement("[data-hb-agree]", findQuestion(standard)).hidden = hasAction(standard);
    }
  }

  function showActions() {
    findAll("[data-hb-actions]").forEach((list) => list.replaceChildren());
    items.forEach((_item, standard) => showAgree(standard));
    state.draft.actions.forEach(addRow);
    showNames();
  }

  function refuseMore() {
    const sentence = `An audit holds ${limits.actions} actions at most.`;
    showAlarm("[data-hb-notice]", makeElement("p", {}, sentence));
  }

  /* Adds an empty action, or one that is filled in from `given`, and leads to the box that is next. */
  function addAction(standard, given, box) {
    if (formState.isFullOfActions()) {
      refuseMore();
      return;
    }
    const row = addRow(formState.addAction(standard, given));
    findElement(`[data-hb-action="${box}"]`, row).focus();
  }

  /* What is proposed for a finding: what helps, who was named last, and a day. */
  function proposeAction(standard) {
    const what = findElement("[data-hb-if-not]", findQuestion(standard)).textContent.trim();
    return {
      what: what.slice(0, limits.longText),
      who: memory.getRemembered().who,
      by: audit.rhythm.proposeDay(formState.form.checklist, readClock().date),
    };
  }

  function onClick({ target }) {
    const button = target.closest("button");
    if (button && button.matches("[data-hb-act]")) {
      addAction(button.dataset.hbAct, {}, "what");
    } else if (button && button.matches("[data-hb-agree]")) {
      const { hbAgree: standard } = button.dataset;
      addAction(standard, proposeAction(standard), "who");
    }
  }

  /* A name is remembered when its box is left, and not at each letter of it. */
  function onChange({ target }) {
    if (target.dataset.hbAction === "who" && target.value.trim()) {
      memory.remember({ who: target.value }).then(showNames);
    }
  }

  document.addEventListener("DOMContentLoaded", () => {
    const area = findElement("[data-hb-fill]");
    area.addEventListener("click", onClick);
    area.addEventListener("change", onChange);
  });

  audit.formActions = { findQuestion, proposeAction, showActions, showNames };
})();
