-- A project as the first schema had it, with a row or two in each table that runs rest on: what a migration must keep.
CREATE TABLE corpus (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  source_json TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  class_names_json TEXT NOT NULL,
  extra_columns_json TEXT NOT NULL,
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE document (
  corpus_id INTEGER NOT NULL REFERENCES corpus(id) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  doc_key TEXT NOT NULL,
  split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
  label INTEGER NOT NULL,
  text BLOB NOT NULL,
  extra_json TEXT NOT NULL,
  PRIMARY KEY (corpus_id, position)
) STRICT, WITHOUT ROWID;
CREATE TABLE model (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  key TEXT NOT NULL UNIQUE,
  corpus_id INTEGER NOT NULL REFERENCES corpus(id),
  config_json TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  folder TEXT NOT NULL,
  max_length INTEGER NOT NULL,
  training_json TEXT NOT NULL,
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE pair (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  model_a INTEGER NOT NULL REFERENCES model(id),
  model_b INTEGER NOT NULL REFERENCES model(id),
  UNIQUE (model_a, model_b)
) STRICT;
CREATE TABLE activation (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  model_id INTEGER NOT NULL REFERENCES model(id),
  corpus_id INTEGER NOT NULL REFERENCES corpus(id),
  split TEXT NOT NULL,
  layer INTEGER NOT NULL,
  texts INTEGER NOT NULL,
  tokens INTEGER NOT NULL,
  file TEXT NOT NULL,
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE rotation (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  pair_id INTEGER NOT NULL REFERENCES pair(id),
  corpus_id INTEGER NOT NULL REFERENCES corpus(id),
  kind TEXT NOT NULL,
  layer INTEGER NOT NULL,
  config_json TEXT NOT NULL,
  result_json TEXT NOT NULL,
  file TEXT NOT NULL,
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE condition (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  config_json TEXT NOT NULL
) STRICT;
CREATE TABLE run (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  pair_id INTEGER NOT NULL REFERENCES pair(id),
  corpus_id INTEGER NOT NULL REFERENCES corpus(id),
  condition_id INTEGER REFERENCES condition(id),
  rotation_id INTEGER REFERENCES rotation(id),
  layer INTEGER NOT NULL,
  config_json TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  device TEXT NOT NULL,
  threads INTEGER NOT NULL,
  seconds REAL NOT NULL,
  sae_file TEXT NOT NULL,
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE run_step (
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  total REAL, kl REAL, downstream REAL, local REAL, cross_codes REAL, auxiliary REAL,
  tokens_per_second REAL, dead INTEGER, l0_a REAL, l0_b REAL, negative_codes INTEGER, learning_rate REAL,
  PRIMARY KEY (run_id, step)
) STRICT, WITHOUT ROWID;
CREATE TABLE evaluation (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  split TEXT NOT NULL,
  pooling TEXT NOT NULL,
  config_json TEXT NOT NULL,
  data_hash TEXT NOT NULL,
  codes_a TEXT NOT NULL,
  codes_b TEXT NOT NULL,
  outcome_a_json TEXT NOT NULL,
  outcome_b_json TEXT NOT NULL,
  rows INTEGER NOT NULL,
  dictionary INTEGER NOT NULL,
  top10_r REAL, top100_r REAL,
  universal INTEGER NOT NULL, active_both INTEGER NOT NULL, universal_share REAL,
  dead_a REAL NOT NULL, dead_b REAL NOT NULL, dead_both REAL NOT NULL, dead_either REAL NOT NULL,
  accuracy_change REAL, -- NULL: no text of the split has a label
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE feature (
  evaluation_id INTEGER NOT NULL REFERENCES evaluation(id) ON DELETE CASCADE,
  feature INTEGER NOT NULL,
  r REAL,
  fires_a INTEGER NOT NULL, fires_b INTEGER NOT NULL,
  mean_a REAL NOT NULL, mean_b REAL NOT NULL,
  max_a REAL NOT NULL, max_b REAL NOT NULL,
  active_both INTEGER NOT NULL, universal INTEGER NOT NULL,
  PRIMARY KEY (evaluation_id, feature)
) STRICT, WITHOUT ROWID;
CREATE TABLE feature_note (
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  feature INTEGER NOT NULL,
  star INTEGER NOT NULL DEFAULT 0,
  label TEXT NOT NULL DEFAULT '',
  note TEXT NOT NULL DEFAULT '',
  definition TEXT NOT NULL DEFAULT '',
  anchor_example TEXT NOT NULL DEFAULT '',
  counter_example TEXT NOT NULL DEFAULT '',
  changed TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
  PRIMARY KEY (run_id, feature)
) STRICT, WITHOUT ROWID;
CREATE TABLE feature_tag (
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  feature INTEGER NOT NULL,
  tag TEXT NOT NULL,
  PRIMARY KEY (run_id, feature, tag)
) STRICT, WITHOUT ROWID;
CREATE TABLE counterfactual (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  feature INTEGER NOT NULL,
  original TEXT NOT NULL,
  edited TEXT NOT NULL,
  edit_type TEXT NOT NULL,
  result_json TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
CREATE TABLE job (
  id INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  config_json TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'paused', 'finished', 'stopped', 'failed')),
  progress REAL NOT NULL DEFAULT 0,
  last_lines TEXT NOT NULL DEFAULT '',
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
  started TEXT,
  finished TEXT
) STRICT;

INSERT INTO corpus VALUES (1, 'c', 'key of c', '{}', 'hash of c', '["no","yes"]', '[]', '0.1.0', '2026-11-01T10:00:00Z');
INSERT INTO document VALUES (1, 0, 'train/0', 'train', 1, X'636166C3A9', '[]');
INSERT INTO model VALUES (1, 'A', 'key of A', 1, '{"seed":1}', 'hash of A', 'models/A', 64, '{}', '0.1.0', '2026-11-01T10:01:00Z');
INSERT INTO model VALUES (2, 'B', 'key of B', 1, '{"seed":2}', 'hash of B', 'models/B', 64, '{}', '0.1.0', '2026-11-01T10:02:00Z');
INSERT INTO pair VALUES (1, 'A & B', 1, 2);
INSERT INTO rotation VALUES (1, 'key of W', 1, 1, 'true', 2, '{}', '{"nre":0.5}', 'tensors/w.safetensors', '0.1.0', '2026-11-01T10:03:00Z');
INSERT INTO rotation VALUES (2, 'key of I', 1, 1, 'identity', 2, '{}', '{"nre":1.5}', 'tensors/i.safetensors', '0.1.0', '2026-11-01T10:04:00Z');
INSERT INTO condition VALUES (1, 'joint, full', '{}');
INSERT INTO condition VALUES (2, 'joint, no rotation', '{}');
INSERT INTO run VALUES (1, 'key of run 1', 1, 1, 1, 1, 2, '{"seed":42}', 'hash of c', 'cpu', 2, 12.5, 'tensors/x.safetensors', '0.1.0', '2026-11-01T10:05:00Z');
INSERT INTO run VALUES (2, 'key of run 2', 1, 1, 2, 2, 2, '{"seed":42}', 'hash of c', 'cpu', 2, 11.5, 'tensors/y.safetensors', '0.1.0', '2026-11-01T10:06:00Z');
INSERT INTO run_step VALUES (1, 1, 0.5, 0.1, 0.2, 0.3, 0.4, NULL, 1000.0, 7, 31.5, 30.5, 9, 0.00005);
INSERT INTO evaluation VALUES (1, 'key of evaluation', 1, 'test', 'per_token', '{"universal_r":0.7}', 'hash of c', 'tensors/a.safetensors', 'tensors/b.safetensors', '{}', '{}', 11, 2, 0.5, NULL, 1, 2, 50.0, 10.0, 20.0, 5.0, 25.0, -0.5, '0.1.0', '2026-11-01T10:07:00Z');
INSERT INTO feature VALUES (1, 0, NULL, 0, 3, 0.0, 0.25, 0.0, 1.5, 0, 0);
INSERT INTO feature VALUES (1, 1, 0.75, 12, 13, 0.5, 0.75, 2.5, 3.5, 1, 1);
INSERT INTO feature_note VALUES (1, 1, 1, 'thanks', 'a note', '', '', '', '2026-11-01T10:08:00Z');
PRAGMA application_id = 1129475923;
PRAGMA user_version = 1;
