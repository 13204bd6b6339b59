"""Makes sae_goldens.safetensors: losses and gradients of a small SAE, written from the method's text in PyTorch, float64.

Run once with PyTorch 1.13 and safetensors; the result is kept beside this file. Tolerance of the test: 1e-4 of the largest
entry of each gradient and 1e-5 relative for losses, since the program computes in float32.

Two models' activations h_A, h_B of T tokens, a rotation W (rows are tokens: h_B W), one shared SAE. Each case has other
switches. Terms: local, cross and auxiliary losses; total = local + lambda_cross cross + auxiliary / 32.
"""
import json
import pathlib

import torch
from safetensors.torch import save_file

torch.manual_seed(5)
D, F, K, T, K_AUX = 16, 64, 4, 24, 8
rand = lambda *shape: torch.randn(*shape, dtype=torch.float64).float().double()

h_a, h_b = rand(T, D), rand(T, D)
rotation = torch.linalg.qr(rand(D, D))[0]
w_enc, w_dec = 0.3 * rand(F, D), rand(D, F)
b_enc, b_dec = 0.05 * rand(F), 0.1 * rand(D)
w_enc, w_dec, b_enc, b_dec = (x.float().double() for x in (w_enc, w_dec, b_enc, b_dec))
few_dead = torch.zeros(F, dtype=torch.bool)
few_dead[[3, 17, 40, 41, 63]] = True
many_dead = torch.zeros(F, dtype=torch.bool)
many_dead[::3] = True

CASES = [
    dict(name="unit_undone", normalisation="unit", undo=True, relu=False, cross="mean", lam=1.0, dead="few"),
    dict(name="unit_kept", normalisation="unit", undo=False, relu=False, cross="sum", lam=2.0, dead="many"),
    dict(name="l2_relu", normalisation="l2", undo=True, relu=True, cross="sum", lam=0.5, dead="many"),
    dict(name="layernorm", normalisation="layernorm", undo=True, relu=False, cross="mean", lam=1.0, dead="many"),
    dict(name="plain_none_dead", normalisation="none", undo=True, relu=False, cross="mean", lam=1.0, dead="none"),
]


def statistics(x, kind):
    if kind == "unit":
        return torch.zeros(T, 1).double(), x.norm(dim=1, keepdim=True)
    if kind == "l2":
        return torch.zeros(T, 1).double(), x.norm(dim=1, keepdim=True) / D**0.5
    if kind == "layernorm":
        return x.mean(1, keepdim=True), (x.var(1, unbiased=False, keepdim=True) + 1e-5).sqrt()
    return torch.zeros(T, 1).double(), torch.ones(T, 1).double()


def run(case):
    enc, dec, benc, bdec = (x.clone().requires_grad_(True) for x in (w_enc, w_dec, b_enc, b_dec))
    atoms = torch.nn.functional.normalize(dec, dim=0)
    dead = {"few": few_dead, "many": many_dead, "none": torch.zeros(F, dtype=torch.bool)}[case["dead"]]
    local, aux, codes = 0.0, torch.zeros((), dtype=torch.float64), []
    for x in (h_a, h_b @ rotation):
        shift, scale = statistics(x, case["normalisation"])
        pre = (x - shift) / scale @ enc.T + benc
        mask = torch.zeros_like(pre).scatter_(1, pre.topk(K, dim=1).indices, 1.0)
        c = pre * mask
        if case["relu"]:
            c = c.clamp(min=0)
        x_hat = c @ atoms.T + bdec
        if case["undo"]:
            x_hat = x_hat * scale + shift
        local = local + ((x_hat - x) ** 2).mean() / 2
        codes.append(c)
        k = min(K_AUX, int(dead.sum()))
        if k:
            chosen = pre.masked_fill(~dead, float("-inf")).topk(k, dim=1).indices
            c_aux = pre * torch.zeros_like(pre).scatter_(1, chosen, 1.0)
            r_hat = c_aux @ atoms.T
            if case["undo"]:
                r_hat = r_hat * scale
            aux = aux + (((x - x_hat).detach() - r_hat) ** 2).mean() / 2
    cross = ((codes[0] - codes[1]) ** 2).sum() / (T * (F if case["cross"] == "mean" else 1))
    total = local + case["lam"] * cross + aux / 32
    total.backward()
    losses = torch.stack([local.detach(), cross.detach(), aux.detach(), total.detach()])
    return {
        "losses": losses,
        "W_enc": enc.grad.float(),
        "b_enc": benc.grad.float(),
        "W_dec": dec.grad.float().contiguous(),
        "b_dec": bdec.grad.float(),
    }


out = {"h_A": h_a, "h_B": h_b, "in_W_enc": w_enc, "in_b_enc": b_enc, "in_W_dec": w_dec, "in_b_dec": b_dec}
out = {name: value.float().contiguous() for name, value in out.items()}
out["W"] = rotation.contiguous()
out["dead_few"] = few_dead.nonzero().flatten()
out["dead_many"] = many_dead.nonzero().flatten()
out["dead_none"] = torch.zeros(0, dtype=torch.int64)
for case in CASES:
    out.update({f"{case['name']}.{key}": value for key, value in run(case).items()})
here = pathlib.Path(__file__).parent
save_file(out, here / "sae_goldens.safetensors", metadata={"cases": json.dumps(CASES), "k": str(K), "k_aux": str(K_AUX)})
