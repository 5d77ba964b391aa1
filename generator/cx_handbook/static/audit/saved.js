/* Which audits are elsewhere as well: exported, downloaded, shared, or taken from a file, and not
   changed since. Kept by key as the storage counter at which an audit left. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const NAME = "saved"; // among the settings of the device

  /* Key -> storage counter of an audit when it was last saved elsewhere. */
  async function readSaved() {
    return (await audit.draftStore.readSetting(NAME)) || {};
  }

  /* Notes that these audits, as they are now, are elsewhere as well. */
  function markSaved(drafts) {
    const now = Object.fromEntries(drafts.map(({ key, revision }) => [key, revision]));
    return audit.draftStore.changeSetting(NAME, (saved = {}) => ({ ...saved, ...now }));
  }

  /* Writes an event that happened here. From now on its audit is not elsewhere as it is. */
  async function keepEvent(event) {
    await audit.draftStore.writeEvents([event]);
    const isOf = (key) => key === event.audit || /^[-.]/.test(key.slice(event.audit.length));
    return audit.draftStore.changeSetting(NAME, (saved = {}) =>
      Object.fromEntries(
        Object.entries(saved).filter(([key]) => !key.startsWith(event.audit) || !isOf(key)),
      ),
    );
  }

  /* How many audits are on this device alone, as a sentence; "" when none is. */
  function describeUnsaved(drafts, saved) {
    const count = drafts.filter(({ key, revision }) => saved[key] !== revision).length;
    if (count === 0) {
      return "";
    }
    return count === 1
      ? "One audit is on this device only."
      : `${count} audits are on this device only.`;
  }

  audit.saved = { describeUnsaved, keepEvent, markSaved, readSaved };
})();
