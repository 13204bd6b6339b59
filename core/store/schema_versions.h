// The project file's schema as SQL, one migration a version; schema.cpp applies them in order. A version that was released stays
// as it is: what changes is a new one.
#pragma once

namespace crosseed::store {

// Version 1. JSON columns are called *_json; files are relative to the data folder; times are UTC, ISO 8601.
inline constexpr const char* version1 = R"sql(
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
)sql";

// Version 2: full-text search over documents. The index holds no texts: it reads them through document_text, whose number of a
// document is one, over all corpora, that an index finds. Texts that are not UTF-8 are read as far as they go.
inline constexpr const char* version2 = R"sql(
CREATE INDEX document_number ON document (corpus_id * 4294967296 + position);
CREATE VIEW document_text AS
  SELECT corpus_id * 4294967296 + position AS id, CAST(text AS TEXT) AS text FROM document;
CREATE VIRTUAL TABLE document_search USING fts5 (
  text, content = 'document_text', content_rowid = 'id', tokenize = 'unicode61 remove_diacritics 2'
);
CREATE TRIGGER document_added AFTER INSERT ON document BEGIN
  INSERT INTO document_search (rowid, text) VALUES (new.corpus_id * 4294967296 + new.position, CAST(new.text AS TEXT));
END;
CREATE TRIGGER document_removed AFTER DELETE ON document BEGIN
  INSERT INTO document_search (document_search, rowid, text)
    VALUES ('delete', old.corpus_id * 4294967296 + old.position, CAST(old.text AS TEXT));
END;
CREATE TRIGGER document_changed AFTER UPDATE ON document BEGIN
  INSERT INTO document_search (document_search, rowid, text)
    VALUES ('delete', old.corpus_id * 4294967296 + old.position, CAST(old.text AS TEXT));
  INSERT INTO document_search (rowid, text) VALUES (new.corpus_id * 4294967296 + new.position, CAST(new.text AS TEXT));
END;
INSERT INTO document_search (document_search) VALUES ('rebuild');
)sql";

// Version 3: what a run is for; runs of two SAEs, which belong to models and not to pairs; renumbered runs.
inline constexpr const char* version3 = R"sql(
CREATE TABLE model_sae (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  model_id INTEGER NOT NULL REFERENCES model(id) ON DELETE CASCADE,
  corpus_id INTEGER NOT NULL REFERENCES corpus(id),
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
CREATE TABLE model_sae_step (
  model_sae_id INTEGER NOT NULL REFERENCES model_sae(id) ON DELETE CASCADE,
  step INTEGER NOT NULL,
  total REAL, kl REAL, downstream REAL, local REAL, cross_codes REAL, auxiliary REAL,
  tokens_per_second REAL, dead INTEGER, l0_a REAL, l0_b REAL, negative_codes INTEGER, learning_rate REAL,
  PRIMARY KEY (model_sae_id, step)
) STRICT, WITHOUT ROWID;
ALTER TABLE run ADD COLUMN purpose TEXT NOT NULL DEFAULT 'result'
  CHECK (purpose IN ('result', 'condition', 'rotation test'));
ALTER TABLE run ADD COLUMN sae_file_b TEXT NOT NULL DEFAULT ''; -- '': sae_file reads both models
ALTER TABLE run ADD COLUMN matching_file TEXT NOT NULL DEFAULT ''; -- '': feature j is feature j
ALTER TABLE run ADD COLUMN matched_from INTEGER REFERENCES run(id) ON DELETE CASCADE; -- the same run by index
)sql";

// Version 4: rules over many texts.
inline constexpr const char* version4 = R"sql(
CREATE TABLE edit_study (
  id INTEGER PRIMARY KEY,
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  feature INTEGER NOT NULL,
  rule TEXT NOT NULL,
  result_json TEXT NOT NULL,
  note TEXT NOT NULL DEFAULT '',
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ'))
) STRICT;
)sql";

