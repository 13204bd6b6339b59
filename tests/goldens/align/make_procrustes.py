"""Makes procrustes.json: what SciPy says about two small noisy, rotated samples. Run once; tolerance in the test 1e-9.

Origin: scipy.linalg.orthogonal_procrustes, numpy.linalg.svd (NumPy 1.24, SciPy 1.10), float64 on values that float32 holds exactly.
"""
import json
import pathlib

import numpy as np
from scipy.linalg import orthogonal_procrustes

rng = np.random.default_rng(20240501)


def exact(x):
    return x.astype(np.float32).astype(np.float64)


def count(values, share):
    return int(np.argmax(np.cumsum(values) >= share * values.sum())) + 1


def case(name, n, d, noise, scales):
    q, _ = np.linalg.qr(rng.standard_normal((d, d)))
    b = exact(rng.standard_normal((n, d)) * scales + 0.5)
    a = exact(b @ q + noise * rng.standard_normal((n, d)))
    w, _ = orthogonal_procrustes(b, a)
    s = np.linalg.svd(a.T @ b, compute_uv=False)
    ac, bc = a - a.mean(0), b - b.mean(0)
    wc, _ = orthogonal_procrustes(bc, ac)
    nre = lambda m: float(np.linalg.norm(b @ m - a) / np.linalg.norm(a))
    return {
        "name": name, "rows": n, "cols": d, "a": a.ravel().tolist(), "b": b.ravel().tolist(),
        "w": w.ravel().tolist(), "wCentred": wc.ravel().tolist(), "singularValues": s.tolist(),
        "nre": nre(w), "nreIdentity": nre(np.eye(d)), "nreCentred": nre(wc),
        "k95": count(s**2, .95), "k99": count(s**2, .99), "k95OfS": count(s, .95), "k99OfS": count(s, .99),
    }


cases = [
    case("little noise", 40, 6, 0.05, np.linspace(3, 0.5, 6)),
    case("much noise", 60, 8, 1.0, np.ones(8)),
    case("steep spectrum", 50, 12, 0.01, 10.0 ** -np.linspace(0, 2, 12)),
]
pathlib.Path(__file__).with_name("procrustes.json").write_text(json.dumps(cases) + "\n")
