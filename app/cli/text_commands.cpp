// tokenize, encode
#include "base/files.h"
#include "bert/encode.h"
#include "commands.h"
#include "text/tokenizer.h"
#include <cstdio>
#include <filesystem>

namespace crosseed::cli {

namespace {

// One text a line; in a .jsonl file each line is a JSON string or an object with a field "text".
std::vector<std::string> readTexts(const std::string& file) {
    const std::string content = readFile(file);
    const bool jsonLines = std::filesystem::path(file).extension() == ".jsonl";
    std::vector<std::string> texts;
    for (std::size_t begin = 0; begin < content.size();) {
        const std::size_t end = std::min(content.find('\n', begin), content.size());
        std::string line = content.substr(begin, end - begin);
        begin = end + 1;
        if (jsonLines) {
            const auto value = nlohmann::json::parse(line, nullptr, false);
            const auto text = value.is_object() && value.contains("text") ? value["text"] : value;
            require(text.is_string(), ErrorKind::BadInput,
                    file + ", line " + std::to_string(texts.size() + 1) +
                        ": each line must be a JSON string or an object with a text in \"text\".");
            line = text.get<std::string>();
        }
        texts.push_back(std::move(line));
    }
    return texts;
}

struct TokenizeCommand {
    std::string model, texts;
    int maxLength = 0;
};

void runTokenize(const Shell& shell, const TokenizeCommand& command) {
    const text::Tokenizer tokenizer = text::Tokenizer::fromFolder(command.model);
    for (const std::string& text : readTexts(command.texts)) {
        throwIfStopped(shell.stopToken());
        const text::Encoding encoding = tokenizer.encode(text, command.maxLength);
        std::string line;
        if (shell.json) {
            nlohmann::json offsets = nlohmann::json::array();
            for (const text::ByteRange& range : encoding.ranges)
                offsets.push_back({range.begin, range.end});
            line = nlohmann::json{{"ids", encoding.ids}, {"offsets", offsets}}.dump();
        } else {
            for (const std::int32_t id : encoding.ids)
                line += (line.empty() ? "" : " ") + tokenizer.piece(id);
        }
        std::printf("%s\n", line.c_str());
    }
}

struct EncodeCommand {
    std::string model, texts, out;
    std::int64_t layer = -1;
    int maxLength = 128;
};

void runEncode(Shell& shell, const EncodeCommand& command) {
    const bert::Device device = shell.useDevice();
    const text::Tokenizer tokenizer = text::Tokenizer::fromFolder(command.model);
    text::Corpus corpus;
    for (std::string& text : readTexts(command.texts))
        corpus.documents.push_back({std::to_string(corpus.documents.size()), std::move(text), -1, text::Split::Test, {}});
    const text::PackedTokens tokens = text::tokenize(corpus, text::Split::Test, tokenizer, command.maxLength);
    require(tokens.textCount() > 0, ErrorKind::BadInput, command.texts + " holds no text.");
    const bert::Classifier model = bert::Classifier::load(command.model, device);
    shell.line().begin("Encoding " + std::to_string(tokens.textCount()) + " texts");
    const auto written = bert::encodeTexts(model, tokens, command.layer, command.out, shell.progress(), shell.stopToken());
    shell.result({{"written", command.out}, {"texts", tokens.textCount()}, {"tokens", tokens.tokenCount()},
                  {"layer", written.layer}, {"logits", written.logits}},
                 "Wrote hidden states of layer " + std::to_string(written.layer) + " (0-based), " +
                     countText(tokens.tokenCount()) + " tokens" +
                     (written.logits ? ", and logits" : "; no logits, since the folder has no trained classifier head") +
                     ", to " + command.out + "\n");
}

} // namespace

void addTextCommands(CLI::App& app, Shell& shell) {
    CLI::App* tokenize = app.add_subcommand("tokenize", "WordPieces of texts with their byte ranges; needs no project");
    auto pieces = std::make_shared<TokenizeCommand>();
    tokenize->add_option("--model", pieces->model, "folder with vocab.txt")->required();
    tokenize->add_option("--texts", pieces->texts, "one text a line, or .jsonl")->required();
    tokenize->add_option("--max-length", pieces->maxLength, "ids a text (0: no limit)")->capture_default_str();
    tokenize->footer("With --json one line a text: {\"ids\": [...], \"offsets\": [[begin, end], ...]}, offsets in bytes.");
    tokenize->callback([&shell, pieces] { runTokenize(shell, *pieces); });

    CLI::App* encode = app.add_subcommand("encode", "Hidden states and logits of texts; needs no project");
    auto encoding = std::make_shared<EncodeCommand>();
    encode->add_option("--model", encoding->model, "Hugging Face folder")->required();
    encode->add_option("--texts", encoding->texts, "one text a line, or .jsonl")->required();
    encode->add_option("--layer", encoding->layer, "L, 0-based (-1: the last but one)")->capture_default_str();
    encode->add_option("--max-length", encoding->maxLength, "ids a text")->capture_default_str();
    encode->add_option("--out", encoding->out, "safetensors: hidden [N, D], logits [B, C], lengths [B]")->required();
    encode->callback([&shell, encoding] { runEncode(shell, *encoding); });
}

} // namespace crosseed::cli
