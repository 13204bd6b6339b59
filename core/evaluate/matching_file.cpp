#include "bert/safetensors.h"
#include "evaluate/matching.h"
#include "text/number_text.h"
#include <charconv>

namespace crosseed::evaluate {

namespace {

template <typename T> T numberIn(const bert::SafetensorsFile& file, const char* name) {
    const auto entry = file.metadata().find(name);
    T value{};
    const bool read = entry != file.metadata().end() &&
                      std::from_chars(entry->second.data(), entry->second.data() + entry->second.size(), value).ec == std::errc();
    require(read, ErrorKind::BadInput,
            file.path().string() + ": the metadata have no number " + name + "; this is no matching that Crosseed wrote.");
    return value;
}

} // namespace

void writeMatching(const std::filesystem::path& file, const Matching& matching, const std::map<std::string, std::string>& metadata) {
    const auto features = static_cast<std::int64_t>(matching.partner.size());
    std::map<std::string, std::string> all = metadata;
    all["active_a"] = std::to_string(matching.activeA);
    all["active_b"] = std::to_string(matching.activeB);
    all["pairs"] = std::to_string(matching.pairs);
    all["total_r"] = text::exactText(matching.totalR);
    bert::writeSafetensors(file,
                           {{"partner", bert::DType::I32, {features}, matching.partner.data()},
                            {"matched", bert::DType::U8, {features}, matching.matched.data()}},
                           all);
}

Matching readMatching(const std::filesystem::path& path) {
    const bert::SafetensorsFile file(path);
    const auto partner = file.tensor("partner").as<std::int32_t>();
    const auto matched = file.tensor("matched").as<std::uint8_t>();
    Matching matching;
    matching.partner.assign(partner.begin(), partner.end());
    matching.matched.assign(matched.begin(), matched.end());
    std::vector<std::uint8_t> seen(partner.size());
    bool permutation = matched.size() == partner.size();
    for (const std::int32_t p : partner) {
        permutation = permutation && p >= 0 && static_cast<std::size_t>(p) < seen.size() && !seen[static_cast<std::size_t>(p)];
        if (permutation) seen[static_cast<std::size_t>(p)] = 1;
    }
    require(permutation, ErrorKind::BadInput,
            path.string() + ": partner is no permutation of the features; match the runs again.");
    matching.activeA = numberIn<std::int64_t>(file, "active_a");
    matching.activeB = numberIn<std::int64_t>(file, "active_b");
    matching.pairs = numberIn<std::int64_t>(file, "pairs");
    matching.totalR = numberIn<double>(file, "total_r");
    return matching;
}

} // namespace crosseed::evaluate
