// Terms of the rotation, the geometry and the rotation test.
#include "views/shared/term_lists.h"

namespace crosseed::views {

namespace {
QString row(const QString& symbol, const QString& meaning) {
    return "<tr><td>" + symbol + "</td><td>" + meaning + "</td></tr>";
}
const char* const higher = "higher is better";
const char* const lower = "lower is better";
const char* const neither = "neither; it describes";
const char* const f = "‖<i>H</i><sub>B</sub> <i>W</i> − <i>H</i><sub>A</sub>‖<sub>F</sub>";

QList<Term> rotationTerms() {
    const QString clouds = row("<i>H</i><sub>A</sub>, <i>H</i><sub>B</sub>", "activations of the same tokens, a row each") +
                           row("<i>W</i>", "the rotation, applied to B's rows");
    return {
        {"nre", "Alignment error (NRE)", lower,
         "How far B's activations still lie from A's after the rotation, measured against the size of A's. 0: the same; 1: as far off as "
         "nothing at all.",
         QString("NRE = %1 / ‖<i>H</i><sub>A</sub>‖<sub>F</sub>").arg(f), "Eq. 1; section 5; Appendix D", clouds,
         "On Alignment over held-out tokens where there are some, else over the sample; on Comparison and in the rotation test over the sample "
         "that W was fitted on. [CLS] and [SEP] do not count unless asked for."},
        {"rotation", "Rotation (W)", neither,
         "The turn, possibly with a mirror, that brings B's activations closest to A's. It changes no length and no angle, so that nothing "
         "is lost by it.",
         QString("<i>W</i> = argmin %1 over orthogonal <i>W</i>; with SVD(<i>H</i><sub>A</sub>ᵀ<i>H</i><sub>B</sub>) = "
                 "<i>U</i>Σ<i>V</i>ᵀ, <i>W</i> = <i>V</i><i>U</i>ᵀ").arg(f),
         "Eq. 1; section 3.1 and 3.2", clouds,
         "Fitted on the alignment sample; not centred unless asked for; a reflection (determinant −1) is allowed."},
        {"singular-values", "Shared directions (singular values)", neither,
         "How much the two models have in common along each direction. A steep fall means that few directions carry nearly all of it.",
         "<i>s</i> of <i>H</i><sub>A</sub>ᵀ<i>H</i><sub>B</sub>; drawn: <i>s</i>² / Σ <i>s</i>²", "Appendix B, Table B2",
         row("<i>s</i>", "singular values, largest first, one a dimension"), "Of the alignment sample's tokens."},
        {"k95", "Directions that carry 95 % and 99 % (k95, k99)", "lower: the shared structure is simpler",
         "How many directions make up 95 and 99 % of what the two models share.",
         "smallest <i>k</i> with <i>s</i>₁² + … + <i>s</i><sub>k</sub>² ≥ .95 (.99) Σ <i>s</i>²", "Appendix B, Table B2",
         row("<i>s</i>", "singular values of <i>H</i><sub>A</sub>ᵀ<i>H</i><sub>B</sub>"),
         "Of <i>s</i> squared; the same of <i>s</i> itself stands beside it."},
        {"sample-size", "Alignment error and sample size", lower,
         "The rotation is fitted on a sample of texts. Where the curve is flat, more texts would not have helped.",
         "NRE of the rotation fitted on the first <i>m</i> tokens, against <i>m</i>", "Appendix B, Table B2",
         row("<i>m</i>", "tokens of the sample") + row("plateau", "the smallest <i>m</i> from which on the error stays within 1 % of the last"),
         "Every point is measured on the same tokens: those held out, and the whole sample."},
        {"tokens-per-dimension", "Tokens per dimension", "higher: W is surer; below 1 it is not unique",
         "How many tokens the sample has for each dimension of the model. With fewer tokens than dimensions other rotations fit as well.",
         "<i>N</i> / <i>D</i>", "Appendix B, Table B2", row("<i>N</i>", "tokens of the sample") + row("<i>D</i>", "width of the model"),
         "[CLS] and [SEP] do not count unless asked for."},
        {"split-halves", "Split halves", lower,
         "The rotation is fitted anew on random halves of the texts. Where the halves agree, the rotation does not hang on which texts were "
         "drawn.",
         "s.d. over the splits of ‖<i>W</i>₁ − <i>W</i>₂‖<sub>F</sub>", "Appendix B, Table B2",
         row("<i>W</i>₁, <i>W</i>₂", "the rotations of the two halves"),
         "30 splits unless set otherwise; texts are drawn, not tokens, since the tokens of a text are not independent."},
        {"distance", "Distance of two rotations", lower,
         "How far the rotation of the sample is from the one fitted on all texts at hand.",
         "‖<i>W</i> − <i>W</i><sub>ref</sub>‖<sub>F</sub>, at most 2√<i>D</i>", "Appendix B, Table B2",
         row("<i>W</i><sub>ref</sub>", "fitted on sample and held-out tokens together"),
         "Given as it is and as a share of the greatest possible, 2√<i>D</i>."},
        {"identity", "Without the rotation (identity)", "lower error, higher count is better",
         "The control without any rotation: what two models that began with the same weights share from the start.",
         "<i>W</i> = <i>I</i>", "section 5; Appendix D, Table D4", row("<i>I</i>", "leaves everything as it is"),
         "The same tokens and the same measure as with the rotation."},
        {"mismatched", "Mismatched control", "a low count, a high error is expected",
         "A rotation fitted in the same way, but on tokens shuffled against each other: what the fit alone can do without any true "
         "correspondence.",
         "<i>W</i> fitted on <i>H</i><sub>A</sub> and shuffled rows of <i>H</i><sub>B</sub>", "section 5; Appendix D, Table D4",
         row("shuffled", "each row of A stands beside a row of B that is another token"), "Measured on the true pairs of tokens."},
        {"random", "Random rotations", "a low count is expected",
         "Rotations drawn at random, each equally likely: what a rotation does that knows nothing of the two models.",
         "<i>W</i> drawn uniformly from all orthogonal matrices", "section 5; Appendix D, Table D4",
         row("drawn", "QR of a Gaussian matrix, signs corrected"), "30 draws unless more were added."},
    };
}

QList<Term> geometryTerms() {
    return {
        {"pca", "Tokens on a plane (PCA)", "the clouds of A and B should lie on each other",
         "The two directions in which A's tokens differ most, drawn as a plane. B is drawn on the same plane before and after the "
         "rotation, with the same scale along both axes.",
         "coordinates = (<i>h</i> − h̄<sub>A</sub>) · components of A", "section 3.2, Fig. 3",
         row("<i>h</i>", "activation of a token, <i>h</i><sub>B</sub><i>W</i> after the rotation") + row("h̄<sub>A</sub>", "mean of A's drawn tokens"),
         "Tokens drawn at random, the same of A and B. The percentages are shares of A's variance."},
        {"cosine", "Likeness of two features' directions (|cosine|)", "lower: features are more apart",
         "How much two features point the same way inside the model. 0: at right angles; 1: the same direction.",
         "|cos| = |<i>d</i><sub>i</sub> · <i>d</i><sub>j</sub>|", "section 3.2 and 5, Fig. 3",
         row("<i>d</i>", "a feature's column of the decoder, at length 1"),
         "All pairs of the features active in both. The dashed curve is that of random directions in as many dimensions."},
        {"near-duplicate", "Near-duplicate features", "fewer is better",
         "Pairs of features whose directions are nearly the same: one thing may have been learned twice.",
         "|cos| ≥ the border of the shaded zone", "section 3.2, Fig. 3", row("cos", "cosine of the two decoder columns"),
         "Pairs of features active in both; a negative cosine points the opposite way."},
    };
}

QList<Term> testTerms() {
    return {
        {"rotation-test", "Rotation test", "the true rotation should lie above the random ones",
         "Is it the rotation that makes features alike? A short joint SAE is trained with the true rotation, without any, with a mismatched "
         "one and with random ones, and the universal features are counted each time.",
         "universal count: true against identity, mismatched, random", "section 5; Appendix D, Table D4",
         row("true", "the rotation of Eq. 1"), "35 batches a run with λ<sub>cross</sub> = 0, so that counts differ from those of the full run."},
        {"rotation-p", "How likely by chance (p)", lower,
         "How many random rotations did as well as the true one. The smallest p that a number of draws can give stands beside it.",
         "<i>p</i> = (1 + number of random counts ≥ the true one) / (draws + 1)", "section 5; Appendix D",
         row("draws", "random rotations; 30 give at least <i>p</i> = .032"), "Random rotations alone; identity and mismatched are shown apart."},
        {"yield-regression", "Yield against alignment", higher,
         "Whether a better alignment goes with more universal features, over all rotations and pairs.",
         "universal count = intercept + slope · (1 − NRE)", "Appendix D, Fig. D1",
         row("<i>R</i>²", "share of the counts' variance that goes with 1 − NRE"),
         "One point a rotation; the band draws experiments again as wholes."},
    };
}
} // namespace

QList<Term> alignmentTerms() {
    return rotationTerms() + geometryTerms() + testTerms();
}

} // namespace crosseed::views
