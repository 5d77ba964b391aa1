/* What the device remembers from one audit to the next: site, auditor, names, and its own number. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const { draftStore } = audit;
  const MOST_NAMES = 40;
  const REMEMBERED = "remembered";
  const DEVICE = "device";
  const FORGOTTEN = { site: "", auditor: "", who: "", names: [] };
  let remembered = FORGOTTEN;

  /* A device that keeps nothing remembers nothing, and that is said elsewhere. */
  async function recall() {
    const stored = await draftStore.readSetting(REMEMBERED).catch(() => null);
    remembered = { ...FORGOTTEN, ...stored };
    return remembered;
  }

  function getRemembered() {
    return remembered;
  }

  /* Keeps what is given, and puts its names before those that were used earlier. */
  function remember(given) {
    const names = [given.auditor, given.who].map((name) => (name || "").trim()).filter(Boolean);
    const merge = (stored) => {
      const known = { ...FORGOTTEN, ...stored };
      const kept = Object.entries(given).filter(([, value]) => (value || "").trim());
      return {
        ...known,
        ...Object.fromEntries(kept),
        names: Array.from(new Set([...names, ...known.names])).slice(0, MOST_NAMES),
      };
    };
    remembered = merge(remembered);
    return draftStore.changeSetting(REMEMBERED, merge).catch(() => {});
  }

  /* The next running number of this device, with the name it has given itself; null where nothing is
     kept. A number that is missing shows that its audit was deleted. */
  async function takeNumber() {
    const take = (stored) => ({
      device: stored ? stored.device : audit.recordFormat.drawReference(),
      number: (stored ? stored.number : 0) + 1,
    });
    return draftStore.changeSetting(DEVICE, take).catch(() => null);
  }

  audit.memory = { getRemembered, recall, remember, takeNumber };
})();
