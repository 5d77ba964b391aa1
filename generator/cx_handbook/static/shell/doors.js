/* Ways in from elsewhere: `#q=words` and `?q=words` for the finder, `go` for a clear answer, and
   `?panel` for a narrow panel beside another program. Runs in the head, because the words that a
   customer said have to leave the address before anything else reads or keeps it. */
(() => {
  "use strict";

  const { shell } = Handbook;
  const PANEL = "handbook-panel";
  let waiting = null; // what the address asked for, until the finder takes it

  /* `#q=…` is read as a query is: `go` and `panel` may stand beside it. Other fragments are places
     on the page. */
  function readFragment() {
    const fragment = location.hash.slice(1);
    return fragment.startsWith("q=") ? new URLSearchParams(fragment) : null;
  }

  function replaceAddress(query, fragment) {
    const search = query.toString().replaceAll("=&", "&").replace(/=$/, "");
    const address = location.pathname + (search && `?${search}`) + fragment;
    try {
      history.replaceState(history.state, "", address);
    } catch {
      // A browser that keeps a page from a disk from changing its address sends it to nobody.
    }
  }

  function readAddress() {
    const query = new URLSearchParams(location.search);
    const fragment = readFragment();
    const asked = fragment || query;
    if (asked.has("q")) {
      waiting = { words: asked.get("q").trim(), opens: asked.has("go") };
    }
    if (fragment || query.has("q")) {
      query.delete("q");
      query.delete("go");
      replaceAddress(query, fragment ? "" : location.hash);
    }
    return (fragment?.has("panel") && "on") || (query.has("panel") && (query.get("panel") || "on"));
  }

  /* For as long as the tab or the panel is open: the next page has no `?panel` in its address. */
  function showPanel(asked) {
    let shown = asked;
    try {
      if (asked) {
        sessionStorage.setItem(PANEL, asked);
      }
      shown = sessionStorage.getItem(PANEL);
    } catch {
      // Without storage the panel holds for this page.
    }
    document.documentElement.classList.toggle("hb-panel", Boolean(shown) && shown !== "off");
  }

  shell.takeDoor = () => {
    showPanel(readAddress()); // a fragment may have changed since the page was opened
    const door = waiting;
    waiting = null;
    return door;
  };

  showPanel(readAddress());
})();
