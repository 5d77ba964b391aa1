-- Every question of each checklist and period, and whether all forms in use asked it alike.
-- Reads: answers, tally. Gives the table: questions.
--
-- Whoever makes the questions easier gets a better grade, so sites are compared on common questions,
-- by the points of the newest form: the one that came into use last. `points` are empty where it does
-- not ask the question, `factor_points` are those of its whole factor. `turn` numbers the periods of
-- all checklists, `part` the factors of each turn, and `line` its questions: numbers are grouped more
-- quickly than names, and later tables need no others. `is_enough` is 0 where the common questions
-- carry less than 80 % of the points of any of the forms. One audit of each form and period stands
-- for the questions of all; whichever it is, it was asked the same.
WITH used AS (
  SELECT period, form, MIN(example_site) AS example_site, MIN(first_date) AS first_date
  FROM tally
  GROUP BY period, form
),
dated AS (
  SELECT form, MIN(first_date) AS first_date
  FROM used
  GROUP BY form
),
asked AS (
  SELECT
    answers.checklist AS checklist,
    used.period AS period,
    used.form AS form,
    dated.first_date AS first_date,
    answers.question AS question,
    answers.standard AS standard,
    answers.factor AS factor,
    answers.points AS points,
    CASE WHEN answers.gives_grade THEN 1 ELSE 0 END AS gives_grade
  FROM answers
  JOIN used
    ON answers.form = used.form
    AND answers.counts_for = used.period
    AND answers.site = used.example_site
  JOIN dated ON used.form = dated.form
  WHERE answers.counts
),
ranked AS (
  SELECT
    *,
    DENSE_RANK() OVER (PARTITION BY checklist, period ORDER BY first_date DESC, form DESC) AS age,
    COUNT(*) OVER (PARTITION BY checklist, period, question) AS asking_forms
  FROM asked
),
counted AS (
  SELECT checklist, period, MAX(age) AS form_count
  FROM ranked
  GROUP BY checklist, period
),
marked AS (
  SELECT
    ranked.checklist AS checklist,
    ranked.period AS period,
    ranked.form AS form,
    ranked.age AS age,
    ranked.question AS question,
    ranked.standard AS standard,
    ranked.factor AS factor,
    ranked.points AS points,
    ranked.gives_grade AS gives_grade,
    CASE WHEN ranked.asking_forms = counted.form_count THEN 1 ELSE 0 END AS is_common
  FROM ranked
  JOIN counted ON ranked.checklist = counted.checklist AND ranked.period = counted.period
),
covered AS (
  SELECT
    checklist, period, form,
    SUM(CASE WHEN is_common = 1 THEN points ELSE 0e0 END) / SUM(points) AS covered_part
  FROM marked
  GROUP BY checklist, period, form
),
enough AS (
  SELECT
    checklist, period,
    CASE WHEN MIN(covered_part) >= 0.8 - 5e-10 THEN 1 ELSE 0 END AS is_enough
  FROM covered
  GROUP BY checklist, period
),
merged AS (
  SELECT
    checklist, period, question,
    MIN(standard) AS standard,
    MIN(factor) AS factor,
    SUM(CASE WHEN age = 1 THEN points END) AS newest_points,
    MAX(CASE WHEN age = 1 THEN gives_grade ELSE 0 END) AS gives_grade,
    MIN(is_common) AS is_common
  FROM marked
  GROUP BY checklist, period, question
)
SELECT
  merged.checklist AS checklist,
  merged.period AS period,
  merged.question AS question,
  merged.standard AS standard,
  merged.factor AS factor,
  merged.newest_points AS points,
  merged.gives_grade AS gives_grade,
  merged.is_common AS is_common,
  enough.is_enough AS is_enough,
  SUM(merged.newest_points) OVER (
    PARTITION BY merged.checklist, merged.period, merged.factor
  ) AS factor_points,
  CAST(DENSE_RANK() OVER (ORDER BY merged.checklist, merged.period) AS INTEGER) AS turn,
  CAST(DENSE_RANK() OVER (ORDER BY merged.checklist, merged.period, merged.factor) AS INTEGER)
    AS part,
  CAST(DENSE_RANK() OVER (ORDER BY merged.checklist, merged.period, merged.question) AS INTEGER)
    AS line
FROM merged
JOIN enough ON merged.checklist = enough.checklist AND merged.period = enough.period
