#include "text/tokenizer.h"
#include "base/error.h"
#include "base/hash.h"
#include "text/normalise.h"
#include "text/unicode_rules.h"
#include "text/vocabulary.h"
#include <array>
#include <limits>
#include <span>

namespace crosseed::text {

namespace {
// A literal "[MASK]" in a text is that token, not five letters in brackets: the reference looks for these five in the
// raw text before anything else.
constexpr std::array<std::string_view, 5> specialPieces{"[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"};

using Word = std::span<const NormalCharacter>;

void appendUtf8(std::string& text, char32_t c) {
    if (c < 0x80) {
        text += static_cast<char>(c);
        return;
    }
    if (c < 0x800) {
        text += static_cast<char>(0xC0 | (c >> 6));
    } else {
        if (c < 0x10000) {
            text += static_cast<char>(0xE0 | (c >> 12));
        } else {
            text += static_cast<char>(0xF0 | (c >> 18));
            text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        }
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    }
    text += static_cast<char>(0x80 | (c & 0x3F));
}

// Calls `take` with each word: a punctuation character alone, or what stands between spaces and punctuation.
template <typename Take> void forEachWord(Word text, Take take) {
    std::size_t begin = 0;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const bool atEnd = i == text.size();
        const bool atSpace = !atEnd && isWhitespace(text[i].value);
        const bool atMark = !atEnd && !atSpace && isPunctuation(text[i].value);
        if (!atEnd && !atSpace && !atMark)
            continue;
        if (begin < i)
            take(text.subspan(begin, i - begin));
        if (atMark)
            take(text.subspan(i, 1));
        begin = i + 1;
    }
}
} // namespace

struct Tokenizer::State {
    Vocabulary vocabulary;
    TokenizerOptions options;
    std::array<std::optional<std::int32_t>, specialPieces.size()> specialIds;

    std::int32_t specialId(std::size_t which) const { return *specialIds[which]; }
    void encodeWord(Word word, Encoding& into) const;
    void encodePlain(std::string_view text, std::size_t shift, Encoding& into) const;
    void encodeAll(std::string_view text, Encoding& into) const;
};

// Greedy longest match first; a word that cannot be covered is one [UNK].
void Tokenizer::State::encodeWord(Word word, Encoding& into) const {
    const std::size_t firstPiece = into.ids.size();
    const auto giveUp = [&] {
        into.ids.resize(firstPiece);
        into.ranges.resize(firstPiece);
        into.ids.push_back(specialId(1));
        into.ranges.push_back({word.front().range.begin, word.back().range.end});
    };
    if (word.size() > static_cast<std::size_t>(options.maxWordCharacters))
        return giveUp();
    std::string letters;
    std::vector<std::size_t> ends{0}; // byte position after each character
    for (const NormalCharacter& c : word) {
        appendUtf8(letters, c.value);
        ends.push_back(letters.size());
    }
    for (std::size_t begin = 0; begin < word.size();) {
        std::optional<std::int32_t> id;
        std::size_t end = word.size();
        for (; end > begin; --end) {
            const std::size_t bytes = ends[end] - ends[begin];
            if (bytes > vocabulary.longestPiece())
                continue;
            id = vocabulary.find(std::string_view(letters).substr(ends[begin], bytes), begin == 0);
            if (id)
                break;
        }
        if (!id)
            return giveUp();
        into.ids.push_back(*id);
        into.ranges.push_back({word[begin].range.begin, word[end - 1].range.end});
        begin = end;
    }
}

void Tokenizer::State::encodePlain(std::string_view text, std::size_t shift, Encoding& into) const {
    const auto characters = normalise(text, static_cast<std::int32_t>(shift), options);
    forEachWord(characters, [&](Word word) { encodeWord(word, into); });
}

