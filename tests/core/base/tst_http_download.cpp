// Downloads from a server that breaks, lies and changes its mind.
#include "base/files.h"
#include "base/hash.h"
#include "base/http_answer.h"
#include "base/http_download.h"
#include "core/base/http_server.h"
#include "core/text/expect_error.h"
#include <QTemporaryDir>
#include <QTest>

using namespace crosseed;

namespace fs = std::filesystem;

namespace {

std::string content(std::size_t bytes, unsigned seed) {
    std::string text(bytes, '\0');
    for (char& c : text)
        c = static_cast<char>((seed = seed * 1664525u + 1013904223u) >> 24);
    return text;
}

HttpOptions quick(int retries = 8) {
    HttpOptions options;
    options.retries = retries;
    options.firstWaitSeconds = 0;
    return options;
}

} // namespace

class TestHttpDownload : public QObject {
    Q_OBJECT
    const std::string m_body = content(200'000, 1), m_etag = '"' + hashOf(m_body) + '"';
    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path target() const { return m_folder->filePath("file").toStdString(); }
    fs::path part() const { return target().string() + ".part"; }

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aFileThatIsCutFiveTimesComesWholeInSixTries() {
        int tries = 0;
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = fileReply(request, m_body, m_etag);
            if (++tries <= 5)
                reply.cutAfter = 30'000;
            return reply;
        });
        double last = 0;
        const auto file = downloadFile(server.address() + "/file", target(), quick(), [&](const Progress& p) {
            QVERIFY(p.fraction >= last);
            last = p.fraction;
        });
        QCOMPARE(readFile(target()), m_body);
        QVERIFY(!fs::exists(part()));
        QCOMPARE(file->tries, 6);
        QCOMPARE(file->bytes, m_body.size());
        QVERIFY(file->hashGiven && file->hash == hashOf(m_body));
        QCOMPARE(last, 1.0);
        const auto requests = server.requests();
        QCOMPARE(requests.size(), std::size_t{6});
        QCOMPARE(requests[5].header("range"), std::string("bytes=150000-")); // nothing came twice
        QCOMPARE(requests[0].header("range"), std::string());
    }
    void aSecondCallGoesOnAndTooManyBreaksAreAnError() {
        bool breaks = true;
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = fileReply(request, m_body, m_etag);
            if (breaks)
                reply.cutAfter = 10'000;
            return reply;
        });
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), quick(2)), ErrorKind::Io, "in 3 tries");
        QVERIFY(!fs::exists(target()));
        QCOMPARE(fs::file_size(part()), std::uintmax_t{30'000});
        breaks = false;
        QCOMPARE(downloadFile(server.address() + "/file", target(), quick())->tries, 1);
        QCOMPARE(readFile(target()), m_body);
        QCOMPARE(server.requests().back().header("range"), std::string("bytes=30000-"));
    }
    void anotherVersionBetweenTheTriesIsTakenWhole() {
        const std::string newer = content(150'000, 9);
        int tries = 0;
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = ++tries == 1 ? fileReply(request, m_body, m_etag) : fileReply(request, newer, '"' + hashOf(newer) + '"');
            if (tries == 1)
                reply.cutAfter = 50'000;
            return reply;
        });
        downloadFile(server.address() + "/file", target(), quick());
        QCOMPARE(readFile(target()), newer);
    }
    void aPartOfAnotherVersionIsNeverGluedOn() { // a server that overlooks If-Range
        const std::string newer = content(150'000, 9);
        int tries = 0;
        const HttpServer server([&](const HttpRequest& request) {
            if (++tries == 1) {
                HttpReply reply = fileReply(request, m_body, m_etag);
                reply.cutAfter = 50'000;
                return reply;
            }
            HttpRequest careless = request;
            const std::string etag = '"' + hashOf(newer) + '"';
            if (request.headers.count("range"))
                careless.headers["if-range"] = etag;
            return fileReply(careless, newer, etag);
        });
        downloadFile(server.address() + "/file", target(), quick());
        QCOMPARE(readFile(target()), newer);
        QCOMPARE(tries, 3);
    }
    void aServerWithoutRangesSendsItAgain() {
        int tries = 0;
        const HttpServer server([&](const HttpRequest& request) {
            HttpRequest whole = request;
            whole.headers.erase("range");
            HttpReply reply = fileReply(whole, m_body, m_etag);
            if (++tries <= 2)
                reply.cutAfter = 199'999;
            return reply;
        });
        downloadFile(server.address() + "/file", target(), quick());
        QCOMPARE(readFile(target()), m_body);
    }
    void aWrongHashIsRefusedAndNothingIsKept() {
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = fileReply(request, m_body, "\"1\"");
            reply.headers.push_back("X-Linked-ETag: \"" + hashOf("something else") + "\"");
            return reply;
        });
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), quick()), ErrorKind::BadInput, "its SHA-256 is another one");
        QVERIFY(!fs::exists(target()) && !fs::exists(part()));
    }
    void aWrongSizeIsRefused() {
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = fileReply(request, m_body, m_etag);
            reply.headers.push_back("X-Linked-Size: 200001");
            return reply;
        });
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), quick()), ErrorKind::BadInput, "has 200001 bytes and sends 200000");
        QVERIFY(!fs::exists(target()));
    }
    void aFileTooLongForWhatItIsOrForTheDiskIsRefusedBeforeItComes() {
        const HttpServer server([&](const HttpRequest&) {
            HttpReply reply;
            reply.headers = {"Content-Length: 9000000000000000"};
            return reply;
        });
        HttpOptions options = quick();
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), options), ErrorKind::Io, "could not be downloaded");
        options.mostBytes = 1000;
        const HttpServer longer([&](const HttpRequest& request) { return fileReply(request, m_body, m_etag); });
        EXPECT_ERROR(downloadFile(longer.address() + "/file", target(), options), ErrorKind::BadInput, "at most 1000 make sense");
        options.mostBytes = UINTMAX_MAX;
        const HttpServer huge([&](const HttpRequest&) {
            HttpReply reply;
            reply.headers = {"Content-Length: 900000000000000"};
            reply.body = "x";
            return reply;
        });
        EXPECT_ERROR(downloadFile(huge.address() + "/file", target(), options), ErrorKind::Io, "are free; make room");
    }
    void whatTheServerHasNotIsNothing() {
        const HttpServer server([&](const HttpRequest&) { return HttpReply{"404 Not Found", {}, "no", std::string::npos}; });
        QVERIFY(!downloadFile(server.address() + "/file", target(), quick()));
        QVERIFY(!fs::exists(target()) && !fs::exists(part()));
        QCOMPARE(server.requests().size(), std::size_t{1});
    }
    void refusedAccessIsSaidAtOnceAndABusyServerIsAskedAgain() {
        const HttpServer closed([&](const HttpRequest&) { return HttpReply{"403 Forbidden", {}, "", std::string::npos}; });
        EXPECT_ERROR(downloadFile(closed.address() + "/file", target(), quick()), ErrorKind::NotFound, "refuses access");
        QCOMPARE(closed.requests().size(), std::size_t{1});
        int tries = 0;
        const HttpServer busy([&](const HttpRequest& request) {
            return ++tries < 3 ? HttpReply{"503 Busy", {}, "", std::string::npos} : fileReply(request, m_body, m_etag);
        });
        QCOMPARE(downloadFile(busy.address() + "/file", target(), quick())->tries, 3);
    }
    void redirectsAreFollowedAndWhatTheHubSaidHolds() {
        const HttpServer mirror([&](const HttpRequest& request) { return fileReply(request, m_body, "\"of the mirror\""); });
        const HttpServer hub([&](const HttpRequest&) {
            return HttpReply{"302 Found",
                             {"Location: " + mirror.address() + "/there", "X-Linked-Size: 200000",
                              "X-Linked-ETag: \"" + hashOf(m_body) + "\"", "X-Repo-Commit: " + std::string(40, 'a')},
                             "moved", std::string::npos};
        });
        const auto file = downloadFile(hub.address() + "/file", target(), quick());
        QVERIFY(file->hashGiven && file->commit == std::string(40, 'a'));
        const HttpServer circle([&](const HttpRequest&) { return HttpReply{"302 Found", {"Location: /again"}, "", std::string::npos}; });
        EXPECT_ERROR(downloadFile(circle.address() + "/file", target(), quick(0)), ErrorKind::Io, "could not be downloaded");
        const HttpServer elsewhere([&](const HttpRequest&) { return HttpReply{"302 Found", {"Location: file:///etc/passwd"}, "", std::string::npos}; });
        EXPECT_ERROR(downloadFile(elsewhere.address() + "/file", m_folder->filePath("no").toStdString(), quick(0)), ErrorKind::BadInput, "could not be downloaded");
        EXPECT_ERROR(downloadFile("file:///etc/passwd", target(), quick()), ErrorKind::Usage, "begins neither with http://");
    }
    void anUnchangedFileIsKept() {
        const HttpServer server([&](const HttpRequest& request) { return fileReply(request, m_body, m_etag); });
        downloadFile(server.address() + "/file", target(), quick());
        const auto again = downloadFile(server.address() + "/file", target(), quick());
        QCOMPARE(again->bytes, m_body.size());
        QCOMPARE(server.requests().back().header("if-none-match"), m_etag);
        QVERIFY(!fs::exists(part()));
        QCOMPARE(readFile(target()), m_body);
    }
    void anOldTargetIsNeverTakenForTheNewVersionThatWasCut() {
        const std::string newer = content(150'000, 9), newEtag = "\"v2\"";
        downloadFile(HttpServer([&](const HttpRequest& request) { return fileReply(request, m_body, "\"v1\""); }).address() + "/file",
                     target(), quick());
        int tries = 0;
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = fileReply(request, newer, newEtag);
            if (++tries == 1)
                reply.cutAfter = 50'000;
            return reply;
        });
        downloadFile(server.address() + "/file", target(), quick());
        QCOMPARE(readFile(target()), newer);
        QCOMPARE(readFile(target().string() + ".etag"), newEtag);
        const auto requests = server.requests();
        QCOMPARE(requests.size(), std::size_t{2});
        QCOMPARE(requests[1].header("if-none-match"), std::string("\"v1\""));
        QCOMPARE(requests[1].header("range"), std::string("bytes=50000-")); // and what came of it is not asked for again
    }
    void aCutNewVersionLeavesTheOldTargetWithItsEtag() {
        const std::string newer = content(150'000, 9);
        bool old = true;
        const HttpServer server([&](const HttpRequest& request) {
            HttpReply reply = old ? fileReply(request, m_body, "\"v1\"") : fileReply(request, newer, "\"v2\"");
            if (!old)
                reply.cutAfter = 50'000;
            return reply;
        });
        downloadFile(server.address() + "/file", target(), quick());
        old = false;
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), quick(0)), ErrorKind::Io, "50000 bytes are kept");
        QCOMPARE(readFile(target()), m_body);
        QCOMPARE(readFile(target().string() + ".etag"), std::string("\"v1\""));
    }
    void anUnchangedFileThatIsDamagedHereComesAgain() {
        const HttpServer server([&](const HttpRequest& request) { return fileReply(request, m_body, m_etag); });
        downloadFile(server.address() + "/file", target(), quick());
        writeFile(target(), content(200'000, 2));
        const auto again = downloadFile(server.address() + "/file", target(), quick(0));
        QCOMPARE(readFile(target()), m_body);
        QVERIFY(again->hashGiven);
        QVERIFY(downloadFile(server.address() + "/file", target(), quick(0))->hashGiven); // now by 304
        QCOMPARE(server.requests().size(), std::size_t{4});
    }
    void anAnswerWhoseEndNobodyMarksIsRefused() {
        // What the server adds of its own comes after the header has ended.
        const HttpServer server([](const HttpRequest&) { return HttpReply{"200 OK\r\nETag: \"1\"\r\n\r\nhello", {}, "", std::string::npos}; });
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), quick()), ErrorKind::BadInput,
                     "neither the length nor the SHA-256 of file");
        QVERIFY(!fs::exists(target()));
    }
    void chunksAreTakenWithoutALengthAndACutIsSeen() {
        int tries = 0;
        const HttpServer server([&](const HttpRequest&) {
            const std::string body = ++tries == 1 ? "100000\r\nhello" : "5\r\nhello\r\n0\r\n\r\n";
            return HttpReply{"200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + body, {}, "", std::string::npos};
        });
        QCOMPARE(downloadFile(server.address() + "/file", target(), quick())->tries, 2);
        QCOMPARE(readFile(target()), std::string("hello"));
    }
    void aTargetThatCannotBeWrittenIsAnErrorOfOurs() {
        const HttpServer server([&](const HttpRequest& request) { return fileReply(request, m_body, m_etag); });
        fs::create_directories(target() / "inside");
        EXPECT_ERROR(downloadFile(server.address() + "/file", target(), quick(0)), ErrorKind::Io, "cannot be put in its place");
        writeFile(m_folder->filePath("plain").toStdString(), "x");
        EXPECT_ERROR(downloadFile(server.address() + "/file", m_folder->filePath("plain/file").toStdString(), quick(0)), ErrorKind::Io,
                     "cannot be written");
    }
    void aStopKeepsWhatIsThere() {
        const HttpServer server([&](const HttpRequest& request) { return fileReply(request, m_body, m_etag); });
        std::stop_source source;
        const auto stopAtOnce = [&](const Progress&) { source.request_stop(); };
        QVERIFY_THROWS_EXCEPTION(Cancelled, downloadFile(server.address() + "/file", target(), quick(), stopAtOnce, source.get_token()));
        QVERIFY(!fs::exists(target()) && fs::file_size(part()) > 0);
        downloadFile(server.address() + "/file", target(), quick());
        QCOMPARE(readFile(target()), m_body);
    }
    void anEmptyFileIsAFile() {
        const HttpServer server([&](const HttpRequest&) { return HttpReply{}; });
        QCOMPARE(downloadFile(server.address() + "/file", target(), quick())->bytes, std::uintmax_t{0});
        QVERIFY(fs::exists(target()));
    }
    void headersAreReadAsTheyAreMeant() {
        HttpAnswer answer;
        for (const char* line : {"HTTP/2 206 \r\n", "content-RANGE: bytes 5-9/77\r\n", "Content-Length: 5\r\n", "garbage\r\n", ": \r\n"})
            answer.addLine(line);
        QCOMPARE(answer.status, 206);
        QCOMPARE(answer.total().value(), std::uintmax_t{77});
        QCOMPARE(answer.rangeBegin(), std::uintmax_t{5});
        for (const char* line : {"HTTP/1.1 200 OK", "Content-Length: -5", "ETag: W/\"abc\""})
            answer.addLine(line);
        QVERIFY(!answer.total() && answer.hash().empty() && answer.rangeBegin() == 0);
        for (const char* line : {"HTTP/1.1 200 OK", "Content-Length: 5", "Transfer-Encoding: gzip, Chunked"})
            answer.addLine(line);
        QVERIFY(!answer.total() && answer.endIsMarked());
        answer.addLine("HTTP/1.0 200 OK");
        QVERIFY(!answer.endIsMarked());
        answer.addLine("etag: W/\"" + std::string(64, 'A') + "\"");
        QCOMPARE(answer.hash(), std::string(64, 'a'));
    }
};

QTEST_GUILESS_MAIN(TestHttpDownload)
#include "tst_http_download.moc"
