"""Makes alignment_study.json: sample sizes, halves and held-out errors of small drawn samples. Run once; tolerance in the test 1e-9,
since both work in float64 on values that float32 holds exactly and no product is near-singular.

Origin: scipy.linalg.orthogonal_procrustes, numpy.linalg.svd (NumPy 1.24, SciPy 1.10). The halves are drawn here and are not
Crosseed's: the test asks for the same quantities of these halves through sample sizes and held-out texts.
"""
import json
import pathlib

import numpy as np
from scipy.linalg import orthogonal_procrustes

rng = np.random.default_rng(20240511)


def exact(x):
    return x.astype(np.float32).astype(np.float64)


def count(values, share):
    return int(np.argmax(np.cumsum(values) >= share * values.sum())) + 1


def nre(a, b, w):
    return float(np.linalg.norm(b @ w - a) / np.linalg.norm(a))


def centred(x):
    return x - x.mean(0)


def case(name, d, lengths, held_lengths, sizes, noise):
    n, held = sum(lengths), sum(held_lengths)
    q, _ = np.linalg.qr(rng.standard_normal((d, d)))
    b = exact(rng.standard_normal((n + held, d)) * np.linspace(2, 0.5, d) + 0.7)
    a = exact(b @ q + noise * rng.standard_normal((n + held, d)))
    sa, sb, ha, hb = a[:n], b[:n], a[n:], b[n:]
    w = orthogonal_procrustes(sb, sa)[0]
    wc = orthogonal_procrustes(centred(sb), centred(sa))[0]
    w_all = orthogonal_procrustes(b, a)[0]
    s = np.linalg.svd(sa.T @ sb, compute_uv=False)
    sc = np.linalg.svd(centred(sa).T @ centred(sb), compute_uv=False)
    points = []
    for m in sizes:
        wm = orthogonal_procrustes(sb[:m], sa[:m])[0]
        wmc = orthogonal_procrustes(centred(sb[:m]), centred(sa[:m]))[0]
        points.append({
            "tokens": m, "nre": nre(sa, sb, wm), "nreHeldOut": nre(ha, hb, wm), "distance": float(np.linalg.norm(wm - w)),
            "centredNre": nre(sa, sb, wmc), "centredNreHeldOut": nre(ha, hb, wmc),
            "centredDistance": float(np.linalg.norm(wmc - wc)),
        })
    fit = lambda m, s: {
        "nre": nre(sa, sb, m), "nreHeldOut": nre(ha, hb, m), "nreCentredRows": nre(centred(sa), centred(sb), m),
        "k95": count(s**2, .95), "k99": count(s**2, .99), "k95OfS": count(s, .95), "k99OfS": count(s, .99),
        "singularValues": s.tolist(),
    }
    return {
        "name": name, "cols": d, "lengths": lengths, "heldLengths": held_lengths, "sizes": sizes,
        "a": a.ravel().tolist(), "b": b.ravel().tolist(), "plain": fit(w, s), "centred": fit(wc, sc), "points": points,
        "centredFromPlain": float(np.linalg.norm(w - wc)), "distanceToAll": float(np.linalg.norm(w - w_all)),
        "nreIdentity": nre(sa, sb, np.eye(d)), "nreIdentityHeldOut": nre(ha, hb, np.eye(d)),
    }


cases = [
    case("little noise", 5, [3, 7, 1, 9, 12, 4, 8, 6], [5, 2, 8], [10, 20, 35], 0.05),
    case("much noise", 7, [20, 11, 9, 5, 15], [6, 13], [12, 40], 1.0),
]
pathlib.Path(__file__).with_name("alignment_study.json").write_text(json.dumps(cases) + "\n")
