-- The share of each factor at each site, on the questions that all sites were asked alike.
-- Reads: answers, questions. Gives the table: site_factors.
--
-- A factor's share is the sum of points times share, divided by the sum of points, of what applies.
-- A blank counts as its worst answer, so that nobody does better by leaving out a question.
-- `met` of `looked_at` cases are those of counted questions; `counted_part` is the part of the
-- factor's points that applies. What a `part` is called stands in `questions`: with three names in
-- each of a million rows, all that follows would take longer.
WITH parts AS (
  SELECT
    part,
    MIN(turn) AS turn,
    MAX(CASE WHEN factor = 'compliance' THEN 1 ELSE 0 END) AS is_compliance,
    MIN(factor_points) AS factor_points,
    SUM(points) AS asked_points
  FROM questions
  WHERE is_common = 1
  GROUP BY part
),
sums AS (
  SELECT
    questions.part AS part,
    answers.site AS site,
    SUM(questions.points * answers.share) AS earned_points,
    -- Few answers have no share, so that is asked first: it is cheaper than to compare names.
    SUM(
      CASE
        WHEN answers.share IS NULL AND answers.state = 'not_applicable' THEN questions.points
        ELSE 0e0
      END
    ) AS left_out_points,
    COUNT(CASE WHEN answers.share IS NULL AND answers.state = 'unanswered' THEN 1 END) AS blanks,
    SUM(CASE WHEN answers.share IS NOT NULL THEN CAST(answers.k AS DOUBLE) END) AS met,
    SUM(CASE WHEN answers.share IS NOT NULL THEN CAST(answers.n AS DOUBLE) END) AS looked_at
  FROM answers
  JOIN questions ON answers.question = questions.question AND answers.counts_for = questions.period
  WHERE answers.counts AND questions.is_common = 1
  GROUP BY questions.part, answers.site
)
SELECT
  sums.site AS site,
  parts.is_compliance AS is_compliance,
  parts.turn AS turn,
  sums.part AS part,
  parts.factor_points AS factor_points,
  sums.blanks AS blanks,
  CAST(COALESCE(sums.met, 0) AS INTEGER) AS met,
  CAST(COALESCE(sums.looked_at, 0) AS INTEGER) AS looked_at,
  1 - sums.left_out_points / parts.asked_points AS counted_part,
  CASE
    WHEN parts.asked_points - sums.left_out_points > 5e-10
    THEN COALESCE(sums.earned_points, 0e0) / (parts.asked_points - sums.left_out_points)
  END AS share
FROM sums
JOIN parts ON sums.part = parts.part
