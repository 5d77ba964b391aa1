/* Timers for short limits. They run on from page to page until somebody stops them. Loaded by
   timer_buttons.js. */
(() => {
  "use strict";

  const { announce, findElement, findOwnAddress, makeButton, makeElement } = Handbook.shell;
  const { ownLanguage, resolveAddress, storage } = Handbook.shell;
  const { call } = Handbook;
  const SECOND = 1000; // ms, like all times here
  const MINUTE = 60 * SECOND;
  const FORGOTTEN_AFTER = 12 * 60 * MINUTE; // past its end nobody waits for a timer any more
  const TICK = SECOND / 4;
  const MOST = 20; // timers; nobody waits for more, and a longer list was not written here
  const KEY = "timers";
  const title = document.title;
  const rows = new Map(); // key of a timer -> its row in the bar
  let timers = []; // those that run
  let isStored = true; // false once the browser refused to store timers
  let ticking = 0;
  let bar = null; // made when the first timer runs

  /* Any page opened from the same disk may have written what is stored. */
  function isTimer(stored) {
    return (
      stored &&
      stored.started <= Date.now() + MINUTE &&
      [stored.key, stored.name, stored.label, stored.page].every((x) => typeof x === "string") &&
      [stored.started, stored.length].every(Number.isFinite) &&
      Array.isArray(stored.said) &&
      Date.now() - stored.started - stored.length < FORGOTTEN_AFTER
    );
  }

  function readTimers() {
    const stored = isStored ? storage.read(KEY) : timers;
    return Array.isArray(stored) ? stored.filter(isTimer).slice(0, MOST) : [];
  }

  /* Read again before each change: another tab may have started or stopped a timer. */
  function changeTimers(change) {
    timers = change(readTimers());
    isStored = storage.write(KEY, timers.length ? timers : null);
    showTimers();
  }

  // Texts

  const timeLeft = (timer) => timer.started + timer.length - Date.now();

  function formatTime(time) {
    const seconds = Math.max(0, Math.round(time / SECOND));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  }

  function formatTimeLeft(timer) {
    const left = timeLeft(timer);
    return left > 0
      ? formatTime(Math.ceil(left / SECOND) * SECOND)
      : `${formatTime(Math.floor(-left / SECOND) * SECOND)} over`;
  }

  function sayTimeLeft(timer) {
    const seconds = Math.ceil(timeLeft(timer) / SECOND);
    return seconds > 55 ? "1 minute" : `${seconds} second${seconds === 1 ? "" : "s"}`;
  }

  /* The event to announce now, "" where there is none. Each is announced once, on whichever page
     the timer is seen first; a timer of a minute or less has no last minute to announce. */
  function findNews(timer) {
    const left = timeLeft(timer);
    if (left <= 0) {
      return timer.said.includes("end") ? "" : "end";
    }
    const isNearEnd = left <= MINUTE && timer.length > MINUTE;
    return isNearEnd && !timer.said.includes("minute") ? "minute" : "";
  }

  function announceNews() {
    const told = timers.filter(findNews).map((timer) => {
      const news = findNews(timer);
      timer.said.push(news);
      const isEnd = news === "end";
      const what = isEnd ? "Time is up" : `${sayTimeLeft(timer)} left`;
      return { isEnd, text: `${what}: ${timer.name}` };
    });
    if (told.length) {
      isStored = isStored && storage.write(KEY, timers);
      announce(told.map(({ text }) => text).join(". "));
    }
    told.filter(({ isEnd }) => isEnd).forEach(({ text }) => call.soundAlarm(text));
  }

  // The bar

  /* A stored page that is no page of this handbook is named and not linked. */
  function makePageLink(timer) {
    const address = findOwnAddress(timer.page);
    return address
      ? makeElement("a", { class: "hb-timer-name", href: address, lang: ownLanguage }, timer.name)
      : makeElement("span", { class: "hb-timer-name", lang: ownLanguage }, timer.name);
  }

  function makeRow(timer) {
    const time = makeElement("span", "hb-timer-left");
    const attributes = { class: "hb-timer-stop", "aria-label": `Stop: ${timer.name}` };
    const stop = makeButton(attributes, "Stop", () => stopTimer(timer.key));
    const up = makeElement("strong", "hb-timer-up", "Time is up. ");
    const what = makeElement("span", "hb-timer-what", up, makePageLink(timer));
    const item = makeElement("li", "hb-timer", time, what, stop);
    return { item, time, stop };
  }

  function makeBar() {
    bar = makeElement(
      "section",
      { class: "hb-timers", lang: "en", "aria-label": "Timers" },
      makeElement("ul", "hb-timer-list"),
      call.makeAlarmSwitches(),
      makeElement("p", "hb-timer-note"),
    );
    document.body.append(bar);
  }

  /* The bar covers the foot of the screen, so the page leaves as much room there. */
  function reserveRoom() {
    const height = timers.length ? bar.offsetHeight : 0;
    document.documentElement.style.setProperty("--hb-timers", `${height}px`);
    document.dispatchEvent(new Event("hb-timers"));
  }

  function updateRows() {
    const keys = timers.map((timer) => timer.key);
    [...rows]
      .filter(([key]) => !keys.includes(key))
      .forEach(([key, row]) => {
        row.item.remove();
        rows.delete(key);
      });
    timers
      .filter((timer) => !rows.has(timer.key))
      .forEach((timer) => {
        rows.set(timer.key, makeRow(timer));
        findElement(".hb-timer-list", bar).append(rows.get(timer.key).item);
      });
  }

  function labelStarters() {
    call.starters.forEach(({ limit, button, label }, key) => {
      const isRunning = timers.some((timer) => timer.key === key);
      call.labelButton(button, `Start ${label}${isRunning ? " again" : ""}`, limit);
    });
  }

  function showTimers() {
    if (timers.length && !bar) {
      makeBar();
    }
    if (bar) {
      bar.hidden = !timers.length;
      updateRows();
      findElement(".hb-timer-note", bar).textContent = isStored
        ? ""
        : "This browser keeps nothing: a timer ends with its page.";
      reserveRoom();
    }
    labelStarters();
    showTimes();
    clearInterval(ticking);
    ticking = timers.length ? setInterval(showTimes, TICK) : 0;
  }

  /* Texts are set only where they change, because each change is work for a slow phone. */
  function showTimes() {
    timers.forEach((timer) => {
      const { item, time } = rows.get(timer.key);
      const text = formatTimeLeft(timer);
      if (time.textContent !== text) {
        time.textContent = text;
      }
      item.classList.toggle("hb-timer--over", timeLeft(timer) <= 0);
    });
    const isOver = timers.some((timer) => timeLeft(timer) <= 0);
    const wanted = isOver ? `Time is up – ${title}` : title;
    if (document.title !== wanted) {
      document.title = wanted;
    }
    announceNews();
  }

  // Starting and stopping

  /* `started` is when its button was pressed. */
  function startTimer(key, started) {
    const { limit, label } = call.starters.get(key);
    const place = limit.element.closest("[id]");
    const page = location.href.replace(/[?#].*/, "").slice(resolveAddress("").length);
    const timer = {
      key,
      name: limit.name,
      label,
      page: page + (place ? `#${place.id}` : ""),
      started,
      length: limit.length,
      said: [],
    };
    changeTimers((others) => [...others.filter((other) => other.key !== key), timer]);
    announce(`${label} started: ${limit.name}`);
  }

  function stopTimer(key) {
    const { name } = timers.find((timer) => timer.key === key);
    changeTimers((others) => others.filter((timer) => timer.key !== key));
    // The pressed button is gone, so the keyboard goes on at the next one.
    const next = rows.values().next().value?.stop || call.starters.get(key)?.button;
    next?.focus();
    announce(`Timer stopped: ${name}`);
  }

  call.timers = {
    start: startTimer,
    listNames: () => readTimers().map(({ name }) => name),
    stopAll: () => changeTimers(() => []),
  };

  /* What nobody waits for any more is removed, so that no page loads the timers for it. */
  function showStored() {
    timers = readTimers();
    if (!timers.length && storage.read(KEY)) {
      storage.write(KEY, null);
    }
    showTimers();
  }

  window.addEventListener("storage", showStored);
  window.addEventListener("pageshow", showStored);
  window.addEventListener("resize", () => bar && reserveRoom());

  showStored();
})();
