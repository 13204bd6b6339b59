// BERT's WordPiece: text to ids, each with its byte range in the original text (Devlin et al. 2019; the reference
// is the `tokenizers` library's BertNormalizer + BertPreTokenizer + WordPiece, whose ids and offsets are equalled).
#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crosseed::text {

struct TokenizerOptions {
    bool doLowerCase = true;           // tokenizer_config.json `do_lower_case`
    std::optional<bool> stripAccents;  // `strip_accents`; absent: as doLowerCase
    bool tokenizeChineseChars = true;  // `tokenize_chinese_chars`: each CJK ideograph a word of its own
    int maxWordCharacters = 100;       // longer words become one [UNK]
};

// A half-open range of bytes in the original UTF-8 text; {0, 0} for [CLS] and [SEP].
struct ByteRange {
    std::int32_t begin = 0;
    std::int32_t end = 0;
    bool operator==(const ByteRange&) const = default;
};

// One text as the model sees it: [CLS] pieces [SEP].
struct Encoding {
    std::vector<std::int32_t> ids;
    std::vector<ByteRange> ranges; // one an id
    bool truncated = false;        // pieces were cut off to respect the maximum length
};

class Tokenizer {
public:
    // `vocabulary`: one piece a line, line number (from 0) = id. Throws Error(BadInput) naming the line for duplicates
    // and for missing [UNK], [CLS], [SEP], [PAD].
    Tokenizer(const std::filesystem::path& vocabulary, const TokenizerOptions& options);
    // From a Hugging Face folder: vocab.txt and, where present, tokenizer_config.json.
    static Tokenizer fromFolder(const std::filesystem::path& folder);
    ~Tokenizer();
    Tokenizer(Tokenizer&&) noexcept;
    Tokenizer& operator=(Tokenizer&&) noexcept;

    // At most `maxLength` ids, special tokens included (0: no limit). Bytes that are not UTF-8 count as U+FFFD each
    // maximal ill-formed part, as Unicode recommends and Python's errors="replace" does.
    Encoding encode(std::string_view text, int maxLength = 0) const;

    int size() const;                                 // number of pieces V
    const std::string& piece(std::int32_t id) const;  // "##ing"; throws Error(Shape) for an id outside [0, V)
    std::optional<std::int32_t> idOf(std::string_view piece) const;
    std::int32_t clsId() const;
    std::int32_t sepId() const;
    std::int32_t padId() const;
    const TokenizerOptions& options() const;
    // SHA-256 over the pieces in order and the options.
    std::string contentHash() const;
    // Writes vocab.txt and tokenizer_config.json so that fromFolder gives the same tokenizer.
    void save(const std::filesystem::path& folder) const;

private:
    struct State;
    std::unique_ptr<State> m_state;
};

} // namespace crosseed::text
