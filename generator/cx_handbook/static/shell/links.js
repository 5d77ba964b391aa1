/* Links to a place in the handbook: copied as the address under which everybody finds it. */
(function () {
  "use strict";

  const Handbook = (window.Handbook = window.Handbook || {});
  const url = document.querySelector('meta[name="handbook-url"]')?.content;
  const bare = () => location.href.split(/[?#]/)[0];

  /* Where this page lies, from the site's root: the same on a disk and on the web. */
  Handbook.here = () => {
    const root = Handbook.address("");
    return bare().startsWith(root) ? bare().slice(root.length) : bare();
  };

  /* The address to hand on: of the published handbook, also when this one was opened from a disk. */
  Handbook.published = (fragment) => {
    const root = url && (url.endsWith("/") ? url : `${url}/`);
    return (root ? new URL(Handbook.here(), root).href : bare()) + fragment;
  };

  /* A control that hands on the whole page leaves the fragment out, unless the call view is open. */
  const wanted = (control) =>
    control.hash || (/^#call(-|$)/.test(location.hash) ? location.hash : "");

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.(".hb-link, [data-hb-link]");
    if (control && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const address = Handbook.published(wanted(control));
      Handbook.copy(control, address, "Link copied", "Not copied: take the address of this page");
    }
  });
})();
