-- SPDX-License-Identifier: GPL-2.0-only WITH Classpath-exception-2.0
--
-- An index of bundles, in the SQL that SQLite and PostgreSQL share. Text that is compared is text in the order of its
-- code points (${text}); what is only shown is JSON, which escapes what a database may refuse. Keys that are numbers mean
-- nothing outside this database, and no answer depends on them.

-- One row. Whoever writes begins by updating it, and so waits for whoever else writes; then all numbers from next_id on
-- are free.
CREATE TABLE writer (
    next_id BIGINT NOT NULL
);
INSERT INTO writer (next_id) VALUES (1);

-- Times are milliseconds since 1970 in UTC. The seal is the SHA-256 of the bundle's seal.
CREATE TABLE night (
    night_id BIGINT NOT NULL PRIMARY KEY,
    name ${text} NOT NULL UNIQUE,
    seal ${text} NOT NULL,
    origin ${text} NOT NULL,
    state ${text} NOT NULL,
    started BIGINT NOT NULL,
    ended BIGINT NOT NULL,
    revision TEXT NOT NULL,
    plan_digest TEXT NOT NULL,
    shards INTEGER NOT NULL,
    missing TEXT NOT NULL,
    seed BIGINT NOT NULL,
    budget_millis BIGINT NOT NULL
);
CREATE INDEX night_started ON night (started, name);

-- What decides whether an environment compares.
CREATE TABLE environment (
    fingerprint ${text} NOT NULL PRIMARY KEY,
    content TEXT NOT NULL
);

CREATE TABLE part (
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
    shard INTEGER NOT NULL,
    jdk ${text} NOT NULL,
    fingerprint ${text} NOT NULL REFERENCES environment (fingerprint),
    planned INTEGER NOT NULL,
    covered INTEGER NOT NULL,
    forks INTEGER NOT NULL,
    PRIMARY KEY (night_id, shard, jdk)
);
CREATE INDEX part_environment ON part (fingerprint);

-- A test as one or more nights described it; the digest is of the description.
CREATE TABLE test (
    test_id BIGINT NOT NULL PRIMARY KEY,
    digest ${text} NOT NULL UNIQUE,
    name ${text} NOT NULL,
    content TEXT NOT NULL
);
CREATE INDEX test_name ON test (name);

CREATE TABLE test_question (
    question ${text} NOT NULL,
    test_id BIGINT NOT NULL REFERENCES test (test_id) ON DELETE CASCADE,
    PRIMARY KEY (question, test_id)
);
CREATE INDEX test_question_test ON test_question (test_id);

-- An outcome of a test with its grade and words; notable if it is a hit or may not happen. The digest is of the content.
CREATE TABLE outcome (
    outcome_id BIGINT NOT NULL PRIMARY KEY,
    test_id BIGINT NOT NULL REFERENCES test (test_id) ON DELETE CASCADE,
    digest ${text} NOT NULL,
    notable BOOLEAN NOT NULL,
    content TEXT NOT NULL,
    UNIQUE (test_id, digest)
);

-- A test in a night on a JDK, all its forks added up. The code is the digest of its class; unknown in a plan without it.
-- The fingerprint names several, joined by +, if its forks ran in several environments.
CREATE TABLE test_night (
    test_night_id BIGINT NOT NULL PRIMARY KEY,
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
    jdk ${text} NOT NULL,
    test_id BIGINT NOT NULL REFERENCES test (test_id),
    code TEXT,
    fingerprint ${text} NOT NULL,
    forks INTEGER NOT NULL,
    failed_forks INTEGER NOT NULL,
    forks_with_hits INTEGER NOT NULL,
    hits BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    millis BIGINT NOT NULL,
    seconds_to_first DOUBLE PRECISION
);
CREATE INDEX test_night_night ON test_night (night_id);
CREATE INDEX test_night_test ON test_night (test_id, night_id);

CREATE TABLE outcome_night (
    test_night_id BIGINT NOT NULL REFERENCES test_night (test_night_id) ON DELETE CASCADE,
    outcome_id BIGINT NOT NULL REFERENCES outcome (outcome_id),
    hits BIGINT NOT NULL,
    forks INTEGER NOT NULL,
    PRIMARY KEY (test_night_id, outcome_id)
);
CREATE INDEX outcome_night_outcome ON outcome_night (outcome_id);

-- Every fork, and how often it showed each outcome: by far the most rows. The line is that of the part's ledger. No
-- foreign keys: the rows are written with those above and removed with them, and a check of each would take longer than
-- the rest of an import.
CREATE TABLE fork (
    fork_id BIGINT NOT NULL,
    test_night_id BIGINT NOT NULL,
    shard INTEGER NOT NULL,
    line INTEGER NOT NULL,
    status TEXT NOT NULL,
    total BIGINT NOT NULL,
    samples BIGINT NOT NULL,
    millis BIGINT NOT NULL
);
CREATE INDEX fork_test_night ON fork (test_night_id);

CREATE TABLE fork_outcome (
    fork_id BIGINT NOT NULL,
    outcome_id BIGINT NOT NULL,
    hits BIGINT NOT NULL
);
CREATE INDEX fork_outcome_fork ON fork_outcome (fork_id);

-- Forks that people look at, whole.
CREATE TABLE notable_fork (
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    jdk ${text} NOT NULL,
    shard INTEGER NOT NULL,
    replay TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (night_id, place)
);

CREATE TABLE answer (
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    question ${text} NOT NULL,
    verdict ${text} NOT NULL,
    unexpected INTEGER NOT NULL,
    unwitnessed INTEGER NOT NULL,
    untried INTEGER NOT NULL,
    PRIMARY KEY (night_id, place)
);
CREATE INDEX answer_question ON answer (question, night_id);

CREATE TABLE evidence (
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
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
    PRIMARY KEY (night_id, place)
);

-- Observations with a hit, whole.
CREATE TABLE witness (
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    jdk ${text} NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (night_id, place)
);
CREATE TABLE witness_question (
    night_id BIGINT NOT NULL,
    place INTEGER NOT NULL,
    question ${text} NOT NULL,
    PRIMARY KEY (night_id, question, place),
    FOREIGN KEY (night_id, place) REFERENCES witness (night_id, place) ON DELETE CASCADE
);

-- The error is null where JMH gives none. Fork means and floors are JSON.
CREATE TABLE benchmark_night (
    night_id BIGINT NOT NULL REFERENCES night (night_id) ON DELETE CASCADE,
    confirmation BOOLEAN NOT NULL,
    place INTEGER NOT NULL,
    jdk ${text} NOT NULL,
    fingerprint ${text} NOT NULL,
    type ${text} NOT NULL,
    method ${text} NOT NULL,
    params TEXT NOT NULL,
    unit TEXT NOT NULL,
    score DOUBLE PRECISION NOT NULL,
    error DOUBLE PRECISION,
    fork_means TEXT NOT NULL,
    floor_methods TEXT NOT NULL,
    PRIMARY KEY (night_id, confirmation, place)
);