void Tokenizer::State::encodeAll(std::string_view text, Encoding& into) const {
    std::size_t done = 0;
    for (std::size_t at = text.find('['); at != std::string_view::npos; at = text.find('[', at)) {
        std::size_t which = 0;
        while (which < specialPieces.size() &&
               !(specialIds[which] && text.substr(at).starts_with(specialPieces[which])))
            ++which;
        if (which == specialPieces.size()) {
            ++at;
            continue;
        }
        encodePlain(text.substr(done, at - done), done, into);
        done = at + specialPieces[which].size();
        into.ids.push_back(specialId(which));
        into.ranges.push_back({static_cast<std::int32_t>(at), static_cast<std::int32_t>(done)});
        at = done;
    }
    encodePlain(text.substr(done), done, into);
}

Tokenizer::Tokenizer(const std::filesystem::path& vocabulary, const TokenizerOptions& options)
    : m_state(new State{Vocabulary(vocabulary), options, {}}) {
    for (std::size_t i = 0; i < specialPieces.size(); ++i) {
        m_state->specialIds[i] = m_state->vocabulary.idOf(specialPieces[i]);
        require(m_state->specialIds[i] || specialPieces[i] == "[MASK]", ErrorKind::BadInput,
                "The vocabulary " + vocabulary.string() + " lacks the piece " + std::string(specialPieces[i]) +
                    "; a BERT vocabulary has [PAD], [UNK], [CLS] and [SEP].");
    }
}

Tokenizer::~Tokenizer() = default;
Tokenizer::Tokenizer(Tokenizer&&) noexcept = default;
Tokenizer& Tokenizer::operator=(Tokenizer&&) noexcept = default;

Encoding Tokenizer::encode(std::string_view text, int maxLength) const {
    require(maxLength == 0 || maxLength >= 2, ErrorKind::Usage,
            "A maximum length of " + std::to_string(maxLength) +
                " tokens leaves no room for [CLS] and [SEP]; use at least 2, or 0 for no limit.");
    require(text.size() <= static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max()), ErrorKind::BadInput,
            "A text of " + std::to_string(text.size()) + " bytes is too long; split it into documents below 2 GiB.");
    Encoding encoding;
    encoding.ids.push_back(clsId());
    encoding.ranges.push_back({});
    m_state->encodeAll(text, encoding);
    const std::size_t limit = maxLength == 0 ? encoding.ids.size() : static_cast<std::size_t>(maxLength) - 1;
    if (encoding.ids.size() > limit) {
        encoding.truncated = true;
        encoding.ids.resize(limit);
        encoding.ranges.resize(limit);
    }
    encoding.ids.push_back(sepId());
    encoding.ranges.push_back({});
    return encoding;
}

int Tokenizer::size() const { return m_state->vocabulary.size(); }

const std::string& Tokenizer::piece(std::int32_t id) const {
    require(id >= 0 && id < size(), ErrorKind::Shape,
            "There is no piece " + std::to_string(id) + " in a vocabulary of " + std::to_string(size()) + ".");
    return m_state->vocabulary.pieces()[static_cast<std::size_t>(id)];
}

std::optional<std::int32_t> Tokenizer::idOf(std::string_view piece) const { return m_state->vocabulary.idOf(piece); }
std::int32_t Tokenizer::padId() const { return m_state->specialId(0); }
std::int32_t Tokenizer::clsId() const { return m_state->specialId(2); }
std::int32_t Tokenizer::sepId() const { return m_state->specialId(3); }
const TokenizerOptions& Tokenizer::options() const { return m_state->options; }

std::string Tokenizer::contentHash() const {
    Hasher hasher;
    for (const std::string& piece : m_state->vocabulary.pieces())
        hasher.add(piece).add("\n");
    const TokenizerOptions& o = m_state->options;
    const bool strip = o.stripAccents.value_or(o.doLowerCase);
    hasher.add(o.doLowerCase ? "lower " : "").add(strip ? "strip " : "").add(o.tokenizeChineseChars ? "cjk " : "");
    return hasher.add(std::to_string(o.maxWordCharacters)).hex();
}

} // namespace crosseed::text
