"""Recomputes the metrics of an exported evaluation with NumPy and compares.

check_export.py CODES_A CODES_B METRICS_JSON [--starts FILE] [--minimum-active 10] [--universal-r 0.7]

CODES are safetensors with indptr, indices and values; METRICS_JSON holds an object with the keys of `crosseed export --what
metrics` (anywhere inside), and may hold the list `features`. Mean-pooled metrics need the texts' boundaries: --starts names
a safetensors file that has the tensor `starts` or `lengths`. Prints the largest difference of every number; exit code 1 when
one is above 1e-6.
"""
import argparse
import json
import sys

import numpy as np
from safetensors import safe_open

TOLERANCE = 1e-6


def dense(file):
    with safe_open(file, "np") as f:
        indptr, indices, values = (f.get_tensor(n) for n in ("indptr", "indices", "values"))
        width = int(f.metadata().get("features") or f.metadata()["F"])
    x = np.zeros((len(indptr) - 1, width))
    x[np.repeat(np.arange(len(indptr) - 1), np.diff(indptr)), indices] = values
    return x


def boundaries(file):
    with safe_open(file, "np") as f:
        if "starts" in f.keys():
            return f.get_tensor("starts")
        return np.concatenate([[0], np.cumsum(f.get_tensor("lengths"))])


def objects_with(value, key):
    if isinstance(value, dict):
        if key in value:
            yield value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from objects_with(item, key)


def pearson(x, y):
    varies = (np.ptp(x, 0) > 1e-12 * np.abs(x).max(0)) & (np.ptp(y, 0) > 1e-12 * np.abs(y).max(0))
    r = np.full(x.shape[1], np.nan)
    dx, dy = x[:, varies] - x[:, varies].mean(0), y[:, varies] - y[:, varies].mean(0)
    r[varies] = (dx * dy).sum(0) / np.sqrt((dx**2).sum(0) * (dy**2).sum(0))
    return r


def metrics(a, b, minimum, universal_r):
    fires_a, fires_b = (a != 0).sum(0), (b != 0).sum(0)
    r, mean_a, mean_b = pearson(a, b), a.mean(0), b.mean(0)
    dead_a, dead_b = fires_a < minimum, fires_b < minimum
    both = ~dead_a & ~dead_b
    universal = both & (np.nan_to_num(r, nan=-1) >= universal_r)
    ranked = np.flatnonzero(both & ~np.isnan(r))
    ranked = ranked[np.argsort(-(mean_a + mean_b)[ranked], kind="stable")]
    share = lambda x: 100 * x.mean()
    first = lambda n: r[ranked[:n]].mean() if len(ranked) else np.nan
    summary = {
        "rows": len(a), "dictionary": a.shape[1], "top10_r": first(10), "top100_r": first(100),
        "universal": universal.sum(), "active_both": both.sum(),
        "universal_share": 100 * universal.sum() / both.sum() if both.any() else np.nan, "dead_a": share(dead_a),
        "dead_b": share(dead_b), "dead_both": share(dead_a & dead_b), "dead_either": share(dead_a | dead_b),
    }
    columns = {"r": r, "fires_a": fires_a, "fires_b": fires_b, "mean_a": mean_a, "mean_b": mean_b, "max_a": a.max(0),
               "max_b": b.max(0), "active_both": both, "universal": universal}
    return summary, columns


def difference(given, own):
    given = np.array([np.nan if g is None else float(g) for g in np.atleast_1d(np.array(given, dtype=object))])
    own = np.atleast_1d(own).astype(float)
    if not np.array_equal(np.isnan(given), np.isnan(own)):
        return np.inf
    gaps = np.abs(given - own)[~np.isnan(own)]
    return gaps.max() if len(gaps) else 0.0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("codes_a")
    parser.add_argument("codes_b")
    parser.add_argument("metrics")
    parser.add_argument("--starts")
    parser.add_argument("--minimum-active", type=int, default=10)
    parser.add_argument("--universal-r", type=float, default=0.7)
    options = parser.parse_args()
    tokens = dense(options.codes_a), dense(options.codes_b)
    with open(options.metrics) as f:
        document = json.load(f)
    found = list(objects_with(document, "top100_r"))
    worst, compared = 0.0, 0
    for given in found:
        a, b = tokens
        if given.get("pooling", "per token") not in ("per token", "per_token"):
            if not options.starts:
                print(f"{given['pooling']}: left out, needs --starts")
                continue
            starts = boundaries(options.starts)
            lengths = np.diff(starts)[:, None]
            a, b = (np.add.reduceat(x, starts[:-1], axis=0) / lengths for x in tokens)
        compared += 1
        summary, columns = metrics(a, b, options.minimum_active, options.universal_r)
        print(given.get("pooling", "per token"))
        gaps = {k: difference(given[k], v) for k, v in summary.items() if k in given}
        for name, own in columns.items():
            rows = given.get("features") or (isinstance(document, dict) and document.get("features")) or []
            if rows:
                gaps[f"features.{name}"] = difference([row[name] for row in rows], own[[row["feature"] for row in rows]])
        for name, gap in gaps.items():
            print(f"  {name:24} {gap:.3g}" + ("" if gap <= TOLERANCE else "   DIFFERS"))
        worst = max([worst, *gaps.values()])
    if not compared:
        print("no metrics were compared")
    return 0 if compared and worst <= TOLERANCE else 1


if __name__ == "__main__":
    sys.exit(main())
