// A model by name from a hub that breaks connections, and what is said where that is not possible.
#include "base/file_lock.h"
#include "base/files.h"
#include "base/hash.h"
#include "bert/hub_download.h"
#include "bert/model_weights.h"
#include "core/base/http_server.h"
#include "core/bert/goldens.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;
using namespace crosseed::bert;

namespace fs = std::filesystem;

namespace {

const std::string commit(40, 'c');

// What a hub has of one model, as it answers requests for it.
struct Hub {
    std::map<std::string, std::string> files;
    std::map<std::string, int> cuts; // by file: connections that still break
    std::string changedAfterFirst;   // a file that is another one at the branch than at the commit

    HttpReply operator()(const HttpRequest& request) {
        const std::string start = "/org/model/resolve/";
        const auto slash = request.path.find('/', start.size());
        if (!request.path.starts_with(start) || slash == std::string::npos || !files.count(request.path.substr(slash + 1)))
            return {"404 Not Found", {}, "Entry not found", std::string::npos};
        const std::string name = request.path.substr(slash + 1), body = files.at(name);
        HttpReply reply = fileReply(request, body, '"' + hashOf(body) + '"');
        reply.headers.push_back("X-Repo-Commit: " + commit);
        if (int& left = cuts[name]; left > 0) {
            --left;
            reply.cutAfter = reply.body.size() / 4;
        }
        return reply;
    }
};

Hub hubOf(const fs::path& folder) {
    Hub hub;
    for (const auto& entry : fs::directory_iterator(folder))
        hub.files[entry.path().filename().string()] = readFile(entry.path());
    std::string vocabulary;
    for (int i = 0; i < 60; ++i)
        vocabulary += (std::vector<std::string>{"[PAD]", "[CLS]", "[SEP]", "[UNK]"})[static_cast<std::size_t>(std::min(i, 3))] +
                      (i > 3 ? std::to_string(i) : "") + "\n";
    hub.files["vocab.txt"] = vocabulary;
    return hub;
}

} // namespace

