// Terms of texts, contexts and edits.
#include "views/shared/term_lists.h"

namespace crosseed::views {

namespace {
QString row(const QString& symbol, const QString& meaning) {
    return "<tr><td>" + symbol + "</td><td>" + meaning + "</td></tr>";
}
const char* const lower = "lower is better";
const char* const neither = "neither; it describes";
const char* const ours = "not in the paper";

QList<Term> editTerms() {
    return {
        {"peak", "Peak of a feature in a sentence", neither, "The highest code of the feature over the words of a sentence, and the word it stands on.",
         "max of <i>c</i> over the counted tokens", "section 5.1, Table 2", row("<i>c</i>", "the feature's code"),
         "[CLS] and [SEP] are shown but do not count unless asked for."},
        {"effect", "Effect of an edit", "negative: the edit weakens the feature",
         "By how much the peak of the feature changes when the sentence is edited, against the peak before.",
         "effect = (peak edited − peak original) / peak original", "section 5.1, Table 2", row("peak", "highest code over the counted tokens"),
         "In A and in B apart. There is none where the feature does not fire in the original. −100 %: it fires on no counted token."},
        {"silent", "Why −100 %", neither,
         "The feature fires on no counted word of the edit. The rank says how far it was from firing at the word that stands for the old peak.",
         "value and rank before TopK; silent where the rank is above K", "section 5.1 explains Table 2", row("K", "features kept a token"),
         "The word that stands for the former peak, or else the strongest one. [CLS] and [SEP] do not count."},
        {"placebo", "Placebo band", neither,
         "What edits do that should not matter: another mark at the end, another name, a synonym. An effect inside the band is no larger than "
         "these.",
         "2.5 % to 97.5 % of the effects of placebo edits", ours, row("placebo", "an edit that keeps the meaning"),
         "Texts in which the placebo finds something to change. The band of a mean is that of means of as many texts."},
        {"mean-effect", "Mean effect of a rule and its interval", neither,
         "One rule, such as “would” to “is” at the beginning, applied to many texts; how much the feature moves on average, and how sure this is.",
         "mean of the effects; 2.5 % and 97.5 % of 10,000 draws of texts", "not in the paper; the effect is that of Table 2",
         row("draw", "the edited texts, drawn again with replacement"), "Texts where the rule matched and the feature fired in the original."},
        {"edit-type", "Edit type", neither, "What kind of change an edit is, suggested from its words: modal swap, mood swap, reposition, directness swap, other.",
         "the first rule that fits the two sentences", "section 5.1, Table 2",
         row("modal", "would, could, should, …") + row("mood", "question or statement"), "English only. A suggestion: your own word stands."},
        {"most-moved", "Most moved features", neither, "Which other features the edit changes most.",
         "mean of A and B of |peak edited − peak original|", ours, row("peak", "highest code over the counted tokens"), "All features of the dictionary."},
    };
}

QList<Term> contextTerms() {
    return {
        {"contexts", "Words in context (KWIC)", neither, "Every place where the feature fires, the word in the middle and its neighbours at both sides.",
         "one line a text, at its peak", "section 5.1", row("strip", "codes of A above, of B below, one scale"),
         "Copies of a text are folded into one line with their number. [CLS] and [SEP] are hidden, with the number hidden."},
        {"bands", "Bands of strength", neither,
         "Lines grouped by their strongest code: five bands of equal width between 0 and the feature's maximum, so that weak firings are seen "
         "beside strong ones. How many lines a band holds differs.",
         "band of a line = share of the maximum: max(<i>c</i><sub>A</sub>, <i>c</i><sub>B</sub>) / maximum", ours,
         row("maximum", "highest code over the counted tokens of both models, in the shown classes"),
         "A band's percentage is of all firing tokens that count, whatever their line's strongest. The page of a feature shows fifths of its lines "
         "instead."},
        {"look-alikes", "Look-alikes that do not fire", neither, "Texts with the same words in which the feature stays silent: they show what it is not.",
         "same word, code 0", ours, row("code", "in A and in B"), "Texts in which the feature fires on no counted token."},
        {"difference", "Difference of the models (|A − B|)", lower, "How much the two models differ on a word.",
         "|<i>c</i><sub>A</sub> − <i>c</i><sub>B</sub>|", ours, row("<i>c</i>", "the feature's code"), "At the word in the middle."},
        {"wordpiece", "Word pieces (WordPiece)", neither,
         "The model reads words it does not know in pieces: “projector” as project + ##or. A word's value here is the highest of its pieces'.",
         "value of a word = max over its pieces", "section 3.2 (BERT)", row("##", "goes on from the piece before"),
         "Tokens are pieces; [CLS] and [SEP] begin and end each text."},
        {"special-tokens", "[CLS] and [SEP]", neither, "Marks that the model puts before and after each text. They often have the strongest code and mean no word.",
         "[CLS] text [SEP]", "section 5.1; token counts of Table B2 leave them out", row("[CLS]", "where the classifier reads"),
         "Seen, not counted, unless asked for."},
    };
}

QList<Term> corpusTerms() {
    return {
        {"corpus-health", "Health of the corpus", neither, "What is wrong with the texts, and what the models will see of them, before time is spent.",
         "counts of texts, by check", ours, row("check", "one line each"), "Every text of the corpus, all splits."},
        {"empty-texts", "Empty texts", lower, "Texts with nothing but blanks.", "number of texts without a letter, digit or mark", ours,
         row("blank", "space, tab, line end"), "All texts."},
        {"copies", "Copies and near copies", lower, "Texts that stand in the corpus more than once, exactly or nearly. They make features look surer than they are.",
         "equal byte for byte; or shared words / all words ≥ .80", ours, row("words", "different words of both texts, letter case aside"),
         "Each text against the earlier ones; short texts only when their words are the same."},
        {"leakage", "Leakage between splits", lower, "Texts of the test or validation split that the models have seen in training. Scores are too high then.",
         "texts of a later split that stand in an earlier one, exactly or nearly", ours, row("order", "train, validation, test"), "Copies counted."},
        {"label-balance", "Balance of the classes", neither, "How many texts each class has. A rare class is learned badly.",
         "texts of the class / labelled texts", "section 4.1", row("class", "the label of a text"), "Labelled texts of all splits together; unlabelled ones are counted apart."},
        {"contradictions", "One text, two classes", lower, "The same text stands in the corpus with different classes.",
         "different texts with more than one class", ours, row("text", "equal byte for byte"), "Each text once."},
        {"cut-texts", "Texts that are cut", lower, "Texts longer than the model reads; what lies beyond is not seen.",
         "tokens, [CLS] and [SEP] included, > maximum length", "Appendix A, Table A1", row("maximum length", "128 tokens in the paper"), "All texts; the share is of texts."},
        {"unknown-pieces", "Unknown pieces ([UNK])", lower, "Words for which the model has no pieces at all, so that it reads a blank in their place.",
         "[UNK] / all tokens", ours, row("[UNK]", "unknown"), "Tokens without [CLS] and [SEP]."},
        {"encoding", "Bytes that are no text", lower, "Bytes that do not fit the encoding; they are shown as marks.", "number of texts with such bytes",
         ours, row("encoding", "how bytes stand for letters: UTF-8, Windows-1252, …"), "All texts."},
        {"accuracy", "Accuracy of a model", "higher is better", "The share of texts to which the model gives the right class.",
         "right / all", "section 4", row("right", "the predicted class is the text's"), "Labelled texts of the split."},
        {"politeness-quartiles", "Classes by quartiles", neither, "A score is cut into classes: the lowest quarter, the middle, the highest quarter.",
         "below the 25 % quantile, between, above the 75 % quantile", "section 4.1", row("quantile", "within each community's file"), "Texts with a score."},
    };
}
} // namespace

QList<Term> textTerms() {
    return editTerms() + contextTerms() + corpusTerms();
}

} // namespace crosseed::views
