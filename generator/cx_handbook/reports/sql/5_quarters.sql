-- Median and quarters of what sites have: their grades, the shares of their factors, their answers.
-- Reads: site_grades, site_factors, tally, questions. Gives the table: quarters.
--
-- `kind` says what `line` numbers in `questions`: 1 is the grade of a turn, 2 the share of a part, 3
-- that of a question. A median or quarter lies between two sites where it must (Hyndman and Fan 1996, number
-- 7). Equal values are counted first: most shares are the same at many sites.
WITH measured AS (
  SELECT 1 AS kind, turn AS line, grade AS measured_value, COUNT(*) AS equals
  FROM site_grades
  WHERE grade IS NOT NULL
  GROUP BY turn, grade
  UNION ALL
  SELECT 2, part, share, COUNT(*)
  FROM site_factors
  WHERE share IS NOT NULL
  GROUP BY part, share
  UNION ALL
  SELECT 3, questions.line, tally.share, SUM(tally.sites)
  FROM tally
  JOIN questions ON tally.question = questions.question AND tally.period = questions.period
  WHERE tally.share IS NOT NULL
  GROUP BY questions.line, tally.share
),
ranked AS (
  SELECT
    kind, line, measured_value, equals,
    SUM(equals) OVER (
      PARTITION BY kind, line ORDER BY measured_value
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) - equals AS first_place,
    SUM(equals) OVER (PARTITION BY kind, line) - 1 AS last_place
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
)
SELECT
  kind, line,
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
GROUP BY kind, line
