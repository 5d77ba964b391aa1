"use strict";

// At the old address of a page: goes on to the new one. A page opened from a folder has no server
// that could redirect, and a page that refreshes itself would lose the part after the hash.
for (const link of document.querySelectorAll("a[data-hb-moved]")) {
  if (link instanceof HTMLAnchorElement) {
    location.replace(link.href + location.hash);
  }
}