class TestHubDownload : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path target() const { return m_folder->filePath("org/model").toStdString(); }
    static HubOptions optionsOf(const HttpServer& server) {
        HubOptions options;
        options.hub = server.address() + "/";
        options.http.firstWaitSeconds = 0;
        return options;
    }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aModelInShardsComesThroughFiveBrokenConnections() {
        Hub hub = hubOf(goldenFolder / "tiny_half_sharded");
        hub.cuts = {{"model-00002-of-00004.safetensors", 3}, {"model-00003-of-00004.safetensors", 2}};
        const HttpServer server(std::ref(hub));
        const HubModel model = downloadModel("org/model", target(), optionsOf(server));
        QCOMPARE(model.commit, commit);
        QCOMPARE(model.files.size(), std::size_t{7}); // configuration, vocabulary, index, four shards
        for (const HubFile& file : model.files) {
            QCOMPARE(readFile(target() / file.name), hub.files.at(file.name));
            QVERIFY(file.file.hashGiven);
        }
        QCOMPARE(model.files[4].file.tries, 4);
        QCOMPARE(Classifier::load(target()).contentHash(), Classifier::load(goldenFolder / "tiny_half_sharded").contentHash());
        QCOMPARE(std::distance(fs::directory_iterator(target()), fs::directory_iterator()), std::ptrdiff_t{7}); // nothing else
        QVERIFY(!fs::exists(target().string() + ".download"));
        QCOMPARE(server.requests().front().path, std::string("/org/model/resolve/main/config.json"));
        QCOMPARE(server.requests().back().path, "/org/model/resolve/" + commit + "/model-00004-of-00004.safetensors");
        EXPECT_ERROR(downloadModel("org/model", target(), optionsOf(server)), ErrorKind::BadInput, "is there already");
    }
    void aSecondCallGoesOnWithWhatIsThere() {
        Hub hub = hubOf(goldenFolder / "tiny");
        hub.cuts = {{"model.safetensors", 1}};
        const HttpServer server(std::ref(hub));
        HubOptions options = optionsOf(server);
        options.http.retries = 0;
        EXPECT_ERROR(downloadModel("org/model", target(), options), ErrorKind::Io, "the same command goes on from there");
        QVERIFY(!fs::exists(target()));
        downloadModel("org/model", target(), options);
        const auto requests = server.requests();
        QVERIFY(!requests.back().header("range").empty());
        QVERIFY(std::ranges::any_of(requests, [](const HttpRequest& r) { return !r.header("if-none-match").empty(); }));
        QCOMPARE(readFile(target() / "model.safetensors"), hub.files.at("model.safetensors"));
    }
    void whatAnotherRevisionLeftIsNotMixedIn() {
        Hub hub = hubOf(goldenFolder / "tiny");
        hub.files["tokenizer_config.json"] = "{\"do_lower_case\": false}";
        hub.cuts = {{"model.safetensors", 1}};
        const HttpServer server(std::ref(hub));
        HubOptions options = optionsOf(server);
        options.http.retries = 0;
        EXPECT_ERROR(downloadModel("org/model", target(), options), ErrorKind::Io, "the same command goes on from there");
        QVERIFY(fs::exists(target().string() + ".download/tokenizer_config.json"));
        hub.files.erase("tokenizer_config.json");
        options.revision = "other";
        const std::size_t before = server.requests().size();
        const HubModel model = downloadModel("org/model", target(), options);
        const auto requests = server.requests();
        for (std::size_t i = before; i < requests.size(); ++i)
            QVERIFY(requests[i].header("range").empty() && requests[i].header("if-none-match").empty());
        QCOMPARE(model.files.size(), std::size_t{3});
        QCOMPARE(std::distance(fs::directory_iterator(target()), fs::directory_iterator()), std::ptrdiff_t{3});
    }
    void aFileThatTheHubNoLongerHasGoesHereToo() { // the same revision, a branch that moved from shards to one file
        Hub hub = hubOf(goldenFolder / "tiny_half_sharded");
        hub.files["tokenizer_config.json"] = "{\"do_lower_case\": false}";
        hub.cuts = {{"model-00003-of-00004.safetensors", 1}};
        const HttpServer server(std::ref(hub));
        HubOptions options = optionsOf(server);
        options.http.retries = 0;
        EXPECT_ERROR(downloadModel("org/model", target(), options), ErrorKind::Io, "the same command goes on from there");
        hub.files = hubOf(goldenFolder / "tiny").files;
        downloadModel("org/model", target(), options);
        QCOMPARE(std::distance(fs::directory_iterator(target()), fs::directory_iterator()), std::ptrdiff_t{3});
        QVERIFY(!fs::exists(target() / "tokenizer_config.json") && !fs::exists(target() / "model.safetensors.index.json"));
        QCOMPARE(Classifier::load(target()).contentHash(), Classifier::load(goldenFolder / "tiny").contentHash());
    }
    void aSecondDownloadAtTheSameTimeIsRefused() {
        Hub hub = hubOf(goldenFolder / "tiny");
        const HttpServer server(std::ref(hub));
        const fs::path gathering = target().string() + ".download";
        fs::create_directories(gathering);
        {
            const auto lock = FileLock::take(gathering / "crosseed.lock");
            EXPECT_ERROR(downloadModel("org/model", target(), optionsOf(server)), ErrorKind::Io, "Another download is filling");
            QVERIFY(server.requests().empty());
        }
        downloadModel("org/model", target(), optionsOf(server));
        QVERIFY(!fs::exists(target() / "crosseed.lock"));
    }
    void whatIsNoModelNeverGetsTheFinalName() {
        Hub hub = hubOf(goldenFolder / "tiny");
        hub.files["model.safetensors"] = "an error page";
        const HttpServer server(std::ref(hub));
        EXPECT_ERROR(downloadModel("org/model", target(), optionsOf(server)), ErrorKind::BadInput, "is not a valid safetensors file");
        QVERIFY(!fs::exists(target()));
        hub.files.erase("model.safetensors");
        EXPECT_ERROR(downloadModel("org/model", m_folder->filePath("pickle").toStdString(), optionsOf(server)), ErrorKind::BadInput,
                     "from transformers import");
        hub.files.erase("vocab.txt");
        EXPECT_ERROR(downloadModel("org/model", m_folder->filePath("other").toStdString(), optionsOf(server)), ErrorKind::NotFound,
                     "has no vocab.txt");
        hub.files.clear();
        EXPECT_ERROR(downloadModel("org/model", m_folder->filePath("third").toStdString(), optionsOf(server)), ErrorKind::NotFound,
                     "has no config.json of org/model at the revision main");
    }
    void aVocabularyLargerThanTheEmbeddingsIsRefused() {
        Hub hub = hubOf(goldenFolder / "tiny");
        hub.files["vocab.txt"] += "another\n";
        const HttpServer server(std::ref(hub));
        EXPECT_ERROR(downloadModel("org/model", target(), optionsOf(server)), ErrorKind::Shape, "has 61 pieces");
    }
    void namesAndRevisionsCannotLeaveTheirPlace() {
        HubOptions options;
        options.hub = "http://127.0.0.1:1";
        for (const char* name : {"../model", "org/../x", "org/..", "/model", "org/", "a/b/c", "org/mo del", "org/model?x", "-x/y", ".x/y", ""})
            EXPECT_ERROR(downloadModel(name, target(), options), ErrorKind::Usage, "is no model's name");
        options.revision = "../main";
        EXPECT_ERROR(downloadModel("org/model", target(), options), ErrorKind::Usage, "is no revision");
    }
    void theHubIsAskedForNotAssumed() {
        qunsetenv("CROSSEED_HUB");
        qunsetenv("HF_ENDPOINT");
        EXPECT_ERROR(hubAddress(""), ErrorKind::Usage, "give its address with --hub, or set the environment variable CROSSEED_HUB");
        qputenv("HF_ENDPOINT", "http://b");
        QCOMPARE(hubAddress(""), std::string("http://b"));
        qputenv("CROSSEED_HUB", "http://a");
        QCOMPARE(hubAddress(""), std::string("http://a"));
        QCOMPARE(hubAddress("http://c"), std::string("http://c"));
    }
    void aNameInThePlaceOfAFolderSaysHowToGetIt() {
        EXPECT_ERROR(requireModelFolder("org/model-that-is-nowhere"), ErrorKind::NotFound, "crosseed download org/model-that-is-nowhere");
        EXPECT_ERROR(requireModelFolder("nowhere"), ErrorKind::NotFound, "There is no folder nowhere; give the folder of a model");
        requireModelFolder((goldenFolder / "tiny").string());
    }
};

QTEST_GUILESS_MAIN(TestHubDownload)
#include "tst_hub_download.moc"
