#!/usr/bin/env python3
"""Parts and groups of an evaluation against numpy on the stored codes.

    check_groups.py CROSSEED PROJECT COLUMN VALUE FEATURE...
COLUMN is class or an extra column. Prints the largest differences. Needs numpy and safetensors.
"""
import json
import pathlib
import sqlite3
import subprocess
import sys

import numpy as np
from safetensors.numpy import load_file

program, project, column, value = sys.argv[1:5]
features = [int(f) for f in sys.argv[5:]]
db = sqlite3.connect(project)
run, split, codes_a, codes_b = db.execute(
    "SELECT run_id, split, codes_a, codes_b FROM evaluation WHERE pooling = 'per_token' ORDER BY asked DESC, id DESC").fetchone()
corpus, = db.execute("SELECT corpus_id FROM run WHERE id = ?", (run,)).fetchone()
names, extra = (json.loads(x) for x in db.execute("SELECT class_names_json, extra_columns_json FROM corpus WHERE id = ?", (corpus,)).fetchone())
rows = db.execute("SELECT label, extra_json FROM document WHERE corpus_id = ? AND split = ? ORDER BY position", (corpus, split)).fetchall()
cell = (lambda r: names[r[0]]) if column == "class" else (lambda r: json.loads(r[1])[extra.index(column)].strip())
groups = np.array([cell(r) for r in rows])
data = pathlib.Path(project + ".data")
index = load_file(next((data / "index").glob("*.safetensors")))
starts = index["starts"]
row_group = np.repeat(groups, np.diff(starts))


def dense(file, feature):
    t = load_file(data / file)
    out = np.zeros(len(t["indptr"]) - 1)
    hit = np.flatnonzero(t["indices"] == feature)
    out[np.searchsorted(t["indptr"], hit, side="right") - 1] = t["values"][hit]
    return out


def ask(*words):
    return json.loads(subprocess.run([program, "--json", "--quiet", *words], capture_output=True, check=True).stdout)


worst, compared = 0.0, 0
for feature in features:
    a, b = dense(codes_a, feature), dense(codes_b, feature)
    for got in ask("feature", project, str(feature), "--group-by", column)["groups"]:
        mine = row_group == (got["group"] if got["group"] != "-" else "")
        x, y = a[mine], b[mine]
        assert got["rows"] == mine.sum() and got["texts"] == (groups == (got["group"] if got["group"] != "-" else "")).sum()
        assert got["fires_a"] == np.count_nonzero(x) and got["fires_b"] == np.count_nonzero(y), got
        worst = max(worst, abs(got["mean_a"] - x.mean()), abs(got["mean_b"] - y.mean()))
        if got["r"] is not None:
            worst = max(worst, abs(got["r"] - np.corrcoef(x, y)[0, 1]))
            compared += 1
part = ask("features", project, "--where", f"{column}={value}", "--choice", "all", "--top", "0")
mine = row_group == value
by_number = {f["feature"]: f for f in part["features"]}
for feature in features:
    x, y = dense(codes_a, feature)[mine], dense(codes_b, feature)[mine]
    got = by_number[feature]
    assert got["fires_a"] == np.count_nonzero(x) and got["fires_b"] == np.count_nonzero(y), got
    if got["r"] is not None:
        worst = max(worst, abs(got["r"] - np.corrcoef(x, y)[0, 1]))
        compared += 1
assert part["part"]["rows"] == mine.sum()
print(f"{len(features)} features, {compared} correlations, largest difference {worst:.2e}")
