"""Makes matching.json: what NumPy and SciPy say about matchings, assignments and regressions. Run once.

Origin: numpy.corrcoef and scipy.optimize.linear_sum_assignment(maximize=True) on dense float64 codes, scipy.stats.linregress
(SciPy 1.10, NumPy 1.24). Tolerance in the tests: totals 1e-6 (r is kept in units of 2^-31), regressions 1e-9 relative, their p
1e-7 relative (another algorithm of the incomplete beta function).
The codes have negative values, ties, features that are dead in one model, a feature with one code in every row and different
numbers of active features on the two sides.
"""
import json
import pathlib

import numpy as np
from scipy.optimize import linear_sum_assignment
from scipy.stats import linregress

MINIMUM_ACTIVE = 10
rng = np.random.default_rng(11)


def sparse(x):
    indptr, indices, values = [0], [], []
    for row in x:
        at = np.flatnonzero(row)
        indices += at.tolist()
        values += row[at].tolist()
        indptr.append(len(indices))
    return {"features": x.shape[1], "indptr": indptr, "indices": indices, "values": values}


def matching(a, b):
    use = [np.flatnonzero(((x != 0).sum(0) >= MINIMUM_ACTIVE) & (x.max(0) != x.min(0))) for x in (a, b)]
    r = np.corrcoef(a[:, use[0]].T, b[:, use[1]].T)[: len(use[0]), len(use[0]):]
    i, j = linear_sum_assignment(r, maximize=True)
    return {"a": sparse(a), "b": sparse(b), "activeA": len(use[0]), "activeB": len(use[1]), "pairs": len(i),
            "total": float(r[i, j].sum())}


def codes(rows, features, density, levels=None):
    x = np.round(rng.normal(size=(rows, features)) * 16) / 16  # short in JSON, exact in float32
    if levels:
        x = np.sign(x) * rng.integers(1, levels + 1, size=x.shape)
    x[rng.random(x.shape) > density] = 0
    return x.astype(np.float32)


def related(a, noise, keep):
    """The features of `a` in another order, some replaced by noise."""
    b = a[:, rng.permutation(a.shape[1])] + np.round(noise * codes(*a.shape, 0.2) * 16) / 16
    lost = rng.permutation(a.shape[1])[: a.shape[1] - keep]
    b[:, lost] = codes(a.shape[0], len(lost), 0.1)
    return b.astype(np.float32)


def small():
    a = codes(60, 8, 0.4)
    b = related(a, 0.3, 6)
    b[:, 2] = 0
    b[20:, 5] = 0
    return a, b


def wide():  # more active features in A than in B
    a = codes(80, 12, 0.3)
    b = related(a, 0.5, 9)
    b[:, [1, 4, 7]] = 0
    a[:, 3] = 0.5  # fires everywhere, varies nowhere
    return a, b


def ties():
    a = codes(50, 10, 0.5, levels=1)
    b = a[:, rng.permutation(10)].copy()
    b[:, 3] = b[:, 4]  # two equal candidates
    a[:, 8] = a[:, 9]
    return a, b


def large():
    a = codes(150, 60, 0.2)
    return a, related(a, 0.8, 50)


def regression(n, noise):
    x = np.round(rng.uniform(0.2, 0.9, n), 3)
    y = np.round(120 * x - 20 + noise * rng.normal(size=n))
    fit = linregress(x, y)
    return {"x": x.tolist(), "y": y.tolist(), "slope": fit.slope, "intercept": fit.intercept, "r": fit.rvalue, "p": fit.pvalue}


gains = rng.integers(-2**31 + 1, 2**31, size=(30, 44))
i, j = linear_sum_assignment(gains.astype(np.float64), maximize=True)
square = rng.integers(0, 4, size=(25, 25))  # nothing but ties
k, l = linear_sum_assignment(square, maximize=True)
document = {
    "matchings": {name: matching(*make()) for name, make in
                  {"small": small, "wide": wide, "ties": ties, "large": large}.items()},
    "assignments": [{"gain": gains.tolist(), "total": int(gains[i, j].sum())},
                    {"gain": square.tolist(), "total": int(square[k, l].sum())}],
    "regressions": [regression(33, 20.0), regression(33, 2.0), regression(5, 60.0), regression(120, 1.0)],
}
path = pathlib.Path(__file__).with_name("matching.json")
path.write_text(json.dumps(document, separators=(",", ":"), default=float))
print(path.stat().st_size)
