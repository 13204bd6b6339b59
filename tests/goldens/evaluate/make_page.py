"""Golden of tests/core/evaluate/tst_feature_page.cpp and tst_association.cpp: page.json.

Made once with Python 3.11, numpy 1.24 and scipy 1.10 from the codes of metrics.json: python3 make_page.py
The texts' classes are text number modulo 3, those of the last two texts are none. Texts 1 and 4 are the same, and so on (see
`copy`), which is a matter of the test's corpus only.
"""
import json
import numpy as np
import scipy.stats

golden = json.load(open("metrics.json"))
starts = golden["starts"]
texts = len(starts) - 1
labels = [t % 3 if t < texts - 2 else -1 for t in range(texts)]
copy = [1 if t == 4 else 2 if t == 7 else t for t in range(texts)]  # the first text with the same bytes


def dense(codes):
    rows = len(codes["indptr"]) - 1
    out = np.zeros((rows, codes["features"]))
    for row in range(rows):
        for i in range(codes["indptr"][row], codes["indptr"][row + 1]):
            out[row, codes["indices"][i]] = np.float32(codes["values"][i])
    return out


def r(x, y):
    if len(x) == 0 or np.ptp(x) < 1e-12 or np.ptp(y) < 1e-12:
        return None
    return float(np.corrcoef(x, y)[0, 1])


a, b = dense(golden["a"]), dense(golden["b"])
text_of = np.repeat(np.arange(texts), np.diff(starts))
pages = []
for f in range(a.shape[1]):
    page = {}
    for pooling in ("token", "mean"):
        if pooling == "token":
            x, y, owner = a[:, f], b[:, f], text_of
        else:
            x = np.array([a[starts[t]:starts[t + 1], f].mean() for t in range(texts)])
            y = np.array([b[starts[t]:starts[t + 1], f].mean() for t in range(texts)])
            owner = np.arange(texts)
        groups = np.array([copy[t] for t in owner])
        fires = sorted({copy[t] for t in range(texts)
                        if (a[starts[t]:starts[t + 1], f] != 0).any() or (b[starts[t]:starts[t + 1], f] != 0).any()})
        without = [(r(x[groups != g], y[groups != g]), g) for g in fires]
        known = [w for w in without if w[0] is not None]
        undefined = [w for w in without if w[0] is None]
        carrier = undefined[0] if undefined else min(known) if known else (None, -1)
        page[pooling] = {"r": r(x, y), "even": r(x[owner % 2 == 0], y[owner % 2 == 0]),
                         "odd": r(x[owner % 2 == 1], y[owner % 2 == 1]), "without": carrier[0], "carrier": int(carrier[1])}
    means = np.array([((a + b)[starts[t]:starts[t + 1], f] / 2).mean() for t in range(texts)])
    groups = [means[[t for t in range(texts) if labels[t] == c]] for c in range(3)]
    pooled = np.concatenate(groups)
    if np.ptp(pooled) > 0:
        h, p = scipy.stats.kruskal(*groups)
        between = sum(len(g) * (g.mean() - pooled.mean()) ** 2 for g in groups)
        page["eta_squared"] = float(between / ((pooled - pooled.mean()) ** 2).sum())
        page["h"], page["p"] = float(h), float(p)
    pages.append(page)
json.dump({"origin": "make_page.py, numpy and scipy", "labels": labels, "copy": copy, "pages": pages}, open("page.json", "w"))
