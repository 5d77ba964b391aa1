/* Finds and makes elements. Text only ever becomes text, never markup. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const SVG = "http://www.w3.org/2000/svg";

  /* The first element that matches. Throws where there is none: then script and template
     disagree. */
  shell.findElement = (selector, within = document) => {
    /** @type {any} the caller knows what kind of element it asks for */
    const found = within.querySelector(selector);
    if (!found) {
      throw new Error(`the page has no ${selector}`);
    }
    return found;
  };

  shell.findAll = (selector, within = document) => {
    /** @type {NodeListOf<any>} */
    const found = within.querySelectorAll(selector);
    return [...found];
  };

  function setAttribute(element, name, value) {
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (value !== null && value !== undefined && value !== false) {
      element.setAttribute(name, value === true ? "" : value);
    }
  }

  /* `attributes` is the class, or an object: a function listens to the event of its name, true
     is an attribute without a value, null and false leave it out. Children are elements and
     text; null, "" and false are left out, so that a condition can stand among them. */
  shell.makeElement = (tag, attributes, ...children) => {
    const element = document.createElement(tag);
    const given = typeof attributes === "string" ? { class: attributes || null } : attributes;
    Object.entries(given || {}).forEach(([name, value]) => setAttribute(element, name, value));
    const shown = children.flat().filter((child) => child || child === 0);
    element.append(.../** @type {(Node | string)[]} */ (shown));
    return element;
  };

  /* A button that submits nothing. `label` is text, an element, or a list of them. */
  shell.makeButton = (attributes, label, onClick) => {
    const button = shell.makeElement("button", attributes, label);
    button.type = "button";
    button.addEventListener("click", onClick);
    return button;
  };

  /* An icon of one path on a field of 24 by 24; the text beside it says what it means. */
  shell.makeIcon = (path, className) => {
    const icon = document.createElementNS(SVG, "svg");
    const shape = document.createElementNS(SVG, "path");
    if (className) {
      icon.setAttribute("class", className);
    }
    icon.setAttribute("viewBox", "0 0 24 24");
    icon.setAttribute("aria-hidden", "true");
    shape.setAttribute("d", path);
    icon.append(shape);
    return icon;
  };
})();
