/** A query whose rows hold what formats get wrong: extremes, NULL beside empty text, quotes, line ends, many scripts. */
export const trickyRows = `SELECT * FROM (VALUES
  (1::BIGINT, 'plain', 1.5::DOUBLE, true, DATE '2024-02-29', TIMESTAMP '2024-02-29 13:14:15.123456'),
  (-9223372036854775808, 'a,"b";c', 0.1::DOUBLE + 0.2::DOUBLE, false, DATE '1999-12-31', TIMESTAMP '1970-01-01 00:00:00'),
  (9007199254740993, E'two\\nlines\\r\\nand\\ttab', 1e300::DOUBLE, NULL, DATE '1900-03-01', NULL),
  (9223372036854775807, '', 5e-324::DOUBLE, true, NULL, TIMESTAMP '2999-01-01 23:59:59'),
  (NULL, NULL, NULL, NULL, NULL, NULL),
  (0, 'NULL', -123456789.123456789::DOUBLE, true, DATE '2024-01-01', TIMESTAMP '2024-01-01 00:00:00'),
  (7, '=1+1', '-0'::DOUBLE, false, DATE '2024-01-02', TIMESTAMP '2024-01-02 00:00:00.5'),
  (8, '  spaces  ', 3::DOUBLE, true, DATE '0044-03-15', TIMESTAMP '1600-01-01 00:00:00'),
  (9, 'é卵🥚\ufeff', 2::DOUBLE, true, DATE '9999-12-31', TIMESTAMP '2024-01-02 00:00:00'),
  (10, '''quoted''', 1::DOUBLE, true, DATE '2024-01-02', TIMESTAMP '2024-01-02 00:00:00')
) AS v("whole", "te,x""t", "real", "truth", "day", "moment")`;
