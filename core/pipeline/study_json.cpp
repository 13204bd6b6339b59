#include "pipeline/studies.h"
#include "pipeline/result_json.h"
#include <cmath>
#include <nlohmann/json.hpp>

namespace crosseed::pipeline {

using nlohmann::json;

namespace {

json spreadJson(const align::Spread& spread) {
    return {{"mean", numberJson(spread.mean)}, {"deviation", numberJson(spread.deviation)}};
}

json fitJson(const align::StudyFit& fit) {
    return {{"nre", numberJson(fit.nre)},
            {"nre_held_out", numberJson(fit.nreHeldOut)},
            {"nre_centred_rows", numberJson(fit.nreCentredRows)},
            {"k95", fit.k95},
            {"k99", fit.k99},
            {"k95_of_s", fit.k95OfS},
            {"k99_of_s", fit.k99OfS},
            {"rank", fit.rank},
            {"singular_values", fit.singularValues}};
}

json pointJson(const align::SizePoint& point) {
    return {{"tokens", point.tokens},
            {"rank", point.rank},
            {"nre", numberJson(point.nre)},
            {"nre_held_out", numberJson(point.nreHeldOut)},
            {"distance", numberJson(point.distance)},
            {"centred_nre", numberJson(point.centredNre)},
            {"centred_nre_held_out", numberJson(point.centredNreHeldOut)},
            {"centred_distance", numberJson(point.centredDistance)}};
}

json halfJson(const align::HalfSplit& half) {
    return {{"tokens", half.tokens},         {"other_tokens", half.otherTokens},
            {"nre", numberJson(half.nre)},       {"nre_other_half", numberJson(half.nreOther)},
            {"distance", numberJson(half.distance)}, {"between", numberJson(half.between)},
            {"texts", half.texts}};
}

json matrixJson(const DoubleMatrix& m) {
    json rows = json::array();
    for (std::int64_t r = 0; r < m.rows; ++r) {
        const auto first = m.values.begin() + r * m.cols;
        rows.push_back(std::vector<double>(first, first + m.cols));
    }
    return rows;
}

json cosinesJson(const evaluate::CosineDistribution& cosines) {
    json pairs = json::array();
    for (const evaluate::NearDuplicate& pair : cosines.nearDuplicates)
        pairs.push_back({{"first", pair.first}, {"second", pair.second}, {"cosine", pair.cosine}});
    return {{"features", cosines.features}, {"width", cosines.width},
            {"pairs", cosines.pairs},       {"counts", cosines.counts},
            {"expected", cosines.expected}, {"mean", numberJson(cosines.mean)},
            {"expected_mean", cosines.expectedMean}, {"largest", cosines.largest},
            {"duplicates", cosines.duplicates}, {"near_duplicates", pairs}};
}

} // namespace

json resultJson(const align::AlignmentStudy& s) {
    json sizes = json::array(), halves = json::array();
    for (const align::SizePoint& point : s.sizes)
        sizes.push_back(pointJson(point));
    for (const align::HalfSplit& half : s.halves)
        halves.push_back(halfJson(half));
    return {{"width", s.width},
            {"texts", s.texts},
            {"tokens", s.tokens},
            {"held_out_texts", s.heldOutTexts},
            {"held_out_tokens", s.heldOutTokens},
            {"maximum_distance", s.maximumDistance},
            {"plain", fitJson(s.plain)},
            {"centred", fitJson(s.centred)},
            {"centred_from_plain", numberJson(s.centredFromPlain)},
            {"nre_identity", numberJson(s.nreIdentity)},
            {"nre_identity_held_out", numberJson(s.nreIdentityHeldOut)},
            {"nre_mismatched", numberJson(s.nreMismatched)},
            {"nre_mismatched_held_out", numberJson(s.nreMismatchedHeldOut)},
            {"distance_to_all", numberJson(s.distanceToAll)},
            {"sizes", sizes},
            {"plateau", s.plateau},
            {"plateau_tokens", s.plateauTokens},
            {"plateau_reached", s.plateauReached},
            {"halves", halves},
            {"half_nre", spreadJson(s.halfNre)},
            {"half_nre_other_half", spreadJson(s.halfNreOther)},
            {"half_distance", spreadJson(s.halfDistance)},
            {"between_halves", spreadJson(s.between)},
            {"warnings", s.warnings}};
}

json resultJson(const GeometryStudy& study) {
    const evaluate::HiddenPca& hidden = study.hidden;
    return {{"hidden",
             {{"rows", hidden.rows},
              {"texts", study.texts},
              {"a", matrixJson(hidden.a)},
              {"before", matrixJson(hidden.before)},
              {"after", matrixJson(hidden.after)},
              {"explained_a", hidden.explainedA},
              {"explained_before", hidden.explainedBefore},
              {"explained_after", hidden.explainedAfter}}},
            {"dictionary",
             {{"features", study.dictionary.features},
              {"coordinates", matrixJson(study.dictionary.coordinates)},
              {"explained", study.dictionary.explained}}},
            {"cosines", cosinesJson(study.cosines)}};
}

} // namespace crosseed::pipeline
