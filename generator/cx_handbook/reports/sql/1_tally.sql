-- The answers of the audits that count, added up: how many sites gave the same answer to a form.
-- Reads: answers. Gives the table: tally.
--
-- A share over sites needs no more than sums, so a chain of any size comes down to some thousand rows.
-- `cases` are those there were; `is_open` tells whether more than the `n` that were looked at, and is
-- empty where a site does not know. `spread` is the sum of N² (N - n) / (N - 1) of those N cases; of
-- one case that was looked at it is 0. Answers without a share are in it as well: to leave out one row
-- in a hundred costs an engine more than to group it with the others. `example_site` is one of the
-- sites, whichever.
SELECT
  counts_for AS period,
  question,
  share,
  n,
  counted_cases > n AS is_open,
  form,
  COUNT(*) AS sites,
  SUM(CAST(counted_cases AS DOUBLE)) AS cases,
  SUM(
    CAST(counted_cases AS DOUBLE) * CAST(counted_cases AS DOUBLE)
    * (CAST(counted_cases AS DOUBLE) - CAST(n AS DOUBLE))
    / CASE WHEN counted_cases > 1 THEN CAST(counted_cases AS DOUBLE) - 1e0 ELSE 1e0 END
  ) AS spread,
  MIN(date) AS first_date,
  ANY_VALUE(site) AS example_site
FROM answers
WHERE counts
GROUP BY question, counts_for, share, n, counted_cases > n, form
