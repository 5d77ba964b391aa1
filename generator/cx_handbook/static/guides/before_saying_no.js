/* Before a no, one question at a time: what is asked, may I, what fits, the words.
   The address says where somebody is: #policy, #policy:offers, #policy:words, #policy:words-2. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const STEPS = ["ask", "may", "offers", "words"];
  const NAMES = ["What is asked", "May I?", "What fits?", "What to say"];

  function element(tag, name, text) {
    const made = document.createElement(tag);
    made.className = name;
    made.textContent = text || "";
    return made;
  }

  function away(part, hidden) {
    part.toggleAttribute("data-hb-away", hidden);
  }

  function start(root) {
    const refusals = [...root.querySelectorAll("[data-hb-refusal]")];
    const head = document.querySelector(".hb-head .hb-promise");
    const progress = root.querySelector(".hb-progress");
    const who = element("p", "hb-as", "");
    const select = document.createElement("select");
    const bar = element("p", "hb-decide-bar", "");
    const back = element("button", "md-button", "Back");
    const next = element("button", "md-button md-button--primary", "Next");
    const over = element("button", "md-button", "Start over");

    /* Where the address leads: the refusal, the step, the offer that was picked. */
    function where() {
      const [slug, rest = "may"] = decodeURIComponent(location.hash.slice(1)).split(":");
      const [step, pick = ""] = rest.split("-");
      const refusal = refusals.find((one) => one.dataset.hbRefusal === slug);
      return refusal && STEPS.indexOf(step) > 0 ? { refusal, slug, step, pick } : { step: "ask", pick: "" };
    }

    function go(slug, step, pick) {
      const rest = step === "may" ? "" : `:${step}${pick ? `-${pick}` : ""}`;
      location.hash = slug ? `${slug}${rest}` : "what_is_asked";
    }

    const isMine = (entry) => entry.dataset.hbGrants.split(" ").includes(Handbook.mine().role);

    /* Mine first; otherwise in the order in which they are written, the best one first. */
    function sort(entries) {
      const list = entries[0].parentElement;
      const order = (one, other) => isMine(other) - isMine(one) || one.hbOrder - other.hbOrder;
      entries.forEach((entry, n) => (entry.hbOrder ??= n));
      list.append(...entries.sort(order));
    }

    function mark(entry, mine, otherwise, unknown) {
      const label = entry.querySelector("[data-hb-verdict]");
      const role = Handbook.mine().role;
      entry.classList.toggle("hb-grant--mine", Boolean(role) && isMine(entry));
      label.textContent = !role ? unknown : isMine(entry) ? mine : otherwise;
    }

    function judge(refusal) {
      const granted = [...refusal.querySelectorAll(".hb-grant")];
      const offers = [...refusal.querySelectorAll("[data-hb-offer]")];
      granted.forEach((entry) => {
        const names = entry.dataset.hbNames;
        mark(entry, "Yes, you may offer, without asking:", `Ask ${names} for:`, `${names} may offer, without asking:`);
      });
      offers.forEach((entry) => {
        mark(entry, "You may", `Ask ${entry.dataset.hbNames}`, entry.dataset.hbNames);
      });
      sort(granted);
      sort(offers);
      const notice = refusal.querySelector("[data-hb-where]");
      notice.textContent = Handbook.notice(notice);
      notice.hidden = !notice.textContent;
    }

    function showPurses(step) {
      const role = Handbook.mine().role;
      root.querySelectorAll("[data-hb-purse]").forEach((line) => {
        away(line, Boolean(role) && line.dataset.hbPurse !== role);
      });
      root.querySelectorAll("[data-hb-part=money]").forEach((part) => away(part, step !== "may"));
    }

    function showWords(refusal, pick) {
      refusal.querySelectorAll("[data-hb-words]").forEach((part) => {
        away(part, Boolean(pick) && part.dataset.hbWords !== pick);
      });
    }

    function show() {
      const { refusal, step, pick } = where();
      const n = STEPS.indexOf(step);
      root.dataset.hbAt = step;
      progress.textContent = `Step ${n + 1} of ${STEPS.length}: ${NAMES[n]}`;
      progress.style.setProperty("--hb-done", `${((n + 1) / STEPS.length) * 100}%`);
      away(root.querySelector("[data-hb-part=ask]"), step !== "ask");
      away(root.querySelector("[data-hb-part=rests]"), step !== "may" && step !== "ask");
      away(who, step === "ask" || step === "words");
      away(bar, step === "ask");
      away(next, step === "words");
      if (head) {
        away(head, step !== "ask");
      }
      refusals.forEach((one) => {
        away(one, one !== refusal);
        one.querySelectorAll("[data-hb-part]").forEach((part) => away(part, part.dataset.hbPart !== step));
      });
      select.value = Handbook.mine().role;
      showPurses(step);
      if (refusal) {
        judge(refusal);
        showWords(refusal, step === "words" ? pick : "");
        next.textContent = step === "may" ? "What fits?" : "Words for all of them";
      }
    }

    /* After a step: say it, put it on screen, and put the keyboard where it begins. */
    function arrive() {
      show();
      const { refusal, step } = where();
      const place = refusal
        ? refusal.querySelector(`[data-hb-part=${step}] h3`)
        : root.querySelector("[data-hb-part=ask] h2");
      place.tabIndex = -1;
      place.focus({ preventScroll: true });
      progress.scrollIntoView({ block: "start" });
      Handbook.announce(progress.textContent);
    }

    function fillSelect() {
      const none = element("option", "", "Choose your role");
      none.value = "";
      select.append(none);
      Handbook.choices.roles.forEach(([id, name]) => {
        const option = element("option", "", name);
        option.value = id;
        select.append(option);
      });
      select.id = "hb-as";
      const label = element("label", "", "I work as");
      label.htmlFor = select.id;
      who.append(label, select);
    }

    function addPicks() {
      root.querySelectorAll("[data-hb-offer]").forEach((offer) => {
        const pick = element("button", "md-button hb-pick", "This fits");
        pick.type = "button";
        pick.append(element("span", "hb-sr", `: ${offer.querySelector(".hb-do").textContent}`));
        pick.addEventListener("click", () => go(where().slug, "words", offer.dataset.hbOffer));
        offer.append(pick);
      });
    }

    [back, next, over].forEach((one) => (one.type = "button"));
    back.addEventListener("click", () => {
      const { slug, step } = where();
      const before = STEPS[STEPS.indexOf(step) - 1];
      go(before === "ask" ? "" : slug, before);
    });
    next.addEventListener("click", () => {
      const { slug, step } = where();
      go(slug, STEPS[STEPS.indexOf(step) + 1]);
    });
    over.addEventListener("click", () => go(""));
    select.addEventListener("change", () => Handbook.choose({ role: select.value }));
    fillSelect();
    addPicks();
    bar.append(next, back, over);
    progress.after(who);
    root.querySelector("[data-hb-part=rests]").before(bar);
    root.classList.add("hb-decide--on");
    window.addEventListener("hashchange", arrive);
    document.addEventListener("handbook:mine", show);
    if (where().refusal) {
      arrive();
    } else {
      show();
    }
  }

  function startAll() {
    document.querySelectorAll("[data-hb-decide]").forEach(start);
  }

  /* What it needs stands further down the page, and has run by then. */
  if (document.readyState === "complete") {
    startAll();
  } else {
    document.addEventListener("DOMContentLoaded", startAll);
  }
})();
