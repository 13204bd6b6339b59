// What the screen gives the editor and what the editor asks for.
#pragma once
#include "evaluate/bootstrap.h"
#include "evaluate/counterfactual.h"
#include "text/table.h"
#include <QString>
#include <array>
#include <cmath>
#include <memory>
#include <vector>

namespace crosseed::views {

// All features before TopK at one token of the edit, in one model.
struct RankedToken {
    std::int64_t token = -1;     // -1: none, for a model without a partner of the feature
    QString word;
    std::vector<float> values;   // falling
    evaluate::PreTopK feature;   // the feature asked for
    std::int64_t k = 0;
};

// One edit, computed. The edit may be the original itself: then it only shows what the feature makes of it.
struct EditAnswer {
    evaluate::Counterfactual result; // effects.front() is of `feature`; mostMoved lists all that moved
    std::int32_t feature = 0;
    std::array<RankedToken, 2> ranked; // A, B
    std::vector<std::string> classNames;
    double seconds = 0;

    const evaluate::FeatureEffect& effect() const { return result.effects.front(); }
    bool isUnchanged() const { return result.original->text == result.edited->text; }
};
using EditAnswerPtr = std::shared_ptr<const EditAnswer>;

// Effects that edits have which should not matter: the middle 95 % of them. Shares, .1 is +10 %.
struct PlaceboRange {
    std::array<evaluate::Interval, 2> effects; // A, B; NaN: none
    std::int64_t edits = 0, texts = 0;
    bool holds(std::size_t member, double effect) const {
        return edits > 0 && effect >= effects[member].low && effect <= effects[member].high;
    }
};

// A sentence that can be edited.
struct SentenceChoice {
    std::int64_t document = -1; // position in the corpus
    QString name, text;
};

// An edit to compute; an edit type of the person's is kept beside it.
struct EditAsk {
    QString original, edited;
};

// A rule over the feature's strongest contexts.
struct RuleAsk {
    QString rule;
    std::int64_t contexts = 50;
    bool placebo = true; // edits that should not matter, too, for the noise band of the mean
};

// A stretch of a text in UTF-16 units.
struct Stretch {
    qsizetype begin = 0, length = 0;
};

// A stored row in one model.
struct LineMember {
    bool present = true;
    double before = std::nan(""), after = std::nan(""); // peaks
    QString wordBefore, wordAfter;                      // empty: it fires on none
    double effect = std::nan("");                       // share; of a rule the mean
    evaluate::Interval interval;                        // of a rule's mean
    evaluate::Interval band;                            // where a rule's mean would fall by chance; NaN: not computed
    std::int64_t rank = 0;                              // before TopK where the edit silenced it; 0: it did not
    QString reason;                                     // the same as a sentence
    QString classBefore, classAfter;                    // most probable; of a rule empty
};

// A stored row: an edit, or a rule over many contexts.
struct CounterfactualLine {
    std::int64_t key = 0; // the screen's name for the row, positive
    std::int64_t id = 0;  // in the project, of counterfactuals or of rules
    bool isRule = false;
    QString original, edited, editType, note; // original of a rule: the rule
    std::vector<Stretch> changedOriginal, changedEdited; // words that differ
    std::array<LineMember, 2> members;
    std::int64_t texts = 0, changed = 0; // of a rule
    double level = .95;                  // of a rule's interval
    text::Table singles;                 // of a rule: a row a text
};
using CounterfactualLines = std::shared_ptr<const std::vector<CounterfactualLine>>;

} // namespace crosseed::views
