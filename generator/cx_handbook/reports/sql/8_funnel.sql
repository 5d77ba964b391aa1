-- Compliance of each site beside that of all, for a funnel plot: the figures that its dots need.
-- Reads: site_factors, questions. Gives the table: funnel.
--
-- `centre` is the share of all sites together, and `z` how many standard deviations a site lies from
-- it (Spiegelhalter 2005). Limits that are exact at small numbers come from statistics/funnel.py.
WITH counted AS (
  SELECT
    site, turn,
    CAST(met AS DOUBLE) AS met,
    CAST(looked_at AS DOUBLE) AS looked_at
  FROM site_factors
  WHERE is_compliance = 1 AND looked_at > 0
),
centres AS (
  SELECT turn, SUM(met) / SUM(looked_at) AS centre
  FROM counted
  GROUP BY turn
),
turns AS (
  SELECT turn, MIN(checklist) AS checklist, MIN(period) AS period
  FROM questions
  GROUP BY turn
)
SELECT
  turns.checklist AS checklist,
  turns.period AS period,
  counted.site AS site,
  counted.met AS met,
  counted.looked_at AS looked_at,
  centres.centre AS centre,
  counted.met / counted.looked_at AS share,
  CASE
    WHEN centres.centre > 0 AND centres.centre < 1
    THEN (counted.met / counted.looked_at - centres.centre)
      / SQRT(centres.centre * (1 - centres.centre) / counted.looked_at)
  END AS z
FROM counted
JOIN centres ON counted.turn = centres.turn
JOIN turns ON counted.turn = turns.turn
