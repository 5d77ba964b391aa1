-- The chain: median and quarters of its sites' grades, and of the shares of their factors.
-- Reads: quarters, questions. Gives the table: chain.
--
-- The grade of a chain is the median of its sites' grades: a mean would hide the few that are bad.
WITH names AS (
  SELECT
    1 AS kind, turn AS line,
    MIN(checklist) AS checklist, MIN(period) AS period, 'grade' AS name
  FROM questions
  GROUP BY turn
  UNION ALL
  SELECT 2, part, MIN(checklist), MIN(period), MIN(factor)
  FROM questions
  GROUP BY part
)
SELECT
  names.checklist AS checklist,
  names.period AS period,
  names.name AS measure,
  quarters.sites AS sites,
  quarters.lower_quarter AS lower_quarter,
  quarters.median_value AS median_value,
  quarters.upper_quarter AS upper_quarter
FROM quarters
JOIN names ON quarters.kind = names.kind AND quarters.line = names.line
