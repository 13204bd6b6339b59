"""Small SAEs that SAELens and sparsify saved themselves, with what they compute of a few rows. Made with sae-lens 6.54.12 (torch 2.15.0)
and eai-sparsify 1.3.3; sparsify's decode needs a GPU and is written out. Codes and reconstructions agree to 2e-6: float32 sums in another
order.

    python make_exchange_goldens.py saelens|sparsify FOLDER    once in an environment of each
"""
import json
import pathlib
import sys

import torch
from safetensors.torch import save_file

which, out = sys.argv[1], pathlib.Path(sys.argv[2])
torch.manual_seed(7)
rows = torch.randn(12, 6) * 3


def random_weights(sae):
    with torch.no_grad():
        for parameter in sae.parameters():
            parameter.copy_(torch.randn_like(parameter) * 0.6)


def keep(folder, codes, reconstruction):
    save_file({"rows": rows, "codes": codes.contiguous(), "reconstruction": reconstruction.contiguous()}, folder / "computed.safetensors")


if which == "saelens":
    from sae_lens import SAE

    options = {"d_in": 6, "d_sae": 16, "apply_b_dec_to_input": True}
    topk = {"architecture": "topk", "k": 4, "rescale_acts_by_decoder_norm": True}
    for name, more in {
        "topk": topk | {"normalize_activations": "none"},
        "topk_normalised": topk | {"normalize_activations": "constant_norm_rescale"},
        "standard": {"architecture": "standard", "normalize_activations": "none"},
    }.items():
        sae = SAE.from_dict(options | more)
        random_weights(sae)
        folder = out / ("saelens_" + name)
        folder.mkdir(parents=True, exist_ok=True)
        sae.save_model(folder)
        with torch.no_grad():
            codes = sae.encode(rows)
            keep(folder, codes, sae.decode(codes))
else:
    from sparsify import SparseCoder
    from sparsify.config import SparseCoderConfig

    sae = SparseCoder(6, SparseCoderConfig(num_latents=16, k=4))
    random_weights(sae)
    sae.set_decoder_norm_to_unit_norm()
    folder = out / "sparsify"
    sae.save_to_disk(folder)
    with torch.no_grad():
        top = sae.encode(rows)
        codes = torch.zeros(12, 16).scatter_(-1, top.top_indices, top.top_acts)
        keep(folder, codes, codes @ sae.W_dec + sae.b_dec)
