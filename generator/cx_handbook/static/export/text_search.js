/* The search of all text, in the finder's own dialog: pages that have the words, wherever on them. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const { findElement, loadScript, makeElement, resolveAddress, ownLanguage } = Handbook.shell;
  const { finder } = Handbook;
  const SHOWN = 12; // pages
  const AROUND = 60; // characters before the first word that was found
  const LONGEST = 180; // characters of a text
  let ranking = null; // made when somebody first asks

  /* The part of a text in which the words stand. */
  function cutText(text, words) {
    const lower = text.toLowerCase();
    const places = words.map((word) => lower.indexOf(word)).filter((place) => place >= 0);
    const first = places.length ? Math.min(...places) : 0;
    const start = first > AROUND ? text.indexOf(" ", first - AROUND) + 1 : 0;
    const cut = text.slice(start, start + LONGEST);
    return `${start > 0 ? "… " : ""}${cut}${start + LONGEST < text.length ? " …" : ""}`;
  }

  function makeResult({ path, page, anchor, title, text }, words, number) {
    const address = resolveAddress(path) + (anchor ? `#${anchor}` : "");
    const place = title && title !== page ? ` › ${title}` : "";
    return makeElement(
      "a",
      {
        role: "option",
        id: `hb-text-${number}`,
        href: address,
        tabindex: "-1",
        "aria-selected": "false",
        class: "hb-finder-first",
      },
      makeElement("span", { class: "hb-finder-title", lang: ownLanguage }, page, place),
      text && makeElement("span", { class: "sh-found", lang: ownLanguage }, cutText(text, words)),
    );
  }

  function writeHead(count, hasAll) {
    if (!count) {
      return "No page has any of these words.";
    }
    const pages = count === 1 ? "1 page has" : `${count} pages have`;
    return hasAll ? `${pages} these words` : `No page has all of these words. ${pages} the most`;
  }

  function showFound(dialog, query) {
    const { hasAll, sections: found } = ranking.findSections(query);
    const words = finder.splitWords(query);
    const head = writeHead(found.length, hasAll);
    findElement(".hb-finder-head", dialog).textContent = head;
    const group = makeElement(
      "div",
      { role: "group", class: "hb-finder-group", "aria-label": "Pages with these words" },
      found.slice(0, SHOWN).map((section, n) => makeResult(section, words, n)),
    );
    const list = findElement("#hb-found", dialog);
    list.hidden = found.length === 0;
    list.replaceChildren(...(found.length ? [group] : []));
    findElement(".hb-finder-none", dialog).replaceChildren();
    findElement(".hb-finder-said", dialog).textContent = head;
    const input = findElement("input", dialog);
    const offer = findElement(".sh-all", dialog);
    offer.hidden = true; // done, until there are other words
    input.addEventListener("input", () => (offer.hidden = false), { once: true });
    input.focus();
  }

  /* Below what the finder found, once there is something to look for. */
  finder.makeTextButton = () =>
    makeElement(
      "p",
      "sh-all",
      makeElement("button", { type: "button", "data-hb-all-text": true }, "Search all text"),
      " for these words",
    );

  shell.openTextSearch = async (words, dialog) => {
    findElement(".hb-finder-head", dialog).textContent = "Reading every page …";
    try {
      await loadScript("assets/handbook/export/text.js");
    } catch {
      findElement(".hb-finder-head", dialog).textContent =
        "The text could not be loaded. Close this and try again.";
      return;
    }
    if (!ranking) {
      const { parts } = finder.index;
      ranking = new finder.TextRanking(finder.text, new finder.Language(parts));
    }
    showFound(dialog, words);
  };
})();