// Version 5: which evaluation a person asked for last, whatever a table of conditions computed since.
inline constexpr const char* version5 = R"sql(
ALTER TABLE evaluation ADD COLUMN asked INTEGER NOT NULL DEFAULT 0;
UPDATE evaluation SET asked = id;
)sql";

// Version 6: jobs, complete enough to be run again, with who runs them. The table of version 1 was never written to.
inline constexpr const char* version6 = R"sql(
DROP TABLE job;
CREATE TABLE job (
  id INTEGER PRIMARY KEY AUTOINCREMENT, -- a number is not given twice
  place INTEGER NOT NULL, -- order in the queue
  kind TEXT NOT NULL,
  title TEXT NOT NULL,
  options_json TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('waiting', 'running', 'paused', 'finished', 'stopped', 'failed')),
  stage TEXT NOT NULL DEFAULT '',
  progress REAL NOT NULL DEFAULT 0, -- within the stage
  message TEXT NOT NULL DEFAULT '',
  last_lines TEXT NOT NULL DEFAULT '',
  resume_from TEXT NOT NULL DEFAULT '', -- '': from the beginning of the stage
  error TEXT NOT NULL DEFAULT '',
  host TEXT NOT NULL DEFAULT '',
  process INTEGER NOT NULL DEFAULT 0,
  process_start TEXT NOT NULL DEFAULT '',
  program_version TEXT NOT NULL,
  created TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%SZ')),
  started TEXT,
  finished TEXT,
  UNIQUE (kind, options_json)
) STRICT;
)sql";

// Version 7: exchange and audit.
inline constexpr const char* version7 = R"sql(
ALTER TABLE run ADD COLUMN imported_json TEXT NOT NULL DEFAULT ''; -- origin of an SAE from elsewhere; '': trained here
-- What a result's inputs were when it was made (store/audit.h); '': made before this version.
ALTER TABLE rotation ADD COLUMN made_from_json TEXT NOT NULL DEFAULT '';
ALTER TABLE model_sae ADD COLUMN made_from_json TEXT NOT NULL DEFAULT '';
ALTER TABLE run ADD COLUMN made_from_json TEXT NOT NULL DEFAULT '';
ALTER TABLE evaluation ADD COLUMN made_from_json TEXT NOT NULL DEFAULT '';
ALTER TABLE counterfactual ADD COLUMN made_from_json TEXT NOT NULL DEFAULT '';
ALTER TABLE edit_study ADD COLUMN made_from_json TEXT NOT NULL DEFAULT '';
CREATE TABLE note_basis (
  run_id INTEGER NOT NULL REFERENCES run(id) ON DELETE CASCADE,
  feature INTEGER NOT NULL,
  made_from_json TEXT NOT NULL,
  PRIMARY KEY (run_id, feature)
) STRICT, WITHOUT ROWID;
CREATE TABLE work (
  kind TEXT NOT NULL,
  item INTEGER NOT NULL,
  device TEXT, threads INTEGER, seconds REAL, -- NULL: not known
  PRIMARY KEY (kind, item)
) STRICT, WITHOUT ROWID;
CREATE TABLE source_file (
  corpus_id INTEGER NOT NULL REFERENCES corpus(id) ON DELETE CASCADE,
  file TEXT NOT NULL,   -- absolute
  sha256 TEXT NOT NULL, -- at the import
  PRIMARY KEY (corpus_id, file)
) STRICT, WITHOUT ROWID;
)sql";

// Version 8: what files held when they were stored, by which a check finds those that were altered; files under tensors/ are
// called by their hash. '' and '{}': not known, the row is older.
inline constexpr const char* version8 = R"sql(
ALTER TABLE activation ADD COLUMN sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE model ADD COLUMN files_json TEXT NOT NULL DEFAULT '{}'; -- file of the folder -> SHA-256
)sql";

} // namespace crosseed::store
