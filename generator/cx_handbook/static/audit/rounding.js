/* Sums and rounding as statistics/rounding.py has them: the same digits in every browser. */
(() => {
  "use strict";

  const { audit } = Handbook;

  /* What is compared is rounded to nine decimals, halves up, so that equal shares compare equal. */
  function round9(value) {
    return Math.floor(value * 1e9 + 0.5) / 1e9;
  }

  /* From left to right, as Python's scorer adds: another order gives other last digits. */
  function addUp(values) {
    return values.reduce((total, value) => total + value, 0);
  }

  function clampTo(most, value) {
    return round9(Math.min(Math.max(value, 0), most));
  }

  /* Points as printed: one decimal, rounded down, so that 8.99 never reads as 9.0. */
  function formatPoints(points) {
    const tenths = Math.floor(Math.floor(points * 1e9 + 0.5) / 1e8);
    return (tenths / 10).toFixed(1);
  }

  /* The high end of an interval as printed: rounded up, so that it holds no less. */
  function formatHighEnd(points) {
    const tenths = Math.ceil(Math.floor(points * 1e9 + 0.5) / 1e8);
    return (tenths / 10).toFixed(1);
  }

  /* A share from 0 to 1 as percent, rounded down, or up where it is a high end; no closing zeros. */
  function formatPercent(share, { decimals = 0, up = false } = {}) {
    const unit = 10 ** (9 - decimals);
    const billionths = Math.floor(100 * share * 1e9 + 0.5);
    const round = up ? Math.ceil : Math.floor;
    return String(round(billionths / unit) / 10 ** decimals);
  }

  audit.rounding = { addUp, clampTo, formatHighEnd, formatPercent, formatPoints, round9 };
})();
