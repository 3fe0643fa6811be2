-- SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
-- Evidence holds what was done, of whatever kind, where it had columns for forks; and how a race happens is kept as it was
-- told, not as it was printed. A verdict that is a proof names its memory models, so verdicts are words now.

UPDATE answer SET verdict = LOWER(REPLACE(verdict, '_', '-'));

ALTER TABLE answer ADD COLUMN contradictions INTEGER NOT NULL DEFAULT 0;

UPDATE evidence SET verdict = LOWER(REPLACE(verdict, '_', '-'));

-- A list of racy.review.Effort.
ALTER TABLE evidence ADD COLUMN efforts ${text} NOT NULL DEFAULT '[]';

UPDATE evidence SET efforts = '[{"kind":"sampled","executions":' || CAST(samples AS TEXT)
    || ',"forks":' || CAST(forks AS TEXT)
    || ',"bound":' || COALESCE(CAST(bound AS TEXT), 'null')
    || ',"seconds":' || CAST(seconds AS TEXT) || '}]'
    WHERE forks > 0;

UPDATE evidence SET efforts = '[{"kind":"played","executions":' || CAST(samples AS TEXT)
    || ',"seconds":' || CAST(seconds AS TEXT) || '}]'
    WHERE forks = 0;

ALTER TABLE evidence DROP COLUMN samples;
ALTER TABLE evidence DROP COLUMN forks;
ALTER TABLE evidence DROP COLUMN bound;
ALTER TABLE evidence DROP COLUMN seconds;

-- A list of racy.review.Witness, in place of the lines of one.
ALTER TABLE witness ADD COLUMN how ${text} NOT NULL DEFAULT '[]';

UPDATE witness SET how = '[{"kind":"printed","lines":' || lines || '}]' WHERE lines <> '[]';

ALTER TABLE witness DROP COLUMN lines;
