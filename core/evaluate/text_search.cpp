#include "evaluate/text_search.h"
#include <algorithm>
#include <map>

namespace crosseed::evaluate {

namespace {

// All codes of one model that are not 0, by feature and token.
void collect(const sae::SparseCodes& codes, double TokenCodes::* side,
             std::map<std::int32_t, std::map<std::int64_t, TokenCodes>>& features) {
    for (std::int64_t token = 0; token < codes.rowCount(); ++token) {
        const auto end = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(token) + 1]);
        for (auto i = static_cast<std::size_t>(codes.rowStarts[static_cast<std::size_t>(token)]); i < end; ++i) {
            if (codes.values[i] == 0)
                continue;
            TokenCodes& place = features[codes.indices[i]][token];
            place.token = token;
            place.*side = static_cast<double>(codes.values[i]);
        }
    }
}

void raise(double code, std::int64_t token, double& peak, std::int64_t& where) {
    if (code == 0 || (where >= 0 && code <= peak))
        return;
    peak = code;
    where = token;
}

} // namespace

TextSearch featuresInText(const ProbedText& text, const TextSearchOptions& options) {
    std::map<std::int32_t, std::map<std::int64_t, TokenCodes>> codes;
    collect(text.members[0].codes, &TokenCodes::a, codes);
    collect(text.members[1].codes, &TokenCodes::b, codes);
    TextSearch result;
    for (const auto& [number, places] : codes) {
        TextFeature feature;
        feature.feature = number;
        for (const auto& [token, place] : places)
            if (options.specialTokens || !text.isSpecial(token)) {
                feature.tokens.push_back(place);
                raise(place.a, token, feature.peakA, feature.peakTokenA);
                raise(place.b, token, feature.peakB, feature.peakTokenB);
            }
        if (feature.tokens.empty())
            ++result.onlySpecial;
        else
            result.features.push_back(std::move(feature));
    }
    result.total = std::ssize(result.features);
    std::stable_sort(result.features.begin(), result.features.end(),
                     [](const TextFeature& x, const TextFeature& y) { return x.strength() > y.strength(); });
    if (options.count > 0 && options.count < result.total)
        result.features.resize(static_cast<std::size_t>(options.count));
    return result;
}

} // namespace crosseed::evaluate
