/* Small helpers for pages made of data. Text only ever becomes text, never markup. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  let waiting = 0;

  /* An element with attributes and children; children are elements or text, null is left out. */
  function make(tag, attributes, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes || {}).forEach(([name, value]) => {
      if (typeof value === "function") {
        made.addEventListener(name, value);
      } else if (value !== null && value !== false) {
        made.setAttribute(name, value === true ? "" : value);
      }
    });
    made.append(...children.flat().filter((child) => child !== null && child !== ""));
    return made;
  }

  function find(selector, within) {
    return (within || document).querySelector(selector);
  }

  function all(selector, within) {
    return Array.from((within || document).querySelectorAll(selector));
  }

  /* Hands a file to whoever fills in; opened from disk, the browser keeps it among the downloads. */
  function download(name, type, content) {
    const address = URL.createObjectURL(new Blob([content], { type }));
    const link = make("a", { href: address, download: name });
    document.body.append(link);
    link.click();
    link.remove();
    setTimeout(() => URL.revokeObjectURL(address), 60000);
  }

  /* Read out by a screen reader once nothing has changed for a moment. */
  function say(text, after) {
    clearTimeout(waiting);
    waiting = setTimeout(() => {
      const live = find("[data-hb-said]");
      if (live.textContent !== text) {
        live.textContent = text;
      }
    }, after);
  }

  function alarm(selector, ...content) {
    const box = find(selector);
    box.replaceChildren(...content);
    box.hidden = content.length === 0;
  }

  function button(label, act, primary) {
    const name = `md-button${primary ? " md-button--primary" : ""}`;
    return make("button", { type: "button", class: name, click: act }, label);
  }

  Handbook.data = JSON.parse(find("#hb-data").textContent);
  Handbook.dom = { alarm, all, button, download, find, make, say };
})();
