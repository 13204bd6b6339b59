// Codes written as text: one line a row, "feature:value" entries separated by spaces.
#pragma once
#include "sae/sae.h"
#include <sstream>
#include <string>

namespace crosseed::evaluate {

inline sae::SparseCodes codesOf(std::int64_t features, const std::string& rows) {
    sae::SparseCodes codes;
    codes.features = features;
    std::istringstream lines(rows);
    for (std::string line; std::getline(lines, line);) {
        std::istringstream entries(line);
        for (std::string entry; entries >> entry;) {
            const auto colon = entry.find(':');
            codes.indices.push_back(std::stoi(entry.substr(0, colon)));
            codes.values.push_back(std::stof(entry.substr(colon + 1)));
        }
        codes.rowStarts.push_back(static_cast<std::int64_t>(codes.indices.size()));
    }
    return codes;
}

} // namespace crosseed::evaluate
