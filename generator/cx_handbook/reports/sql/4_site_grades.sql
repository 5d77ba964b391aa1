-- The grade of each site out of 10, at its worst, on the questions that all sites were asked alike.
-- Reads: site_factors, questions. Gives the table: site_grades.
--
-- Six points for compliance, four for the mean of the other factors by their weights. No grade where
-- the checklist gives none, where too little is in common, with fewer than three other factors, or
-- where too little applies: less than 80 % of the points or of compliance, or half of another factor.
WITH turns AS (
  SELECT
    turn,
    MIN(checklist) AS checklist,
    MIN(period) AS period,
    MAX(gives_grade) AS gives_grade,
    MIN(is_enough) AS is_enough
  FROM questions
  GROUP BY turn
),
pivoted AS (
  SELECT
    turn, site,
    SUM(blanks) AS blanks,
    SUM(CASE WHEN is_compliance = 1 THEN 0 ELSE 1 END) AS others,
    MAX(CASE WHEN is_compliance = 1 THEN share END) AS compliance,
    MAX(CASE WHEN is_compliance = 1 THEN counted_part END) AS counted_compliance,
    MIN(CASE WHEN is_compliance = 1 THEN 1e0 ELSE counted_part END) AS least_counted,
    SUM(CASE WHEN is_compliance = 1 THEN 0e0 ELSE factor_points * counted_part END)
      AS counted_others,
    SUM(CASE WHEN is_compliance = 1 THEN 0e0 ELSE factor_points * share END) AS earned_others,
    SUM(CASE WHEN is_compliance = 1 THEN 0e0 ELSE factor_points END) AS points_of_others
  FROM site_factors
  GROUP BY turn, site
)
SELECT
  turns.checklist AS checklist,
  turns.period AS period,
  pivoted.site AS site,
  pivoted.turn AS turn,
  pivoted.blanks AS blanks,
  pivoted.compliance AS compliance,
  CASE
    WHEN gives_grade = 1 AND is_enough = 1 AND others >= 3 AND compliance IS NOT NULL
      AND counted_compliance >= 0.8 - 5e-10
      AND least_counted >= 0.5 - 5e-10
      AND 6 * counted_compliance + 4 * counted_others / points_of_others >= 8 - 5e-9
    THEN 6 * compliance + 4 * earned_others / points_of_others
  END AS grade
FROM pivoted
JOIN turns ON pivoted.turn = turns.turn
