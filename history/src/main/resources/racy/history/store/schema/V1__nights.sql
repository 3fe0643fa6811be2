-- SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
-- One dialect for SQLite and PostgreSQL. Ids are handed out by the importer, which has the database to itself; no query
-- shows one or depends on their order. SQLite keeps a table by its key, without another index, only if that is an INTEGER.
-- Text sorts by code points in both.

CREATE TABLE night (
    id ${id} PRIMARY KEY,
    name ${text} NOT NULL UNIQUE,
    digest ${text} NOT NULL,
    origin ${text} NOT NULL,
    state ${text} NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    revision ${text} NOT NULL,
    plan ${text} NOT NULL,
    shards INTEGER NOT NULL,
    missing ${text} NOT NULL,
    seed BIGINT NOT NULL,
    budget BIGINT NOT NULL
);
CREATE INDEX night_by_time ON night (started, name);

CREATE TABLE environment (
    fingerprint ${text} NOT NULL,
    name ${text} NOT NULL,
    value ${text} NOT NULL,
    PRIMARY KEY (fingerprint, name)
);

CREATE TABLE part (
    id ${id} PRIMARY KEY,
    night BIGINT NOT NULL REFERENCES night (id) ON DELETE CASCADE,
    shard INTEGER NOT NULL,
    jdk ${text} NOT NULL,
    fingerprint ${text} NOT NULL,
    planned INTEGER NOT NULL,
    covered INTEGER NOT NULL,
    forks INTEGER NOT NULL,
    planned_benchmarks INTEGER NOT NULL,
    measured_benchmarks INTEGER NOT NULL,
    UNIQUE (night, shard, jdk)
);

-- The digest of each planned test's class file.
CREATE TABLE code (
    part BIGINT NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    test ${text} NOT NULL,
    digest ${text} NOT NULL,
    PRIMARY KEY (part, test)
);

-- A test and what it was evidence for: the same name has a row for each content it ever had.
CREATE TABLE test (
    id ${id} PRIMARY KEY,
    name ${text} NOT NULL,
    content ${text} NOT NULL UNIQUE
);
CREATE INDEX test_by_name ON test (name);

CREATE TABLE test_question (
    test BIGINT NOT NULL REFERENCES test (id) ON DELETE CASCADE,
    question ${text} NOT NULL,
    PRIMARY KEY (question, test)
);

-- An outcome with the grade it had when it was measured.
CREATE TABLE outcome (
    id ${id} PRIMARY KEY,
    name ${text} NOT NULL,
    expect ${text} NOT NULL,
    graded INTEGER NOT NULL,
    hit INTEGER NOT NULL,
    description ${text} NOT NULL,
    UNIQUE (name, expect, graded, hit, description)
);

-- By far the most rows are these and their outcomes. They are written after what they refer to and removed before it;
-- checking that for each would take longer than the rest of an import. No query asks for the outcomes of one fork, so
-- there is no index for it; of the forks of a part, only those with a record are asked for.
CREATE TABLE fork (
    id ${id} PRIMARY KEY,
    part BIGINT NOT NULL,
    test BIGINT NOT NULL,
    line INTEGER NOT NULL,
    status ${text} NOT NULL,
    total BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    wall_millis BIGINT NOT NULL,
    -- The whole record, of those that failed or showed their test's first hit.
    record ${text}
);
CREATE INDEX fork_with_record ON fork (part) WHERE record IS NOT NULL;

CREATE TABLE fork_outcome (
    fork BIGINT NOT NULL,
    outcome BIGINT NOT NULL,
    count BIGINT NOT NULL
);

-- Of each planned test, added up over its forks.
CREATE TABLE test_night (
    part BIGINT NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    test BIGINT NOT NULL REFERENCES test (id),
    forks INTEGER NOT NULL,
    failed INTEGER NOT NULL,
    forks_with_hits INTEGER NOT NULL,
    hits BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    millis BIGINT NOT NULL,
    seconds_to_first DOUBLE PRECISION,
    PRIMARY KEY (part, test)
);
CREATE INDEX test_night_by_test ON test_night (test);

CREATE TABLE test_outcome (
    part BIGINT NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    test BIGINT NOT NULL REFERENCES test (id),
    outcome BIGINT NOT NULL REFERENCES outcome (id),
    count BIGINT NOT NULL,
    forks INTEGER NOT NULL,
    PRIMARY KEY (part, test, outcome)
);
CREATE INDEX test_outcome_by_test ON test_outcome (test);

CREATE TABLE answer (
    night BIGINT NOT NULL REFERENCES night (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    question ${text} NOT NULL,
    verdict ${text} NOT NULL,
    unexpected INTEGER NOT NULL,
    unwitnessed INTEGER NOT NULL,
    untried INTEGER NOT NULL,
    PRIMARY KEY (night, place)
);
CREATE INDEX answer_by_question ON answer (question);

CREATE TABLE evidence (
    night BIGINT NOT NULL REFERENCES night (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    question ${text} NOT NULL,
    variant ${text} NOT NULL,
    engine ${text} NOT NULL,
    verdict ${text} NOT NULL,
    violation ${text},
    hits BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    forks INTEGER NOT NULL,
    bound DOUBLE PRECISION,
    seconds DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (night, place)
);

CREATE TABLE witness (
    night BIGINT NOT NULL REFERENCES night (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    question ${text} NOT NULL,
    jdk ${text} NOT NULL,
    variant ${text} NOT NULL,
    engine ${text} NOT NULL,
    name ${text} NOT NULL,
    violation ${text},
    what ${text} NOT NULL,
    hits BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    lines ${text} NOT NULL,
    command ${text} NOT NULL,
    PRIMARY KEY (night, place)
);

CREATE TABLE benchmark (
    part BIGINT NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    -- 1 in the automatic re-run of alarming benchmarks.
    again INTEGER NOT NULL,
    type ${text} NOT NULL,
    method ${text} NOT NULL,
    params ${text} NOT NULL,
    unit ${text} NOT NULL,
    -- NULL stands for a number that is none.
    score DOUBLE PRECISION,
    error DOUBLE PRECISION,
    fork_means ${text} NOT NULL,
    floors ${text} NOT NULL,
    PRIMARY KEY (part, again, place)
);
