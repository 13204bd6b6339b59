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
ours = scipy.sparse.load_npz(codes)
if layout == "saelens":
    from sae_lens import SAE

    sae = SAE.load_from_disk(folder)
    print(type(sae).__name__, sae.cfg.normalize_activations, "k", sae.cfg.k)
else:
    from sparsify import SparseCoder

    sae = SparseCoder.load_from_disk(folder)
    print(type(sae).__name__, "k", sae.cfg.k)


def computed(rows):
    if layout == "saelens":
        found = sae.encode(rows)
        return found, sae.decode(found)
    top = sae.encode(rows)
    found = torch.zeros(rows.shape[0], sae.num_latents).scatter_(-1, top.top_indices, top.top_acts)
    return found, found @ sae.W_dec + sae.b_dec  # what its decode computes; that itself needs a GPU


largest, swapped, squares = 0.0, 0, 0.0
with torch.no_grad():
    for first in range(0, hidden.shape[0], 2000):
        rows = hidden[first : first + 2000]
        mine = torch.from_numpy(ours[first : first + 2000].toarray())
        theirs, reconstruction = computed(rows)
        both = (theirs != 0) & (mine != 0)
        largest = max(largest, float((theirs - mine).abs()[both].max()))
        swapped += int(((theirs != 0) != (mine != 0)).sum())  # the k-th and the next one are equal but for rounding
        squares += float(((rows - reconstruction).double() ** 2).sum())
variance = 1 - squares / float(((hidden - hidden.mean(0)).double() ** 2).sum())
print(f"{hidden.shape[0]} rows, {ours.nnz} codes: largest difference of a code that both have {largest:.3g}, codes in one only {swapped}")
print(f"explained variance of its reconstruction {variance:.6f}")
