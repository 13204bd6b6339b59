"""Writes scores.json: confusion matrices, accuracy and macro-F1 as scikit-learn computes them.

Made with scikit-learn and numpy as named in the file. Macro-F1 is over the classes that are labelled or predicted, which is
scikit-learn's own choice when it is given no list of labels. Run: python make_scores.py > scores.json
"""
import json

import numpy
import sklearn
from sklearn.metrics import accuracy_score, confusion_matrix, f1_score

rng = numpy.random.default_rng(20)
cases = []
for classes, texts, present in [(2, 40, 2), (4, 300, 4), (5, 60, 3), (3, 7, 1)]:
    labels = rng.integers(0, present, texts)
    logits = rng.normal(size=(texts, classes)).round(3)
    logits[:, present:] -= 5  # absent classes are hardly predicted
    logits[numpy.arange(texts), labels] += 0.8
    predicted = logits.argmax(axis=1)
    cases.append({
        "classes": classes,
        "labels": labels.tolist(),
        "logits": logits.round(3).tolist(),
        "confusion": confusion_matrix(labels, predicted, labels=range(classes)).tolist(),
        "accuracy": accuracy_score(labels, predicted),
        "macro_f1": f1_score(labels, predicted, average="macro"),
    })
print(json.dumps({"scikit-learn": sklearn.__version__, "numpy": numpy.__version__, "cases": cases}))
