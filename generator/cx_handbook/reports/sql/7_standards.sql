-- The share of each standard over all sites, with its 95 % interval, and the sites beside it.
-- Reads: tally, quarters, questions. Gives the table: standards.
--
-- Each site is a stratum that counts for as many cases as it had (basis `cases`); where a site does
-- not know how many it had, all count for what they looked at (`looked_at`). Questions that are not
-- counted have the mean of the sites and no interval (`sites`). The interval is Wilson's with the
-- effective sample size (Franco, Little, Louis and Slud 2019), as in statistics/pooled_share.py.
WITH answered AS (
  SELECT
    period, question, share, sites, cases, is_open, spread,
    CAST(n AS DOUBLE) AS each_n,
    CASE WHEN n > 2 THEN share * (1 - share) / CAST(n - 1 AS DOUBLE) ELSE share * (1 - share) END
      AS each_variance
  FROM tally
  WHERE share IS NOT NULL
),
sums AS (
  SELECT
    period, question,
    SUM(sites) AS all_sites,
    SUM(CASE WHEN is_open IS NOT NULL THEN sites ELSE 0 END) AS knowing,
    SUM(CASE WHEN is_open THEN sites ELSE 0 END) AS open_sites,
    SUM(ROUND(share * each_n) * sites) AS met,
    SUM(each_n * sites) AS looked_at,
    SUM(share * sites) AS share_sum,
    SUM(cases) AS all_cases,
    SUM(CASE WHEN is_open THEN cases ELSE 0e0 END) AS open_cases,
    SUM(CASE WHEN is_open THEN share * cases ELSE 0e0 END) AS open_met,
    SUM(CASE WHEN is_open THEN 0e0 ELSE share * cases END) AS known_met,
    SUM(spread / each_n) AS spread_by_points,
    SUM(spread * each_variance) AS spread_by_variance,
    SUM(sites * each_n * each_n * each_variance) AS looked_at_by_variance
  FROM answered
  GROUP BY period, question
),
pooled AS (
  SELECT
    period, question, all_sites, met, looked_at, all_cases,
    CASE
      WHEN looked_at IS NULL THEN 'sites'
      WHEN knowing = all_sites THEN 'cases'
      ELSE 'looked_at'
    END AS basis,
    CASE
      WHEN looked_at IS NULL THEN share_sum / all_sites
      WHEN knowing = all_sites THEN known_met / all_cases
      ELSE 0e0
    END AS fixed,
    CASE
      WHEN looked_at IS NULL THEN 0e0
      WHEN knowing = all_sites THEN open_cases / all_cases
      ELSE 1e0
    END AS open_part,
    CASE
      WHEN looked_at IS NULL THEN 0e0
      WHEN knowing < all_sites THEN met / looked_at
      WHEN open_cases > 0 THEN open_met / open_cases
      ELSE 0e0
    END AS open_share,
    CASE WHEN knowing = all_sites THEN open_sites ELSE all_sites END AS strata,
    CASE
      WHEN looked_at IS NULL THEN 0e0
      WHEN knowing < all_sites THEN looked_at
      WHEN open_cases > 0 THEN open_cases * open_cases / spread_by_points
      ELSE 0e0
    END AS size_by_points,
    CASE
      WHEN looked_at IS NULL THEN 0e0
      WHEN knowing < all_sites THEN looked_at_by_variance / (looked_at * looked_at)
      WHEN open_cases > 0 THEN spread_by_variance / (open_cases * open_cases)
      ELSE 0e0
    END AS variance
  FROM sums
),
sized AS (
  SELECT
    *,
    -- The square of z of a 95 % interval, 1.959963984540054, by the effective sample size.
    CASE
      WHEN size_by_points > 0 THEN 3.8414588206941254e0 / CASE
        WHEN strata > 1 AND variance > 0 AND open_share * (1 - open_share) / variance < size_by_points
        THEN open_share * (1 - open_share) / variance
        ELSE size_by_points
      END
      ELSE 0e0
    END AS z2
  FROM pooled
),
spanned AS (
  SELECT
    *,
    (open_share + z2 / 2) / (1 + z2) AS middle,
    SQRT(z2 * open_share * (1 - open_share) + z2 * z2 / 4) / (1 + z2) AS half
  FROM sized
)
SELECT
  questions.checklist AS checklist,
  spanned.period AS period,
  spanned.question AS question,
  questions.standard AS standard,
  questions.factor AS factor,
  spanned.basis AS basis,
  spanned.all_sites AS sites,
  spanned.met AS met,
  spanned.looked_at AS looked_at,
  CASE WHEN spanned.basis = 'cases' THEN spanned.all_cases END AS cases,
  spanned.fixed + spanned.open_part * spanned.open_share AS share,
  CASE
    WHEN spanned.basis = 'sites' THEN NULL
    WHEN spanned.middle - spanned.half < spanned.open_share
    THEN spanned.fixed + spanned.open_part * (spanned.middle - spanned.half)
    ELSE spanned.fixed + spanned.open_part * spanned.open_share
  END AS low,
  CASE
    WHEN spanned.basis = 'sites' THEN NULL
    WHEN spanned.middle + spanned.half > spanned.open_share
    THEN spanned.fixed + spanned.open_part * (spanned.middle + spanned.half)
    ELSE spanned.fixed + spanned.open_part * spanned.open_share
  END AS high,
  quarters.lower_quarter AS lower_quarter,
  quarters.median_value AS median_value,
  quarters.upper_quarter AS upper_quarter
FROM spanned
JOIN questions ON spanned.question = questions.question AND spanned.period = questions.period
JOIN quarters ON quarters.kind = 3 AND quarters.line = questions.line
