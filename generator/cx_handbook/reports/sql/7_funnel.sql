-- Compliance of each site beside that of all, for a funnel plot: the figures that its dots need.
-- Reads: site_factors. Gives the table: funnel.
--
-- `centre` is the share of all sites together, and `z` how many standard deviations a site lies from
-- it (Spiegelhalter 2005). Limits that are exact at small numbers come from statistics/funnel.py.
WITH counted AS (
  SELECT
    checklist, period, site,
    CAST(met AS DOUBLE) AS met,
    CAST(looked_at AS DOUBLE) AS looked_at
  FROM site_factors
  WHERE factor = 'compliance' AND looked_at > 0
),
centred AS (
  SELECT
    checklist, period, site, met, looked_at,
    SUM(met) OVER (PARTITION BY checklist, period)
      / SUM(looked_at) OVER (PARTITION BY checklist, period) AS centre
  FROM counted
)
SELECT
  checklist, period, site, met, looked_at, centre,
  met / looked_at AS share,
  CASE
    WHEN centre > 0 AND centre < 1
    THEN (met / looked_at - centre) / SQRT(centre * (1 - centre) / looked_at)
  END AS z
FROM centred
