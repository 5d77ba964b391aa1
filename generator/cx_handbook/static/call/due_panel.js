/* Says when a promise falls due, counted from now or from a time typed in, in words to tell the customer. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const HOURS = "assets/handbook/company-hours.js";
  const COPY =
    "M8 3h10a2 2 0 0 1 2 2v11h-2V5H8V3Zm-3 4h9a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V9a2 2 0 0 1 2-2Zm0 2v10h9V9H5Z";
  const SVG = "http://www.w3.org/2000/svg";
  const NAMED = 4; // closed days that are told one by one
  const YEARS = [2000, 2199];
  const writers = {};
  let panels = 0;

  function made(tag, className, ...content) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  }

  /* Dates and times as the company's language writes them; the viewer's zone is the one left out. */

  function written(kind, options, at, zone) {
    const name = `${kind} ${zone || ""}`;
    writers[name] ??= new Intl.DateTimeFormat(Handbook.hours.language, { ...options, timeZone: zone });
    return writers[name].format(at);
  }

  const year = (at, zone) => written("year", { year: "numeric" }, at, zone);
  const time = (at, zone) => written("time", { hour: "numeric", minute: "2-digit" }, at, zone);

  function day(at, zone) {
    const options = { weekday: "long", day: "numeric", month: "long" };
    return year(at, zone) === year(Date.now(), zone)
      ? written("day", options, at, zone)
      : written("day of a year", { ...options, year: "numeric" }, at, zone);
  }

  const when = (at, zone) => `${day(at, zone)}, ${time(at, zone)}`;
  const elsewhere = (at, site) => when(at) !== when(at, site.zone);

  /* The viewer's time, and the site's where it differs. */
  function both(at, site) {
    if (!elsewhere(at, site)) {
      return when(at);
    }
    const there = day(at) === day(at, site.zone) ? time(at, site.zone) : when(at, site.zone);
    return `${when(at)} (your time; ${there} at ${site.name})`;
  }

  /* The site's time, as it may be told to somebody who may be anywhere. */
  const there = (at, site, between) =>
    `${day(at, site.zone)}${between}${time(at, site.zone)}${elsewhere(at, site) ? ` (${site.name} time)` : ""}`;

  /* Why it is due then and no earlier */

  const dateOf = (iso) => new Date(`${iso}T12:00Z`);
  const called = ({ date, name }) =>
    name ? `${name} (${day(dateOf(date), "UTC")})` : day(dateOf(date), "UTC");

  function closed(site, start, at) {
    const days = Handbook.closedDays(site, start, at);
    const told = days.length > NAMED ? days.filter(({ name }) => name).slice(0, NAMED) : days;
    const more = days.length - told.length;
    const rest = more ? [`${more}${told.length ? " more" : ""} closed day${more > 1 ? "s" : ""}`] : [];
    return days.length ? [`Not counted, because closed: ${[...told.map(called), ...rest].join("; ")}.`] : [];
  }

  function unlisted(site, at) {
    const last = Object.keys(site.closed).sort().pop();
    return last && at > dateOf(last)
      ? [`No holidays are listed after ${day(dateOf(last), "UTC")}. Check the calendar.`]
      : [];
  }

  function reasons(site, { clock }, start, at) {
    if (clock === "elapsed") {
      return Handbook.isOpen(site, at)
        ? []
        : [`${site.name} is closed then. It opens next: ${both(Handbook.opensNext(site, at), site)}.`];
    }
    const opens = clock === "opening_hours" && !Handbook.isOpen(site, start);
    return [
      ...(opens ? [`Closed at the start. Counted from: ${both(Handbook.opensNext(site, start), site)}.`] : []),
      ...(clock === "working_days" ? ["The day itself does not count. Due at closing time."] : []),
      ...closed(site, start, at),
      ...unlisted(site, at),
    ];
  }

  /* What a panel says: the answer, whether it is a warning, the reasons, the words for the customer. */

  function dueWhen(limit, site, start) {
    const at = Handbook.due(site, limit.duration, start);
    const words = limit.element.dataset.hbSay === "call" ? "We will call you by" : "You can expect this by";
    return {
      answer: `Due: ${both(at, site)}`,
      reasons: reasons(site, limit.duration, start, at),
      words: `${words} ${there(at, site, ", ")}.`,
    };
  }

  function agreedWhen(limit, site, at) {
    if (at < Date.now() - 60000) {
      return { warn: true, answer: `That time has passed: ${both(at, site)}`, reasons: [] };
    }
    if (Handbook.isOpen(site, at)) {
      const words = `We will call you on ${there(at, site, " at ")}.`;
      return { answer: `${site.name} is open then: ${both(at, site)}`, reasons: [], words };
    }
    const next = both(Handbook.opensNext(site, at), site);
    const [holiday] = Handbook.closedDays(site, at, at);
    const why = holiday?.name ? [`It is ${holiday.name}.`] : [];
    return {
      warn: true,
      answer: `${site.name} is closed then: ${both(at, site)}`,
      reasons: [...why, `It opens next: ${next}.`],
    };
  }

  function said(limit, site, at) {
    if (Number.isNaN(at)) {
      return { answer: limit.duration ? "Type a day and a time." : "Type the time you agreed.", reasons: [] };
    }
    try {
      return (limit.duration ? dueWhen : agreedWhen)(limit, site, at);
    } catch (error) {
      if (error instanceof RangeError) {
        return { warn: true, answer: `Not known for ${site.name}: ${error.message}`, reasons: [] };
      }
      throw error;
    }
  }

  /* The panel */

  function typed(input) {
    const at = new Date(input.value);
    const inReach = YEARS[0] <= at.getFullYear() && at.getFullYear() <= YEARS[1];
    return inReach ? at.getTime() : NaN;
  }

  function setNow(input) {
    const now = new Date();
    const two = (number) => String(number).padStart(2, "0");
    const date = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join("-");
    input.value = `${date}T${two(now.getHours())}:${two(now.getMinutes())}`;
  }

  function label(text, control) {
    const field = made("label", "hb-due-field", made("span", "", text), control);
    return field;
  }

  function siteChoice() {
    const { sites } = Handbook.hours;
    const choice = made("select", "");
    sites.forEach(({ id, name }) => choice.append(new Option(name, id)));
    const kept = Handbook.kept.get("site");
    choice.value = sites.some(({ id }) => id === kept) ? kept : sites[0].id;
    choice.addEventListener("change", () => Handbook.kept.set("site", choice.value));
    return choice;
  }

  function copyButton() {
    const icon = document.createElementNS(SVG, "svg");
    const path = document.createElementNS(SVG, "path");
    icon.setAttribute("class", "hb-icon");
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    path.setAttribute("d", COPY);
    icon.append(path);
    const button = made("button", "hb-copy", icon, made("span", "", "Copy"));
    button.type = "button";
    button.setAttribute("aria-label", "Copy: the words with the time");
    return button;
  }

  function nowButton(input, changed) {
    const button = made("button", "hb-limit", "Now");
    button.type = "button";
    button.addEventListener("click", () => {
      setNow(input);
      changed();
    });
    return button;
  }

  function fieldName(limit) {
    if (!limit.duration) {
      return "Agreed time (your time)";
    }
    const calls = limit.element.dataset.hbSay === "call";
    return calls ? "The customer rang at (your time)" : "Counted from (your time)";
  }

  function fields(limit, input, choice, changed) {
    const row = made("div", "hb-due-fields", label(fieldName(limit), input));
    if (limit.duration) {
      row.append(nowButton(input, changed));
    }
    if (Handbook.hours.sites.length > 1) {
      row.append(label("Site", choice));
    }
    return row;
  }

  function fill(panel, limit) {
    const input = made("input", "");
    const choice = siteChoice();
    const answer = made("p", "hb-due-answer");
    const why = made("ul", "hb-due-why");
    const words = made("span", "hb-words");
    const say = made("div", "hb-say", words, copyButton());

    function changed() {
      const site = Handbook.hours.sites.find(({ id }) => id === choice.value);
      const now = said(limit, site, typed(input));
      answer.textContent = now.answer;
      answer.classList.toggle("hb-due-answer--warn", Boolean(now.warn));
      why.replaceChildren(...now.reasons.map((reason) => made("li", "", reason)));
      why.hidden = !now.reasons.length;
      words.textContent = now.words || "";
      say.hidden = !now.words;
    }

    input.type = "datetime-local";
    if (limit.duration) {
      setNow(input);
    }
    answer.setAttribute("role", "status");
    panel.replaceChildren(answer, why, say, fields(limit, input, choice, changed));
    input.addEventListener("input", changed);
    choice.addEventListener("change", changed);
    changed();
  }

  function open(panel, limit) {
    Handbook.load(HOURS).then(
      () => fill(panel, limit),
      () => panel.replaceChildren(made("p", "hb-due-answer hb-due-answer--warn", "The opening hours could not be loaded."))
    );
  }

  function toggle(button, panel, limit) {
    const opening = panel.hidden;
    panel.hidden = !opening;
    button.setAttribute("aria-expanded", String(opening));
    if (opening) {
      open(panel, limit);
    }
  }

  function offer(limit) {
    const button = limit.button(limit, limit.duration ? "Due when?" : "Is it within opening hours?");
    const panel = made("div", "hb-due");
    panels += 1;
    panel.id = `hb-due-${panels}`;
    panel.hidden = true;
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", button.getAttribute("aria-label"));
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", panel.id);
    (button.closest(".hb-when, .hb-big") || button).after(panel);
    button.addEventListener("click", () => toggle(button, panel, limit));
  }

  Handbook.limits.filter((limit) => !limit.short).forEach(offer);
})();
