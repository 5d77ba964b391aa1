-- The chain: median and quarters of its sites' grades, and of the shares of their factors.
-- Reads: site_grades, site_factors, questions. Gives the table: chain.
--
-- The grade of a chain is the median of its sites' grades: a mean would hide the few that are bad.
-- A median or quarter lies between two sites where it must (Hyndman and Fan 1996, number 7).
-- Equal values are counted first: most shares are the same at many sites.
WITH names AS (
  -- What has one median: the grades of a turn, which get its number below zero, and each factor.
  SELECT
    -turn AS line, MIN(checklist) AS checklist, MIN(period) AS period, 'grade' AS measure
  FROM questions
  GROUP BY turn
  UNION ALL
  SELECT part, MIN(checklist), MIN(period), MIN(factor)
  FROM questions
  GROUP BY part
),
measured AS (
  SELECT -turn AS line, grade AS measured_value, COUNT(*) AS equals
  FROM site_grades
  WHERE grade IS NOT NULL
  GROUP BY turn, grade
  UNION ALL
  SELECT part, share, COUNT(*)
  FROM site_factors
  WHERE share IS NOT NULL
  GROUP BY part, share
),
ranked AS (
  SELECT
    line, measured_value, equals,
    SUM(equals) OVER (
      PARTITION BY line ORDER BY measured_value
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) - equals AS first_place,
    SUM(equals) OVER (PARTITION BY line) - 1 AS last_place
  FROM measured
),
placed AS (
  SELECT
    *,
    last_place * 0.25e0 - FLOOR(last_place * 0.25e0) AS past_lower,
    last_place * 0.5e0 - FLOOR(last_place * 0.5e0) AS past_median,
    last_place * 0.75e0 - FLOOR(last_place * 0.75e0) AS past_upper,
    FLOOR(last_place * 0.25e0) - first_place AS lower_place,
    FLOOR(last_place * 0.5e0) - first_place AS median_place,
    FLOOR(last_place * 0.75e0) - first_place AS upper_place
  FROM ranked
),
quarters AS (
  SELECT
    line,
    SUM(equals) AS sites,
    SUM(CASE WHEN lower_place >= 0 AND lower_place < equals
      THEN measured_value * (1 - past_lower) ELSE 0e0 END)
    + SUM(CASE WHEN lower_place >= -1 AND lower_place < equals - 1
      THEN measured_value * past_lower ELSE 0e0 END) AS lower_quarter,
    SUM(CASE WHEN median_place >= 0 AND median_place < equals
      THEN measured_value * (1 - past_median) ELSE 0e0 END)
    + SUM(CASE WHEN median_place >= -1 AND median_place < equals - 1
      THEN measured_value * past_median ELSE 0e0 END) AS median_value,
    SUM(CASE WHEN upper_place >= 0 AND upper_place < equals
      THEN measured_value * (1 - past_upper) ELSE 0e0 END)
    + SUM(CASE WHEN upper_place >= -1 AND upper_place < equals - 1
      THEN measured_value * past_upper ELSE 0e0 END) AS upper_quarter
  FROM placed
  GROUP BY line
)
SELECT
  names.checklist AS checklist,
  names.period AS period,
  names.measure AS measure,
  quarters.sites AS sites,
  quarters.lower_quarter AS lower_quarter,
  quarters.median_value AS median_value,
  quarters.upper_quarter AS upper_quarter
FROM quarters
JOIN names ON quarters.line = names.line
