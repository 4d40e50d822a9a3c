-- The cube and its roll-ups from all facts: the same sums that running live adds batch by batch (cube.rs).
INSERT INTO {slot}.cube (root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, recorded_on, amount, rows)
SELECT root, measure, coalesce(county, ''), agency, coalesce(campaign, ''), qualifier, precision, occurred_from, occurred_on, day,
       sum(signed), sum(one)
  FROM (SELECT root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, made_on AS day,
               amount AS signed, 1 AS one
          FROM {slot}.facts
        UNION ALL
        SELECT root, measure, county, agency, campaign, qualifier, precision, occurred_from, occurred_on, withdrawn_on, -amount, -1
          FROM {slot}.facts WHERE withdrawn_at IS NOT NULL) s
 GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
HAVING sum(signed) <> 0 OR sum(one) <> 0;

INSERT INTO {slot}.cube_day
SELECT root, scope, measure, occurred_on, recorded_on, sum(amount), sum(rows), coalesce(sum(rows) FILTER (WHERE qualifier = 'at-least'), 0)
  FROM (SELECT '' AS scope, c.* FROM {slot}.cube c UNION ALL SELECT c.county, c.* FROM {slot}.cube c WHERE c.county <> '') s
 WHERE precision IN ('instant', 'day')
 GROUP BY 1, 2, 3, 4, 5;

INSERT INTO {slot}.cube_month
SELECT root, scope, measure, date_trunc('month', occurred_on)::date, date_trunc('month', recorded_on)::date, sum(amount), sum(rows),
       coalesce(sum(rows) FILTER (WHERE qualifier = 'at-least'), 0),
       coalesce(sum(amount) FILTER (WHERE precision NOT IN ('instant', 'day')), 0)
  FROM (SELECT '' AS scope, c.* FROM {slot}.cube c UNION ALL SELECT c.county, c.* FROM {slot}.cube c WHERE c.county <> '') s
 WHERE occurred_from >= date_trunc('month', occurred_on)
 GROUP BY 1, 2, 3, 4, 5;
