// A tokenizer as files of a Hugging Face folder.
#include "base/error.h"
#include "base/files.h"
#include "text/tokenizer.h"
#include <nlohmann/json.hpp>

namespace crosseed::text {

namespace {
using Json = nlohmann::json;

constexpr int maxDepth = 16;
constexpr std::uintmax_t mostOfConfig = 16u << 20;

void checkSize(const std::filesystem::path& file, std::uintmax_t most) {
    std::error_code ignored;
    const std::uintmax_t size = std::filesystem::file_size(file, ignored);
    require(ignored || size <= most, ErrorKind::BadInput,
            file.string() + " is " + std::to_string(size) + " bytes long; that is no part of a tokenizer.");
}

// null and absent are the same, as in the reference.
std::optional<bool> readFlag(const Json& config, const char* key, const std::filesystem::path& file) {
    const auto found = config.find(key);
    if (found == config.end() || found->is_null())
        return std::nullopt;
    require(found->is_boolean(), ErrorKind::BadInput,
            "In " + file.string() + " the value of \"" + key + "\" is " + found->dump() +
                "; it must be true, false or null.");
    return found->get<bool>();
}

TokenizerOptions readOptions(const std::filesystem::path& file) {
    TokenizerOptions options;
    checkSize(file, mostOfConfig);
    const auto shallow = [&](int depth, Json::parse_event_t, Json&) { // what a sentence shows of it goes down level by level
        require(depth < maxDepth, ErrorKind::BadInput, "The file " + file.string() + " is nested too deep.");
        return true;
    };
    const Json config = Json::parse(readFile(file), shallow, false);
    require(config.is_object(), ErrorKind::BadInput, "The file " + file.string() + " is not a JSON object.");
    options.doLowerCase = readFlag(config, "do_lower_case", file).value_or(true);
    options.stripAccents = readFlag(config, "strip_accents", file);
    options.tokenizeChineseChars = readFlag(config, "tokenize_chinese_chars", file).value_or(true);
    return options;
}
} // namespace

Tokenizer Tokenizer::fromFolder(const std::filesystem::path& folder) {
    const std::filesystem::path config = folder / "tokenizer_config.json";
    return Tokenizer(folder / "vocab.txt",
                     std::filesystem::exists(config) ? readOptions(config) : TokenizerOptions{});
}

void Tokenizer::save(const std::filesystem::path& folder) const {
    std::string pieces;
    for (std::int32_t id = 0; id < size(); ++id)
        pieces += piece(id) + "\n";
    writeFile(folder / "vocab.txt", pieces);
    Json config{{"tokenizer_class", "BertTokenizer"},
                {"do_lower_case", options().doLowerCase},
                {"strip_accents", nullptr},
                {"tokenize_chinese_chars", options().tokenizeChineseChars},
                {"pad_token", "[PAD]"},
                {"unk_token", "[UNK]"},
                {"cls_token", "[CLS]"},
                {"sep_token", "[SEP]"},
                {"mask_token", "[MASK]"}};
    if (options().stripAccents)
        config["strip_accents"] = *options().stripAccents;
    writeFile(folder / "tokenizer_config.json", config.dump(2) + "\n");
}

} // namespace crosseed::text
