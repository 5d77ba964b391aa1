/* Takes a name out of an audit and its events, for whoever asks to be forgotten. */
(() => {
  "use strict";

  const { audit } = Handbook;
  const WHY = "A name was removed";

  function isName(text, name) {
    return (text || "").trim().toLowerCase() === name.trim().toLowerCase();
  }

  /* Where an audit names somebody, in the names of the record; [] when it does not. */
  function listPlaces(draft, name) {
    const changes = draft.lifecycle?.changes || [];
    return [
      isName(draft.auditor, name) && "auditor",
      draft.actions.some((action) => isName(action.who, name)) && "actions",
      changes.some((change) => isName(change.by, name)) && "changes",
    ].filter(Boolean);
  }

  /* Texts in which a name stands among other words: they are for a person to read. */
  function mentionsName(draft, name) {
    const wanted = name.trim().toLowerCase();
    const texts = [
      ...Object.values(draft.written).map((entry) => entry.note),
      ...draft.actions.map((action) => action.what),
      ...(draft.oddities || []),
      ...(draft.lifecycle?.changes || []).map((change) => change.why),
    ];
    return texts.some((text) => (text || "").toLowerCase().includes(wanted));
  }

  function withoutWho(action, name) {
    return isName(action.who, name) ? { ...action, who: "" } : action;
  }

  function withoutBy(change, name) {
    const { by, ...rest } = change;
    return isName(by, name) ? rest : change;
  }

  /* The audit without the name. A finished one becomes a new revision, which says why; `digest` is
     that of the revision before. */
  function forgetInDraft(draft, name, digest, today) {
    const { lifecycle = {} } = draft;
    const changes = (lifecycle.changes || []).map((change) => withoutBy(change, name));
    const cleaned = {
      ...draft,
      auditor: isName(draft.auditor, name) ? "" : draft.auditor,
      actions: draft.actions.map((action) => withoutWho(action, name)),
      lifecycle: { ...lifecycle, changes },
    };
    if (draft.state === "draft") {
      return cleaned;
    }
    const revision = (lifecycle.revision || 1) + 1;
    const change = { revision, on: today, why: WHY, what: listPlaces(draft, name) };
    const corrected = { revision, replaces: digest, changes: [...changes, change] };
    return { ...cleaned, lifecycle: { ...lifecycle, ...corrected } };
  }

  /* The event without the name; the same event when it does not have it. */
  function forgetInEvent(event, name) {
    const { by, who, ...rest } = event;
    const isNamed = isName(by, name) || isName(who, name);
    return isNamed
      ? {
          ...rest,
          ...(by && !isName(by, name) && { by }),
          ...(who && !isName(who, name) && { who }),
        }
      : event;
  }

  audit.forgetName = { forgetInDraft, forgetInEvent, listPlaces, mentionsName };
})();
