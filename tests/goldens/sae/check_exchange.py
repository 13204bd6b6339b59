"""Reads exported SAEs with the loaders of SAELens and sparsify themselves and compares what they compute with the codes and
reconstructions of Crosseed. Not run by the tests: it needs those packages (pip install sae-lens eai-sparsify; made with sae-lens 6.54.12
and eai-sparsify 1.3.3).

    python check_exchange.py saelens|sparsify FOLDER ACTIVATIONS.safetensors CODES.npz [ROTATION.safetensors] [--unit]

ACTIVATIONS is a project's file of the model's hidden states ("hidden" [N, D]), CODES what `crosseed export --what codes --model A|B` wrote
for the same tokens. --unit: the folder was written with --preprocessed for rows of length 1.
"""
import sys

import numpy as np
import scipy.sparse
import torch
from safetensors.torch import load_file

layout, folder, activations, codes = sys.argv[1:5]
hidden = load_file(activations)["hidden"].float()
if "--unit" in sys.argv:
    hidden = hidden / hidden.norm(dim=-1, keepdim=True)
ours = torch.from_numpy(scipy.sparse.load_npz(codes).toarray())
if layout == "saelens":
    from sae_lens import SAE

    sae = SAE.load_from_disk(folder)
    with torch.no_grad():
        theirs = sae.encode(hidden)
        reconstruction = sae.decode(theirs)
    print(type(sae).__name__, sae.cfg.normalize_activations, "k", sae.cfg.k)
else:
    from sparsify import SparseCoder

    sae = SparseCoder.load_from_disk(folder)
    with torch.no_grad():
        top = sae.encode(hidden)
        theirs = torch.zeros_like(ours).scatter_(-1, top.top_indices, top.top_acts)
        reconstruction = theirs @ sae.W_dec + sae.b_dec  # what its decode computes; that itself needs a GPU
    print(type(sae).__name__, "k", sae.cfg.k)
difference = (theirs - ours).abs()
print(f"{hidden.shape[0]} rows, {int((ours != 0).sum())} codes: largest difference of a code {difference.max():.3g}, "
      f"codes in one only {int(((theirs != 0) != (ours != 0)).sum())}")
variance = 1 - ((hidden - reconstruction) ** 2).sum() / ((hidden - hidden.mean(0)) ** 2).sum()
print(f"explained variance of its reconstruction {variance:.6f}")
