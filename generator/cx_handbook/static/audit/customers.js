/* What customers themselves said in the period of an audit, on its result: beside the verdict, and
   never part of it. The sentences are those of audit/history/customers.py. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { customer, makeButton, makeElement } = Handbook.shell;
  const { limits } = audit.definitions;
  const { findWilsonLimits } = audit.pooledShare;
  const { formatPercent } = audit.rounding;

  const CUSTOMERS = customer.many.charAt(0).toUpperCase() + customer.many.slice(1);

  /* The newest count among the events of an audit; undefined when nobody counted. */
  function findAnswers(events) {
    return audit.events.sortEvents(events.filter(({ event }) => event === "heard")).pop();
  }

  /** @param {{ asked?: number, answered?: number, kept?: number }} answers */
  function describeAnswers({ asked, answered, kept }) {
    if (!answered) {
      return `${CUSTOMERS}: ${asked} asked, and nobody answered.`;
    }
    const [low, high] = findWilsonLimits(kept / answered, answered);
    const span = `${formatPercent(low)} to ${formatPercent(high, { up: true })}%`;
    const said =
      `${CUSTOMERS}: ${kept} of ${answered} say that we did what we said ` +
      `(${formatPercent(kept / answered)}%; ${span}).`;
    const silent = asked - answered;
    return silent
      ? `${said} ${silent} of ${asked} gave no answer; what they think is not known.`
      : said;
  }

  function makeNumber(label, name) {
    return audit.findingTools.makeField(label, name, {
      inputmode: "numeric",
      maxlength: 6,
      pattern: "[0-9]{1,5}",
      required: true,
    });
  }

  /* Keeps the three numbers, or says beside them why they cannot be. */
  async function keepNumbers(given, said) {
    const [asked, answered, kept] = ["asked", "answered", "kept"].map((name) =>
      Number(given[name]),
    );
    if (kept > answered || answered > asked || asked > limits.cases) {
      said.textContent =
        "No more can have answered than were asked, and no more be pleased than answered.";
      return;
    }
    await audit.findingTools.tellEvent("heard", { asked, answered, kept });
  }

  function makeCountForm(said) {
    return audit.findingTools.makeForm(
      [
        makeNumber(`${CUSTOMERS} asked`, "asked"),
        makeNumber("Of them answered", "answered"),
        makeNumber("Said we did what we said", "kept"),
      ],
      "Keep these numbers",
      (given) => keepNumbers(given, said),
    );
  }

  /* What customers said, and where it can be counted anew; `isOpen` allows that. */
  function makeBlock(events, isOpen) {
    const heard = findAnswers(events);
    if (!heard && !isOpen) {
      return null;
    }
    const said = makeElement("p", { class: "hb-reason", role: "alert" });
    const form = makeCountForm(said);
    const open = () => audit.findingTools.openForm(form);
    const label = heard ? "Count again" : `Add what ${customer.many} said`;
    return makeElement(
      "div",
      { class: "hb-tools hb-customers" },
      heard && makeElement("p", {}, describeAnswers(heard)),
      isOpen && makeElement("p", "hb-actions", makeButton("md-button", label, open)),
      isOpen && form,
      isOpen && said,
    );
  }

  audit.customers = { describeAnswers, findAnswers, makeBlock };
})();
