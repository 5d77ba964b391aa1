/* Counts on cards follow the chosen role and channel: 5 of 16 policies. */
(() => {
  "use strict";

  const { audience, findAll } = Handbook.shell;
  const counted = findAll("[data-hb-scopes]").map((element) => ({
    element,
    all: element.textContent,
    scopes: JSON.parse(element.dataset.hbScopes),
  }));

  const includes = (ids, id) => !id || !ids.length || ids.includes(id);

  function showCounts() {
    const { role, channel } = audience.current();
    counted.forEach(({ element, all, scopes }) => {
      const mine = scopes.filter(
        ([roles, channels]) => includes(roles, role) && includes(channels, channel),
      );
      element.textContent = mine.length < scopes.length ? `${mine.length} of ${all}` : all;
    });
  }

  document.addEventListener("handbook:mine", showCounts);
  showCounts();
})();
