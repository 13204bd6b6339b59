#!/usr/bin/env python3
"""Counts which features fire on a word, without Crosseed, and compares.

    crosseed export PROJECT --what codes --out codes.safetensors
    crosseed search PROJECT word would --limit 0 --json > would.json
    python3 check_word_search.py PROJECT codes.safetensors MODEL_FOLDER would.json

MODEL_FOLDER is that of model A in the project's data folder. Texts are read from the project's SQLite file and split into pieces by
the tokenizers library, whose own pre-tokenizer says which pieces make a word. Prints the largest difference of each number;
exit code 1 when one is above 1e-9. Ran with tokenizers 0.13.3, NumPy and safetensors.
"""
import json
import os
import sqlite3
import sys

import numpy as np
from safetensors import safe_open
from tokenizers import BertWordPieceTokenizer


def texts_of(project, split, run):
    with sqlite3.connect(f"file:{project}?mode=ro", uri=True) as db:
        corpus, pair = db.execute("SELECT corpus_id, pair_id FROM run WHERE id = ?", (run,)).fetchone()
        length, = db.execute("SELECT max_length FROM model JOIN pair ON model.id = pair.model_a WHERE pair.id = ?", (pair,)).fetchone()
        rows = db.execute("SELECT text FROM document WHERE corpus_id = ? AND split = ? ORDER BY position", (corpus, split))
        return [bytes(text).decode("utf-8", "replace") for text, in rows], length


def units_of(texts, folder, length, wanted):
    """For each row the number of its unit or -1; for each unit whether it is wanted."""
    options = {}
    if os.path.exists(os.path.join(folder, "tokenizer_config.json")):
        with open(os.path.join(folder, "tokenizer_config.json")) as file:
            options["lowercase"] = json.load(file).get("do_lower_case", True)
    tokenizer = BertWordPieceTokenizer(os.path.join(folder, "vocab.txt"), **options)
    tokenizer.enable_truncation(length)
    by_piece = wanted.startswith("##")
    unit_of_row, is_wanted = [], []
    for text in texts:
        encoding = tokenizer.encode(text)
        last = None
        for piece, word, (begin, end) in zip(encoding.tokens, encoding.word_ids, encoding.offsets):
            if word is None:
                unit_of_row.append(-1)
                continue
            if by_piece:
                is_wanted.append(piece == wanted)
            elif word != last:
                whole = [o for o, w in zip(encoding.offsets, encoding.word_ids) if w == word]
                is_wanted.append(text[whole[0][0]:whole[-1][1]].casefold() == wanted.casefold())
            last = word
            unit_of_row.append(len(is_wanted) - 1)
    return np.array(unit_of_row), np.array(is_wanted)


def counts(file, side, units, wanted):
    indptr, indices, values = (file.get_tensor(f"{side}.{n}") for n in ("indptr", "indices", "values"))
    features = int(file.metadata()["features"])
    rows = np.repeat(np.arange(len(indptr) - 1), np.diff(indptr))
    assert len(indptr) - 1 == len(units), "the tokenizer gives another number of tokens"
    keep = (units[rows] >= 0) & (values != 0)
    unit, feature, value = units[rows][keep], indices[keep], values[keep].astype(float)
    key = unit * features + feature
    order = np.argsort(key, kind="stable")
    key, value = key[order], value[order]
    starts = np.flatnonzero(np.r_[True, key[1:] != key[:-1]])
    largest, entries = np.maximum.reduceat(value, starts), np.diff(np.r_[starts, len(key)])
    unit, feature = key[starts] // features, key[starts] % features
    pieces = np.bincount(units[units >= 0], minlength=len(wanted))
    largest = np.where(entries < pieces[unit], np.maximum(largest, 0), largest)
    on = wanted[unit]
    n = wanted.sum()
    fires = np.bincount(feature[on], minlength=features)
    every = np.bincount(feature, minlength=features)
    total = np.bincount(feature[on], weights=largest[on], minlength=features)
    top = np.full(features, -np.inf)
    np.maximum.at(top, feature[on], largest[on])
    top = np.where(fires < n, np.maximum(top, 0), top)
    with np.errstate(invalid="ignore", divide="ignore"):
        density = fires / every
    return {"mean": total / n, "max": top, "fires": fires, "all_fires": every, "frequency": fires / n, "density": density,
            "lift": density / (n / len(wanted))}


def main():
    project, codes, folder, answer = sys.argv[1:5]
    with open(answer) as file:
        found = json.load(file)
    texts, length = texts_of(project, found["split"], found["run"])
    units, wanted = units_of(texts, folder, length, found["word"])
    assert found["occurrences"] == wanted.sum() and found["units"] == len(wanted), (wanted.sum(), len(wanted))
    worst = {}
    with safe_open(codes, "np") as file:
        sides = {name: counts(file, name.upper(), units, wanted) for name in ("a", "b")}
    firing = np.flatnonzero(np.maximum(sides["a"]["fires"], sides["b"]["fires"]))
    assert sorted(f["feature"] for f in found["features"]) == list(firing) and found["total"] == len(firing)
    for feature in found["features"]:
        for side, expected in sides.items():
            for name, value in feature[side].items():
                other = expected[name][feature["feature"]]
                difference = 0 if value is None and np.isnan(other) else abs(value - other)
                worst[name] = max(worst.get(name, 0), difference)
    order = [(f["a"]["mean"] + f["b"]["mean"]) / 2 for f in found["features"]]
    assert found["order"] != "strength" or order == sorted(order, reverse=True)
    print(f"{found['word']}: {found['occurrences']} of {found['units']} units, {found['total']} features; largest differences",
          {name: float(f"{value:.2g}") for name, value in worst.items()})
    sys.exit(any(not value <= 1e-9 for value in worst.values()))


if __name__ == "__main__":
    main()
