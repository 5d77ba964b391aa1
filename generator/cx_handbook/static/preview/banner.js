/* The preview's banner stays folded while somebody goes from page to page, and opens again as soon
   as it says something else. */
(() => {
  "use strict";

  const FOLDED = "handbook-mistakes-folded"; // the name under which the folded text is stored
  const banner = document.querySelector(".hb-mistakes");
  const details = banner.querySelector("details");
  const said = banner.textContent;

  try {
    details.open = sessionStorage.getItem(FOLDED) !== said;
    details.addEventListener("toggle", () => {
      sessionStorage.setItem(FOLDED, details.open ? "" : said);
    });
  } catch {
    // Without a store the banner is open on every page.
  }
})();
