-- The cube and its roll-ups from all facts: the same sums that running live adds batch by batch (cube.rs).
INSERT INTO {slot}.cells (cell, root, measure, county, agency, campaign, qualifier, precision)
SELECT ('x' || left(encode(sha256(int4send(octet_length(root)) || convert_to(root, 'UTF8')
                               || int4send(octet_length(measure)) || convert_to(measure, 'UTF8')
                               || int4send(octet_length(county)) || convert_to(county, 'UTF8')
                               || int4send(octet_length(agency)) || convert_to(agency, 'UTF8')
                               || int4send(octet_length(campaign)) || convert_to(campaign, 'UTF8')
                               || int4send(octet_length(qualifier)) || convert_to(qualifier, 'UTF8')
                               || int4send(octet_length(precision)) || convert_to(precision, 'UTF8')), 'hex'), 16))::bit(64)::bigint, s.*
  FROM (SELECT DISTINCT root, measure, coalesce(county, '') AS county, agency, coalesce(campaign, '') AS campaign, qualifier, precision
          FROM {slot}.facts) s;
ANALYZE {slot}.cells;

INSERT INTO {slot}.cube (cell, occurred_from, occurred_on, recorded_on, amount, rows)
SELECT cell, occurred_from, occurred_on, day, sum(signed), sum(one)
  FROM (SELECT root, measure, coalesce(county, '') AS county, agency, coalesce(campaign, '') AS campaign, qualifier, precision,
               occurred_from, occurred_on, made_on AS day, amount AS signed, 1 AS one
          FROM {slot}.facts
        UNION ALL
        SELECT root, measure, coalesce(county, ''), agency, coalesce(campaign, ''), qualifier, precision,
               occurred_from, occurred_on, withdrawn_on, -amount, -1
          FROM {slot}.facts WHERE withdrawn_at IS NOT NULL) s
  JOIN {slot}.cells USING (root, measure, county, agency, campaign, qualifier, precision)
 GROUP BY 1, 2, 3, 4
HAVING sum(signed) <> 0 OR sum(one) <> 0;

INSERT INTO {slot}.cube_day
SELECT root, scope, measure, occurred_on, recorded_on, sum(amount), sum(rows), coalesce(sum(rows) FILTER (WHERE qualifier = 'at-least'), 0)
  FROM (SELECT '' AS scope, c.* FROM {slot}.cubed c UNION ALL SELECT c.county, c.* FROM {slot}.cubed c WHERE c.county <> '') s
 WHERE precision IN ('instant', 'day')
 GROUP BY 1, 2, 3, 4, 5;

INSERT INTO {slot}.cube_month
SELECT root, scope, measure, date_trunc('month', occurred_on)::date, date_trunc('month', recorded_on)::date, sum(amount), sum(rows),
       coalesce(sum(rows) FILTER (WHERE qualifier = 'at-least'), 0),
       coalesce(sum(amount) FILTER (WHERE precision NOT IN ('instant', 'day')), 0)
  FROM (SELECT '' AS scope, c.* FROM {slot}.cubed c UNION ALL SELECT c.county, c.* FROM {slot}.cubed c WHERE c.county <> '') s
 WHERE occurred_from >= date_trunc('month', occurred_on)
 GROUP BY 1, 2, 3, 4, 5;
