"""Makes geometry.json: principal components and decoder cosines of small drawn matrices, and the reference distribution. Run once.
Tolerances in the test: 1e-9 for the float64 parts (values that float32 holds exactly), 1e-6 for what begins with unit atoms in float32.

Origin: numpy.linalg.svd, numpy.histogram, scipy.stats.beta.cdf and scipy.integrate.quad (NumPy 1.24, SciPy 1.10).
"""
import json
import pathlib

import numpy as np
from scipy import integrate, special, stats

rng = np.random.default_rng(20240512)


def exact(x):
    return x.astype(np.float32).astype(np.float64)


def components(x, count):
    _, _, vt = np.linalg.svd(x - x.mean(0), full_matrices=False)
    v = vt[:count]
    return v * np.sign(v[np.arange(count), np.abs(v).argmax(1)])[:, None]


def explained(x, v):
    c = x - x.mean(0)
    return ((c @ v.T) ** 2).sum(0) / (c**2).sum()


def hidden(n, d, count):
    a = exact(rng.standard_normal((n, d)) * np.linspace(3, 0.3, d) + 1)
    q, _ = np.linalg.qr(rng.standard_normal((d, d)))
    b = exact(a @ q.T + 0.1 * rng.standard_normal((n, d)))
    v = components(a, count)
    project = lambda x: ((x - a.mean(0)) @ v.T).ravel().tolist()
    return {
        "rows": n, "cols": d, "components": count, "a": a.ravel().tolist(), "b": b.ravel().tolist(), "w": q.ravel().tolist(),
        "coordinatesA": project(a), "coordinatesBefore": project(b), "coordinatesAfter": project(b @ q),
        "explainedA": explained(a, v).tolist(), "explainedBefore": explained(b, v).tolist(),
        "explainedAfter": explained(b @ q, v).tolist(), "basis": v.ravel().tolist(),
    }


def dictionary(features, d, bins, chosen, count, threshold):
    decoder = exact(rng.standard_normal((features, d)))
    decoder[7] = exact(-2 * decoder[3] + 0.05 * rng.standard_normal(d))
    decoder[11] = exact(decoder[4] + 0.2 * rng.standard_normal(d))
    unit = (decoder / np.linalg.norm(decoder, axis=1, keepdims=True))[chosen]
    cosines = unit @ unit.T
    i, j = np.triu_indices(len(chosen), 1)
    pairs = cosines[i, j]
    v = components(unit, count)
    near = sorted(((abs(c), chosen[x], chosen[y], c) for x, y, c in zip(i, j, pairs) if abs(c) >= threshold),
                  key=lambda t: (-t[0], t[1], t[2]))
    return {
        "features": features, "cols": d, "bins": bins, "chosen": chosen, "components": count, "threshold": threshold,
        "decoder": decoder.ravel().tolist(), "counts": np.histogram(np.abs(pairs), bins, (0, 1))[0].tolist(),
        "mean": float(np.abs(pairs).mean()), "largest": float(np.abs(pairs).max()),
        "near": [[int(a), int(b), float(c)] for _, a, b, c in near],
        "coordinates": ((unit - unit.mean(0)) @ v.T).ravel().tolist(), "explained": explained(unit, v).tolist(),
    }


def reference(d):
    density = lambda t: (1 - t * t) ** ((d - 3) / 2) / (special.beta(0.5, (d - 1) / 2) / 2)
    ts = [0.0, 0.01, 0.05, 0.1, 0.3, 0.5, 0.9, 0.999]
    return {
        "cols": d, "t": ts, "share": [float(stats.beta.cdf(t * t, 0.5, (d - 1) / 2)) for t in ts],
        "integral": [float(integrate.quad(density, 0, t, epsabs=1e-13, epsrel=1e-12, limit=500, points=[min(t, 0.05)] if t > 0.05 else None)[0]) for t in ts],
        "mean": float(integrate.quad(lambda x: 2 * np.sin(x) * np.cos(x) ** (d - 2) / special.beta(0.5, (d - 1) / 2), 0, np.pi / 2,
                                     epsabs=1e-13, epsrel=1e-12, limit=500)[0]),
    }


result = {
    "hidden": hidden(40, 6, 3),
    "dictionaries": [dictionary(30, 9, 20, list(range(30)), 2, 0.8),
                     dictionary(40, 16, 50, [1, 2, 3, 4, 7, 8, 11, 20, 21, 30, 39], 3, 0.6)],
    "references": [reference(d) for d in (2, 3, 4, 5, 16, 128, 384, 768, 1023)],
}
pathlib.Path(__file__).with_name("geometry.json").write_text(json.dumps(result) + "\n")
for r in result["references"]:
    print(r["cols"], max(abs(x - y) for x, y in zip(r["share"], r["integral"])), r["mean"])
