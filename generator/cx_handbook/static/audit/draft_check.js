/* Whether what the device keeps can be worked with. Any page opened from the same disk may have written
   it, and a disk may have lost some: what cannot be read is set apart, so that the rest can be. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { boxes: BOXES } = audit.definitions;
  const NEEDED = ["key", "id", "state", "name", "form", "checklist", "site", "auditor", "date"];
  const EVENT_NEEDED = ["id", "audit", "checklist", "event"];

  const isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
  const isMissing = (value) => value === undefined || value === null;
  const areTexts = (values) => values.every((value) => typeof value === "string");
  const areTextsIfThere = (values) => areTexts(values.filter((value) => !isMissing(value)));

  /* What was written for one question. */
  function isEntry(entry) {
    return (
      isObject(entry) &&
      areTextsIfThere(BOXES.map((name) => entry[name])) &&
      (isMissing(entry.kept) || isObject(entry.kept)) &&
      (isMissing(entry.photos) || (Array.isArray(entry.photos) && areTexts(entry.photos)))
    );
  }

  function isAction(action) {
    return (
      isObject(action) && areTexts(["standard", "what", "who", "by"].map((name) => action[name]))
    );
  }

  function isReadable(stored) {
    return (
      isObject(stored) &&
      areTexts(NEEDED.map((name) => stored[name])) &&
      areTextsIfThere([stored.start, stored.end, stored.first, stored.last, stored.changed]) &&
      Number.isInteger(stored.revision) &&
      isObject(stored.written) &&
      Object.values(stored.written).every(isEntry) &&
      Array.isArray(stored.actions) &&
      stored.actions.every(isAction) &&
      (isMissing(stored.lifecycle) || isObject(stored.lifecycle))
    );
  }

  function isReadableEvent(stored) {
    return (
      isObject(stored) &&
      areTexts(EVENT_NEEDED.map((name) => stored[name])) &&
      areTextsIfThere([stored.on, stored.at, stored.by, stored.site])
    );
  }

  audit.draftCheck = { isReadable, isReadableEvent };
})();
