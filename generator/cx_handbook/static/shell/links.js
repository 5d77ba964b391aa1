/* Links to a place in the handbook are copied with the address under which everybody finds it. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const url = shell.readMeta("url");
  const findBareAddress = () => location.href.split(/[?#]/)[0];

  /* The page's path from the site's root: the same on a disk and on the web. */
  shell.findPagePath = () => {
    const root = shell.resolveAddress("");
    const bare = findBareAddress();
    return bare.startsWith(root) ? bare.slice(root.length) : bare;
  };

  /* The address on the published site, also when this page was opened from a disk. */
  function makePublicAddress(fragment) {
    const root = url && (url.endsWith("/") ? url : `${url}/`);
    return (root ? new URL(shell.findPagePath(), root).href : findBareAddress()) + fragment;
  }

  /* A control for the whole page leaves the fragment out, unless the call view is open. */
  function findFragment(control) {
    return control.hash || (/^#call(-|$)/.test(location.hash) ? location.hash : "");
  }

  document.addEventListener("click", (event) => {
    const control = event.target.closest?.(".hb-link, [data-hb-link]");
    if (control && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      const address = makePublicAddress(findFragment(control));
      shell.copyText(control, address, "Link copied", "Not copied: take the address of this page");
    }
  });
})();
