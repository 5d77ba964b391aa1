/* Limits in time: a button beside each, and timers that run on from page to page until they are stopped. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const SECOND = 1000;
  const MINUTE = 60 * SECOND;
  const LENGTHS = { minute: MINUTE, hour: 60 * MINUTE };
  const LONGEST = 60 * MINUTE; // what is longer is a matter of a day and an hour, not of watching
  const FORGOTTEN = 12 * 60 * MINUTE; // after which nobody waits for a timer any more
  const NAME = "timers";
  const title = document.title;
  const starters = new Map();
  const rows = new Map();
  let running = [];
  let keeps = true;
  let beat = 0;
  let bar = null;

  function made(tag, className, text) {
    const element = document.createElement(tag);
    element.className = className;
    element.textContent = text || "";
    return element;
  }

  /* A button beside a limit, named by what the limit is for. */
  function button(limit, label) {
    const added = made("button", "hb-limit");
    added.type = "button";
    limit.element.after(added);
    limit.label = (text) => {
      added.textContent = text;
      added.setAttribute("aria-label", `${text}${text.endsWith("?") ? "" : ":"} ${limit.name}`);
    };
    limit.label(label);
    return added;
  }

  function read(element) {
    const [n, unit, clock] = element.dataset.hbWithin.split(" ");
    const agreed = !(Number(n) > 0);
    const duration = agreed ? null : { n: Number(n), unit, clock };
    const length = !agreed && clock === "elapsed" ? Number(n) * LENGTHS[unit] : NaN;
    const short = length <= LONGEST;
    return { element, duration, short, length, name: element.dataset.hbOf || "", button };
  }

  /* The limits of this page; due.js takes those that are not short. */
  Handbook.limits = Array.from(document.querySelectorAll("[data-hb-within]"), read);

  /* What is kept may have been written by any page that was opened from the same disk. */
  function isTimer(kept) {
    return (
      kept &&
      [kept.key, kept.name, kept.label, kept.page].every((text) => typeof text === "string") &&
      [kept.started, kept.length].every(Number.isFinite) &&
      Array.isArray(kept.said) &&
      Date.now() - kept.started - kept.length < FORGOTTEN
    );
  }

  function load() {
    const kept = keeps ? Handbook.kept.get(NAME) : running;
    return Array.isArray(kept) ? kept.filter(isTimer) : [];
  }

  function change(edit) {
    running = edit(load());
    keeps = Handbook.kept.set(NAME, running.length ? running : null);
    show();
  }

  /* Words and figures */

  const left = (timer) => timer.started + timer.length - Date.now();

  function figures(milliseconds) {
    const seconds = Math.max(0, Math.round(milliseconds / SECOND));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function shown(timer) {
    const rest = left(timer);
    return rest > 0
      ? figures(Math.ceil(rest / SECOND) * SECOND)
      : `${figures(Math.floor(-rest / SECOND) * SECOND)} over`;
  }

  function inWords(milliseconds) {
    const seconds = Math.ceil(milliseconds / SECOND);
    return seconds > 55 ? "1 minute" : `${seconds} second${seconds === 1 ? "" : "s"}`;
  }

  /* What is to be said now, each thing once, on whichever page the timer is seen first. */
  function news(timer) {
    const rest = left(timer);
    if (rest <= 0) {
      return timer.said.includes("end") ? "" : "end";
    }
    const nearEnd = rest <= MINUTE && timer.length > MINUTE;
    return nearEnd && !timer.said.includes("minute") ? "minute" : "";
  }

  function sayNews() {
    const told = running.filter(news).map((timer) => {
      const what = news(timer);
      timer.said.push(what);
      return what === "end"
        ? `Time is up: ${timer.name}`
        : `${inWords(left(timer))} left: ${timer.name}`;
    });
    if (told.length) {
      keeps = keeps && Handbook.kept.set(NAME, running);
      Handbook.announce(told.join(". "));
    }
  }

  /* The bar */

  function link(timer) {
    const address = Handbook.address(timer.page);
    const ours = address.startsWith(Handbook.address(""));
    const name = made(ours ? "a" : "span", "hb-timer-name", timer.name);
    if (ours) {
      name.href = address;
    }
    return name;
  }

  function row(timer) {
    const item = made("li", "hb-timer");
    const time = made("span", "hb-timer-left");
    const stop = made("button", "hb-timer-stop", "Stop");
    stop.type = "button";
    stop.setAttribute("aria-label", `Stop: ${timer.name}`);
    stop.addEventListener("click", () => halt(timer.key));
    item.append(time, link(timer), stop);
    return { item, time, stop };
  }

  function makeBar() {
    bar = made("section", "hb-timers");
    bar.setAttribute("aria-label", "Timers");
    bar.append(made("ul", "hb-timer-list"), made("p", "hb-timer-note"));
    document.body.append(bar);
  }

  function makeRoom() {
    const height = running.length ? bar.offsetHeight : 0;
    document.documentElement.style.setProperty("--hb-timers", `${height}px`);
  }

  function showRows() {
    const keys = running.map((timer) => timer.key);
    [...rows.keys()].filter((key) => !keys.includes(key)).forEach(forget);
    running
      .filter((timer) => !rows.has(timer.key))
      .forEach((timer) => {
        rows.set(timer.key, row(timer));
        bar.firstChild.append(rows.get(timer.key).item);
      });
  }

  function forget(key) {
    rows.get(key).item.remove();
    rows.delete(key);
  }

  function showStarters() {
    starters.forEach((limit, key) => {
      const again = running.some((timer) => timer.key === key);
      limit.label(`Start ${limit.text}${again ? " again" : ""}`);
    });
  }

  function show() {
    if (running.length && !bar) {
      makeBar();
    }
    if (bar) {
      bar.hidden = !running.length;
      showRows();
      bar.lastChild.textContent = keeps ? "" : "This browser keeps nothing: a timer ends with its page.";
      makeRoom();
    }
    showStarters();
    tick();
    clearInterval(beat);
    beat = running.length ? setInterval(tick, SECOND / 4) : 0;
  }

  function tick() {
    running.forEach((timer) => {
      const { item, time } = rows.get(timer.key);
      const text = shown(timer);
      if (time.textContent !== text) {
        time.textContent = text;
      }
      item.classList.toggle("hb-timer--over", left(timer) <= 0);
    });
    const over = running.some((timer) => left(timer) <= 0);
    const wanted = over ? `Time is up – ${title}` : title;
    if (document.title !== wanted) {
      document.title = wanted;
    }
    sayNews();
  }

  /* Starting and stopping */

  function start(limit, key) {
    const place = limit.element.closest("[id]");
    const page = location.href.replace(/[?#].*/, "").slice(Handbook.address("").length);
    const timer = {
      key,
      name: limit.name,
      label: limit.text,
      page: page + (place ? `#${place.id}` : ""),
      started: Date.now(),
      length: limit.length,
      said: [],
    };
    change((timers) => [...timers.filter((other) => other.key !== key), timer]);
    Handbook.announce(`${limit.text} started: ${limit.name}`);
  }

  function halt(key) {
    const { name } = running.find((timer) => timer.key === key);
    change((timers) => timers.filter((timer) => timer.key !== key));
    const next = rows.values().next().value?.stop || starters.get(key)?.starter;
    next?.focus();
    Handbook.announce(`Timer stopped: ${name}`);
  }

  Handbook.limits
    .filter((limit) => limit.short)
    .forEach((limit) => {
      const { n, unit } = limit.duration;
      const key = `${n} ${unit} ${limit.name}`;
      limit.text = `${n}-${unit} timer`;
      limit.starter = button(limit, `Start ${limit.text}`);
      limit.starter.addEventListener("click", () => start(limit, key));
      starters.set(key, limit);
    });

  window.addEventListener("storage", () => {
    running = load();
    show();
  });
  window.addEventListener("resize", () => bar && makeRoom());

  running = load();
  show();
})();
