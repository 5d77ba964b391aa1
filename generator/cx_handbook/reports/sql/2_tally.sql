-- The answers of the audits that count, added up: how many sites gave the same answer.
-- Reads: answers. Gives the table: tally.
--
-- A share over sites needs no more than sums, so a chain of any size comes down to some thousand rows.
-- `cases` are those there were; `is_open` tells whether more than the `n` that were looked at, and is
-- empty where a site does not know. `spread` is the sum of N² (N - n) / (N - 1) of those N cases.
SELECT
  counts_for AS period,
  question,
  share,
  n,
  counted_cases > n AS is_open,
  COUNT(*) AS sites,
  SUM(counted_cases) AS cases,
  SUM(
    CASE WHEN counted_cases > 1 THEN
      CAST(counted_cases AS DOUBLE) * CAST(counted_cases AS DOUBLE)
      * CAST(counted_cases - n AS DOUBLE) / CAST(counted_cases - 1 AS DOUBLE)
    END
  ) AS spread
FROM answers
WHERE counts AND share IS NOT NULL
GROUP BY question, counts_for, share, n, counted_cases > n
