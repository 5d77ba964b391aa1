/* The list of what stands on this page: it closes when something is chosen, and says what is read. */
(() => {
  "use strict";

  const { findAll } = Handbook.shell;
  const NEAR_TOP = "-15% 0px -70% 0px"; // the part of the window in which somebody reads
  /** @type {HTMLDetailsElement} */
  const list = document.querySelector(".sh-toc details");

  function markRead(link) {
    findAll("a", list).forEach((other) => {
      if (other === link) {
        other.setAttribute("aria-current", "location");
      } else {
        other.removeAttribute("aria-current");
      }
    });
  }

  function watchHeadings() {
    /** @type {HTMLAnchorElement[]} */
    const all = findAll("a", list);
    const links = new Map(all.map((link) => [link.hash.slice(1), link]));
    const watcher = new IntersectionObserver(
      (entries) => {
        const seen = entries.filter((entry) => entry.isIntersecting);
        if (seen.length) {
          markRead(links.get(seen[0].target.id));
        }
      },
      { rootMargin: NEAR_TOP },
    );
    links.forEach((_, id) => {
      const heading = document.getElementById(decodeURIComponent(id));
      if (heading) {
        watcher.observe(heading);
      }
    });
  }

  function close(event) {
    const isInside = list.contains(event.target) && !event.target.closest("a");
    if (list.open && !isInside) {
      list.open = false;
    }
  }

  if (list) {
    watchHeadings();
    document.addEventListener("click", close);
    list.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && list.open) {
        list.open = false;
        list.querySelector("summary").focus();
      }
    });
  }
})();
