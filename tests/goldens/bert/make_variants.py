"""Writes tiny_half_sharded/ and tiny_bfloat/: the model of tiny/ as transformers saves it in float16, cut into shards, and in
bfloat16; and variants_expected.safetensors: the logits of each [B, C], computed in float32 from the rounded weights on the texts of
tiny_expected.safetensors, each run alone. Origin: torch 1.13, transformers 4.30.2. Tolerance in the test: 1e-5, as for tiny.

    make_variants.py                       as above
    make_variants.py MODEL_FOLDER OUT      the same of another BERT (MiniLM, say) into the folder OUT, not for this repository:
                                           compared by tst_model_weights where CROSSEED_MODEL_VARIANTS names OUT
"""
import pathlib
import shutil
import sys

import torch
from safetensors.numpy import load_file, save_file
from transformers import BertForSequenceClassification

here = pathlib.Path(__file__).parent
source, out = (pathlib.Path(p) for p in sys.argv[1:]) if len(sys.argv) > 1 else (here / "tiny", here)
golden = load_file(here / "tiny_expected.safetensors")
texts = [golden["ids"][a:b].tolist() for a, b in zip(golden["starts"], golden["starts"][1:])]
expected = {}
for name, dtype, shard in [("tiny_half_sharded", torch.float16, "10KB"), ("tiny_bfloat", torch.bfloat16, "10GB")]:
    if len(sys.argv) > 1 and shard == "10KB":
        shard = "10MB"
    torch.manual_seed(7)  # of a head that the folder may lack
    model = BertForSequenceClassification.from_pretrained(source, num_labels=3).to(dtype)
    model.config._name_or_path = ""  # else the folder that it came from would stand in config.json
    shutil.rmtree(out / name, ignore_errors=True)
    model.save_pretrained(out / name, safe_serialization=True, max_shard_size=shard)
    model = model.float().eval()
    with torch.no_grad():
        expected[name] = torch.cat([model(torch.tensor([text])).logits for text in texts]).numpy()
    print(name, sorted(p.name for p in (out / name).iterdir()))
save_file(expected, out / "variants_expected.safetensors")
