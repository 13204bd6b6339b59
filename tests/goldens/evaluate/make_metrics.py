"""Makes metrics.json: what NumPy and SciPy say about random sparse codes of two models. Run once; tolerance in the test 1e-9.

Origin: scipy.stats.pearsonr on dense float64 columns (SciPy 1.10, NumPy 1.24), AUC from sklearn.metrics.roc_auc_score (1.2).
The codes have negative values, features that are dead in one model or both, a feature with the same code in every row
(no variance) and repeated values (ties).
"""
import json
import pathlib

import numpy as np
from scipy.stats import pearsonr
from sklearn.metrics import roc_auc_score

MINIMUM_ACTIVE, UNIVERSAL_R = 10, 0.70
rng = np.random.default_rng(7)


def sparse(x):
    rows, cols = x.shape
    indptr, indices, values = [0], [], []
    for row in x:
        at = np.flatnonzero(row)
        indices += at.tolist()
        values += row[at].tolist()
        indptr.append(len(indices))
    return {"features": cols, "indptr": indptr, "indices": indices, "values": values}


def number(x):
    return None if np.isnan(x) else float(x)


def metrics(a, b):
    features = []
    for j in range(a.shape[1]):
        x, y = a[:, j], b[:, j]
        varies = x.min() != x.max() and y.min() != y.max()
        r = pearsonr(x, y)[0] if varies else np.nan
        fires = int((x != 0).sum()), int((y != 0).sum())
        both = min(fires) >= MINIMUM_ACTIVE
        features.append({"r": number(r), "firesA": fires[0], "firesB": fires[1], "meanA": x.mean(), "meanB": y.mean(),
                         "maxA": x.max(), "maxB": y.max(), "activeInBoth": both,
                         "universal": bool(both and r >= UNIVERSAL_R)})
    ranked = sorted((f for f in features if f["activeInBoth"] and f["r"] is not None),
                    key=lambda f: -(f["meanA"] + f["meanB"]) / 2)
    dead = np.array([[f["firesA"] < MINIMUM_ACTIVE, f["firesB"] < MINIMUM_ACTIVE] for f in features])
    universal = sum(f["universal"] for f in features)
    both = sum(f["activeInBoth"] for f in features)
    return {"features": features, "rows": len(a), "top10R": float(np.mean([f["r"] for f in ranked[:10]])),
            "top100R": float(np.mean([f["r"] for f in ranked[:100]])), "universal": universal, "activeBoth": both,
            "universalShare": 100 * universal / both, "deadA": 100 * dead[:, 0].mean(), "deadB": 100 * dead[:, 1].mean(),
            "deadBoth": 100 * dead.all(1).mean(), "deadEither": 100 * dead.any(1).mean()}


n, f = 150, 30
common = rng.random((n, f)) < rng.uniform(0.05, 0.5, f)
a = np.where(common, rng.normal(1.0, 1.0, (n, f)), 0)
b = np.where(common, a + rng.normal(0, rng.uniform(0.05, 2.0, f), (n, f)), 0)
own = rng.random((n, f)) < 0.03
b = np.where(own, rng.normal(0.5, 1.0, (n, f)), b)
a[:, 3] = 0                                                # dead in A
b[:, 4] = 0                                                # dead in B
a[:, 5] = b[:, 5] = 0                                      # dead in both
a[:, 6] = 0.7                                              # fires everywhere, no variance
a[:, 7], b[:, 7] = -np.abs(a[:, 7]), -np.abs(b[:, 7])      # never positive
a[:, 8], b[:, 8] = 100 + 0.001 * rng.standard_normal((2, n))  # a mean that is large against the spread
b[:, 8] = a[:, 8] + 0.0002 * rng.standard_normal(n)
a[:, 9], b[:, 9] = np.round(a[:, 9] * 2) / 2, np.round(b[:, 9] * 2) / 2  # ties
a[9:, 10] = 0
a[:9, 10] = 1.0                                            # fires on 9 rows: one too few
a[10:, 11] = 0
a[:10, 11] = 1.0                                           # fires on 10 rows: just enough
a, b = a.astype(np.float32), b.astype(np.float32)
lengths = []
while sum(lengths) < n:
    lengths.append(int(min(rng.integers(1, 9), n - sum(lengths))))
starts = np.concatenate([[0], np.cumsum(lengths)])
a64, b64 = a.astype(np.float64), b.astype(np.float64)
pool = lambda x: np.array([x[i:j].mean(0) for i, j in zip(starts[:-1], starts[1:])])

truths = [(rng.random(n) < 0.2), a[:, 0] > 0.8, (a[:, 9] + b[:, 9]) > 1]
result = {
    "a": sparse(a), "b": sparse(b), "starts": starts.tolist(),
    "perToken": metrics(a64, b64), "meanPooled": metrics(pool(a64), pool(b64)),
    "truths": [t.astype(int).tolist() for t in truths],
    "aucA": [[float(roc_auc_score(t, a[:, j])) for j in range(f)] for t in truths],
    "aucB": [[float(roc_auc_score(t, b[:, j])) for j in range(f)] for t in truths],
}
pathlib.Path(__file__).with_name("metrics.json").write_text(json.dumps(result) + "\n")
