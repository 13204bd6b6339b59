// Terms of the SAE, its losses and the conditions.
#include "views/shared/term_lists.h"

namespace crosseed::views {

namespace {
QString row(const QString& symbol, const QString& meaning) {
    return "<tr><td>" + symbol + "</td><td>" + meaning + "</td></tr>";
}
const char* const lower = "lower is better";
const char* const neither = "neither; it describes";

QList<Term> saeTerms() {
    return {
        {"sae", "Sparse autoencoder (SAE)", neither,
         "Writes each token's activation as a sum of a few features out of a large dictionary. Here one SAE reads both models.",
         "<i>c</i> = TopK(<i>W</i><sub>enc</sub><i>x</i> + <i>b</i><sub>enc</sub>), x̂ = <i>W</i><sub>dec</sub><i>c</i> + <i>b</i><sub>dec</sub>",
         "section 3.1 and 3.2, Fig. 1",
         row("<i>x</i>", "the token's activation, rotated and normalised") + row("<i>c</i>", "its codes, one a feature") +
             row("x̂", "the reconstruction"),
         "All tokens but padding."},
        {"code", "Code (activation of a feature)", neither, "How strongly a feature fires on a token; 0 where it is not among the K largest.",
         "<i>c</i><sub>j</sub> = value before TopK where it is among the K largest, else 0", "section 3.2",
         row("<i>j</i>", "number of the feature"), "Without the ReLU a code can be negative; that, too, is firing."},
        {"topk", "TopK and its K", neither, "Of all features only the K with the largest values keep theirs on a token; the others are 0.",
         "keep the K largest of <i>W</i><sub>enc</sub><i>x</i> + <i>b</i><sub>enc</sub>", "section 3.1 and 3.2, Table A1",
         row("K", "32 in the paper"), "Each token by itself."},
        {"rank-before-topk", "Rank before TopK", neither,
         "Where a feature stood among all features of the token before the K largest were taken. 47th of 32: just outside, and so silent.",
         "1 + number of features with a larger <i>W</i><sub>enc</sub><i>x</i> + <i>b</i><sub>enc</sub>", "section 3.2; explains Table 2",
         row("K", "the last rank that is kept"), "All features of the dictionary at that token."},
        {"dictionary", "Dictionary", neither, "All features that the SAE has, used or not.", "<i>F</i> features; 6,144 in the paper",
         "section 3.2, Table A1", row("<i>F</i>", "size of the dictionary"), "Dead features are part of it."},
        {"layer", "Layer", neither,
         "Where in the model the SAE reads. Counted from 0 and, in brackets, from 1. One layer must come after it.",
         "output of encoder layer <i>L</i>; the next is <i>L</i> + 1", "section 6, Table A1", row("<i>L</i>", "10 in the paper, the 11th of 12"),
         "The last layer but one unless set otherwise."},
        {"normalisation", "Normalisation of the input", neither,
         "Activations are rotated, then brought to one length before the SAE reads them. Whether this is undone afterwards decides much of "
         "the SAE's character.",
         "unit: <i>x</i> / ‖<i>x</i>‖", "section 3.2", row("unit", "length 1") + row("l2", "length √<i>D</i>"),
         "Losses always compare in the model's own units."},
        {"learning-rate", "Learning rate", neither,
         "How large the steps of training are. It rises at first, then falls to 0 along half a cosine.",
         "linear to the highest rate over the warm-up, then cosine to 0", "Appendix A, Table A1", row("warm-up", "the first tenth of the steps"),
         "5 · 10⁻⁵ in the paper."},
        {"dead-training", "Dead while training", lower, "Features that fired in neither model for a while. The auxiliary loss tries to wake them.",
         "silent in A and in B for so many tokens", "section 3.2, Fig. 2", row("so many", "one epoch's tokens unless set otherwise"),
         "Of the whole dictionary; another measure than the dead features of an evaluation."},
    };
}

QList<Term> lossTerms() {
    const QString m = row("MSE<sub>M</sub>", "mean squared error over tokens but padding");
    return {
        {"loss", "Whole loss (L)", lower, "What training makes small: the sum of five terms, each with its weight.",
         "L = L<sub>KL</sub> + 1.5 L<sub>DS</sub> + L<sub>local</sub> + λ<sub>cross</sub> L<sub>cross</sub> + λ<sub>aux</sub> L<sub>aux</sub>",
         "Eq. 2", row("λ<sub>cross</sub>", "1 in the paper") + row("λ<sub>aux</sub>", "1/32 in the paper"),
         "Curves show each term times its weight, so that they add up."},
        {"loss-kl", "Loss of the output (L_KL, weight 1)", lower,
         "How much the class probabilities change when the SAE's reconstruction takes the place of the activations.",
         "½ [ <i>D</i><sub>KL</sub>(softmax <i>g</i><sub>A</sub> ‖ softmax ĝ<sub>A</sub>) + the same of B ]", "Eq. 3",
         row("<i>g</i>, ĝ", "scores of the classes, clean and with the SAE"), "One value a text; the mean of A and B; clean first."},
        {"loss-ds", "Loss one layer on (L_DS, weight 1.5)", lower,
         "How much the next layer's activations change when the SAE is put in.",
         "½ [ MSE(ĥ<sub>A</sub><sup>(L+1)</sup>, <i>h</i><sub>A</sub><sup>(L+1)</sup>) + the same of B ]", "Eq. 4",
         row("<i>h</i><sup>(L+1)</sup>", "activations after layer L + 1"),
         "Tokens but padding unless switched; the paper's formula has no mask. The mean of A and B."},
        {"loss-local", "Loss of the reconstruction (L_local, weight 1)", lower,
         "How far the reconstruction is from the activation itself.",
         "½ [ MSE<sub>M</sub>(ĥ<sub>A</sub>, <i>h</i><sub>A</sub>) + MSE<sub>M</sub>(ĥ<sub>B</sub>, <i>h</i><sub>B</sub><i>W</i>) ]", "Eq. 5",
         m + row("<i>h</i><sub>B</sub><i>W</i>", "B's activation, rotated"), "Tokens but padding; the mean of A and B."},
        {"loss-cross", "Loss between the models (L_cross, weight 1 in the paper)", lower,
         "How far the codes of A and of B on the same token are apart.", "MSE<sub>M</sub>(<i>c</i><sub>A</sub>, <i>c</i><sub>B</sub>)", "Eq. 6",
         m + row("<i>c</i>", "codes"), "Averaged over all features, so that it is tiny beside the others; a switch sums instead."},
        {"loss-aux", "Loss of the dead features (L_aux, weight 1/32)", lower,
         "What the dead features could add: the strongest 512 of them try to explain what the reconstruction leaves over.",
         "½ [ MSE<sub>M</sub>(r̂<sub>A</sub>, <i>h</i><sub>A</sub> − ĥ<sub>A</sub>) + MSE<sub>M</sub>(r̂<sub>B</sub>, "
         "<i>h</i><sub>B</sub><i>W</i> − ĥ<sub>B</sub>) ]", "Eq. 7", m + row("r̂", "reconstruction by the dead features alone"),
         "Dead features only, without ReLU; 0 where none is dead."},
    };
}

QList<Term> conditionTerms() {
    const QString paper = "section 5, Table 1";
    const QString all = "Evaluated per token or mean-pooled, on the same texts as the others.";
    const QString sae = row("SAE", "sparse autoencoder");
    const auto condition = [&](int number, const QString& title, const QString& plain, const QString& how) {
        return Term{QString("condition-%1").arg(number), QString("%1 (condition %2)").arg(title).arg(number), neither, plain, how, paper, sae, all};
    };
    return {
        {"conditions", "Conditions", neither, "Six ways to get features of two models, from two SAEs that know nothing of each other to the full method.",
         "1 index, 2 matched, 3 matched with rotation, 4 joint, 5 joint with rotation, 6 full", paper, sae,
         "Each over the same pairs; mean and s.d. over pairs."},
        condition(1, "Two SAEs, by number", "Each model has its own SAE; feature j of A is compared with feature j of B. The numbers mean nothing, "
                  "so that r near 0 is expected.", "independent SAEs, index"),
        condition(2, "Two SAEs, matched", "The same SAEs, but each feature of A gets the partner in B that suits best, one to one.",
                  "independent SAEs, one-to-one matching of greatest total <i>r</i>"),
        condition(3, "Two SAEs, rotated, matched", "As condition 2, with B's activations rotated onto A's first. Literally B's SAE reads what it "
                  "never saw; the fair way reads both with A's.", "independent SAEs + <i>W</i>, matched"),
        condition(4, "One SAE, no rotation", "One SAE learns from both models, without rotation and without the loss between them.",
                  "joint, <i>W</i> = <i>I</i>, λ<sub>cross</sub> = 0"),
        condition(5, "One SAE, rotation only", "One SAE learns from A and from the rotated B.", "joint, <i>W</i> of Eq. 1, λ<sub>cross</sub> = 0"),
        condition(6, "One SAE, full", "The paper's method: rotation and the loss between the codes.", "joint, <i>W</i> of Eq. 1, λ<sub>cross</sub> = 1"),
        {"matching", "One-to-one matching", neither, "Gives each feature of A exactly one feature of B, so that the sum of all r is as large as it can be.",
         "argmax over permutations π of Σ <i>r</i>(<i>j</i>, π(<i>j</i>))", "section 5", row("π", "B's feature for each of A's"),
         "Features active in A and in B. Fitted on train codes; the paper fits on the codes it evaluates."},
    };
}
} // namespace

QList<Term> trainingTerms() {
    return saeTerms() + lossTerms() + conditionTerms();
}

} // namespace crosseed::views
