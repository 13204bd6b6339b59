// A project with two models on a corpus of a few documents, as rows without files.
#pragma once
#include "store/corpora.h"
#include "store/models.h"
#include "store/runs.h"

namespace crosseed::store {

inline text::Corpus smallCorpus() {
    std::string everyByte;
    for (int byte = 0; byte < 256; ++byte)
        everyByte += static_cast<char>(byte);
    text::Corpus corpus;
    corpus.classNames = {"no", "yes"};
    corpus.extraColumns = {"author", "score"};
    corpus.documents.push_back({"train/0", "caf\xc3\xa9", 1, text::Split::Train, {"x", "0.5"}});
    corpus.documents.push_back({"t/\xff", std::string("bad \xff byte\0!", 12), 0, text::Split::Test, {"", ""}});
    corpus.documents.push_back({"v/1", "", -1, text::Split::Validation, {"\"", "a,b"}});
    corpus.documents.push_back({"a/0", everyByte, 0, text::Split::Train, {"\n", "\xc3\xa9"}});
    return corpus;
}

inline ModelRow modelOn(const CorpusRow& corpus, const std::string& name) {
    return {{}, name, "key of " + name, corpus.id, "{\"seed\":1}", "hash of " + name, "models/" + name, 64, "{\"epochs\":[]}"};
}

struct SmallProject {
    Project project;
    CorpusRow corpus;
    ModelRow a, b;
    PairRow pair;

    explicit SmallProject(const std::filesystem::path& file)
        : project(Project::create(file)), corpus(insertCorpus(project, "c", "key of c", "{}", smallCorpus())),
          a(insertModel(project, modelOn(corpus, "A"))), b(insertModel(project, modelOn(corpus, "B"))),
          pair(pairOf(project, a.id, b.id)) {}

    RunRow run(const std::string& key) const {
        RunRow row;
        row.key = key;
        row.pair = pair.id;
        row.corpus = corpus.id;
        row.condition = "joint, full";
        row.layer = 2;
        row.configJson = "{\"seed\":42}";
        row.dataHash = corpus.contentHash;
        row.device = "cpu";
        row.threads = 3;
        row.seconds = 1.5;
        row.saeFile = "tensors/x.safetensors";
        return row;
    }
    RotationRow rotation(const std::string& key, const std::string& kind) const {
        return {{}, key, pair.id, corpus.id, kind, 2, "{\"texts\":5}", "{\"nre\":0.5}", "tensors/" + key + ".safetensors"};
    }
};

} // namespace crosseed::store
