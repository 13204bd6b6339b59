// Terms of one feature and of a run's figures.
#include "views/shared/term_lists.h"

namespace crosseed::views {

namespace {
QString row(const QString& symbol, const QString& meaning) {
    return "<tr><td>" + symbol + "</td><td>" + meaning + "</td></tr>";
}
const char* const higher = "higher is better";
const char* const lower = "lower is better";
const char* const neither = "neither; it describes";

QList<Term> likenessTerms() {
    return {
        {"r", "Alikeness of the codes (r)", higher,
         "How well the strength of a feature in model A goes with its strength in model B, row by row. 1: the same pattern; 0: no "
         "connection; below 0: one rises where the other falls.",
         "<i>r</i> = Σ (<i>a</i> − ā)(<i>b</i> − b̄) / √( Σ (<i>a</i> − ā)² · Σ (<i>b</i> − b̄)² )", "section 4 and 5, Table 1",
         row("<i>a</i>, <i>b</i>", "the feature's code in A and in B on the same row") + row("ā, b̄", "their means over all rows"),
         "All rows of the split, those where the feature is silent included. A feature without any variance has no r and is left "
         "out, not counted as 0."},
        {"r-interval", "How sure r is (95 % interval)", "narrower is surer",
         "Where r would fall if the texts had been others of the same kind. Whole texts are drawn again with replacement, since the "
         "words of one text are not independent.",
         "2.5 % and 97.5 % quantile of <i>r</i> over 1,000 draws of as many texts as there are", "not in the paper; section 4 has r",
         row("draw", "the texts of the split, each drawn again with replacement"),
         "Draws in which the feature has no variance do not count; with fewer than half of them left there is no interval."},
        {"universal", "Universal features (Univ.)", higher,
         "Features that both models use and use alike: active in A and in B, with an r of at least the threshold.",
         "active in A and in B, and <i>r</i> ≥ .70", "section 5, Table 1",
         row("<i>r</i>", "alikeness of the codes"),
         "Counted among features active in both. Read it beside the share, the dead features and the explained variance."},
        {"universal-share", "Share of universal features (Univ. %)", higher,
         "How many of the features that both models use are universal. A high share can come from a dictionary that is mostly dead.",
         "Univ. % = 100 · universal / active in both", "section 5, Table 1",
         row("active in both", "firing on 10 rows or more in A and in B"),
         "Of the features active in both, not of the whole dictionary. A table of several pairs averages the pairs' percentages."},
        {"threshold", "Threshold of r", neither,
         "From which r on a feature counts as universal. Moving the line changes the table, the count and the controls at once; nothing "
         "is computed again.",
         "<i>r</i> ≥ threshold; the paper's is .70", "section 5, Table A1", row("<i>r</i>", "alikeness of the codes"),
         "Only features active in both can pass."},
        {"controls", "Controls behind the histogram", neither,
         "The same count under rotations that should not work: none, one fitted on shuffled tokens, random ones. What they reach is what "
         "chance and the shared beginning of the models reach.",
         "universal features under identity, mismatched and random rotations", "Appendix D, Table D4",
         row("identity", "no rotation") + row("mismatched", "fitted on shuffled tokens") + row("random", "drawn at random"),
         "Each control is a joint SAE of its own, trained as the true one, with λ<sub>cross</sub> = 0."},
        {"top10", "Alikeness of the ten strongest (top-10 r)", higher,
         "Mean r of the ten features that fire most strongly in both models together.",
         "mean <i>r</i> of the first 10 by (mean <i>a</i> + mean <i>b</i>) / 2", "section 5, Table 1",
         row("mean <i>a</i>, mean <i>b</i>", "mean code over all rows in A and in B"),
         "Features active in both; of all of them where there are fewer than 10."},
        {"top100", "Alikeness of the hundred strongest (top-100 r)", higher,
         "Mean r of the hundred features that fire most strongly in both models together.",
         "mean <i>r</i> of the first 100 by (mean <i>a</i> + mean <i>b</i>) / 2", "section 5, Table 1",
         row("mean <i>a</i>, mean <i>b</i>", "mean code over all rows in A and in B"),
         "Features active in both; of all of them where there are fewer than 100."},
    };
}

QList<Term> activityTerms() {
    return {
        {"feature", "Feature", neither,
         "One of the patterns that the SAE has learned to tell apart. With one SAE for both models a feature has one number in A and in B.",
         "<i>c</i><sub>j</sub>, the <i>j</i>-th code; <i>d</i><sub>j</sub>, its direction in the model", "section 3 and 5.1",
         row("<i>j</i>", "the number, from 0") + row("<i>d</i><sub>j</sub>", "column <i>j</i> of the decoder"),
         "Every feature of the dictionary, dead ones included."},
        {"active", "Active", neither, "A feature that a model really uses: it fires on enough rows.",
         "fires on ≥ 10 rows", "section 5, Table A1", row("fires", "its code is not 0: it is among the K largest of the token"),
         "Rows are the tokens of the split, or its texts where the result is mean-pooled."},
        {"active-both", "Active in both", neither, "Features that both models use. Only these can be universal.",
         "fires on ≥ 10 rows in A and on ≥ 10 rows in B", "section 5, Table 1", row("fires", "its code is not 0"),
         "The denominator of the share of universal features."},
        {"active-rows", "Active rows", neither, "On how many rows the feature fires. An r that rests on few rows is a weak one.",
         "number of rows with a code that is not 0", "section 5, Table A1", row("row", "a token; a text where mean-pooled"),
         "All tokens but padding; [CLS] and [SEP] are rows too."},
        {"density", "How often it fires (density)", neither,
         "On what share of the tokens the feature fires. A dense feature says little about any one word.",
         "density = tokens on which it fires / all tokens", "section 3.2", row("fires", "its code is not 0"),
         "All tokens of the split but padding."},
        {"maximum", "Highest code (max)", neither, "The strongest code of the feature in this split. Strips are drawn up to it.",
         "max of <i>c</i> over all rows", "section 5.1, Table 2", row("<i>c</i>", "the feature's code"),
         "All tokens but padding. Codes of two runs are not on one scale."},
        {"strength", "Strength, for the rank", neither,
         "What features are ranked by: how strongly a feature fires on average in both models.",
         "(mean <i>c</i><sub>A</sub> + mean <i>c</i><sub>B</sub>) / 2", "section 5, Table 1",
         row("mean <i>c</i>", "mean code over all rows, zeros included"), "Among features active in both; rank 1 is the strongest."},
        {"dead", "Dead features", lower,
         "Features of the dictionary that are hardly ever used. The headline counts those dead in both models.",
         "dead % = 100 · features on fewer than 10 rows / <i>F</i>", "section 4, Table 1",
         row("<i>F</i>", "size of the dictionary"),
         "Of the whole dictionary. Given apart for A, B, both and either; the paper's figures fit “in both”."},
        {"top-word", "Words it fires on", neither, "The words on which the feature peaks, strongest first; letter case aside.",
         "per text the word with the highest max(<i>c</i><sub>A</sub>, <i>c</i><sub>B</sub>)", "section 5.1",
         row("<i>c</i>", "the feature's code"), "One peak a text. [CLS] and [SEP] do not count unless asked for."},
        {"class-association", "Class it goes with", "higher: bound more to one class",
         "In the texts of which class the feature fires most on average, and how large this class's part is.",
         "share = mean of the class / Σ of all classes' means; η² = variance between classes / whole variance", "not in the paper",
         row("η²", "share of the texts' variance that lies between classes"),
         "Means over tokens; η² and its test over texts, one value each. Texts without a class do not count. p is not corrected for the "
         "number of features looked at."},
        {"histogram", "Two small histograms", neither,
         "How the feature's codes are spread, A upward and B downward, both on one scale from 0 to its highest code.",
         "counts of codes that are not 0, in equal bins", "not in the paper", row("height", "the fullest bin of either model is full height"),
         "Only rows on which it fires."},
        {"repeated-text", "Rests on few or on one repeated text", neither,
         "A high r can come from a handful of rows, or from one sentence that stands in the corpus again and again. Look before you "
         "trust it.",
         "few active rows, or most firings in copies of one text", "not in the paper", row("copy", "a text equal byte for byte"),
         "Active rows in A and in B; copies are counted once when texts are compared."},
    };
}

QList<Term> runTerms() {
    return {
        {"explained-variance", "Explained variance (EV)", higher,
         "How much of the model's activations the SAE gives back. 1: all of it; 0: no better than the mean.",
         "EV = 1 − Σ‖<i>x</i> − x̂‖² / Σ‖<i>x</i> − x̄‖²", "not given in the paper; its loss is Eq. 5",
         row("<i>x</i>, x̂", "activation of a token and its reconstruction") + row("x̄", "mean activation of the split"),
         "Pooled over all tokens of the split, never averaged token by token; A and B apart."},
        {"accuracy-change", "Accuracy lost with the SAE (Acc. change)", "lower is better; below 0 is a gain",
         "How many percentage points of accuracy the classifier loses when the SAE's reconstruction takes the place of layer L.",
         "accuracy clean − accuracy with the SAE, in points", "section 4, Table 1",
         row("clean", "the model as it is"), "All labelled texts of the split; the mean of A and B."},
        {"flipped", "Changed predictions", lower, "Texts to which the model gives another class once the SAE is put in.",
         "number of texts with another predicted class", "not in the paper", row("class", "the one with the highest probability"),
         "All texts of the split, A and B apart. Gains and losses of accuracy can hide many of them."},
        {"l0", "Codes a token (L0)", neither, "How many features fire on a token on average; at most K.",
         "mean number of codes that are not 0", "section 3.2", row("K", "the features TopK keeps"), "All tokens of the split."},
        {"per-token", "Per token or mean-pooled", neither,
         "What one row is: each token, or each text with the mean of its tokens' codes. The choice changes the numbers more than any "
         "other, so that two choices never share a table.",
         "per token: <i>N</i> rows; mean-pooled: one row a text, mean of its codes", "section 5; Appendix C, Table C3",
         row("<i>N</i>", "tokens of the split without padding"),
         "Mean-pooled, a feature is active where it fires anywhere in the text: more features count, and r is higher."},
    };
}
} // namespace

QList<Term> featureTerms() {
    return likenessTerms() + activityTerms() + runTerms();
}

} // namespace crosseed::views
