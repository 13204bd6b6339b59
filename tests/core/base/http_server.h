// A small HTTP server inside a test, on a port of its own choice, that answers as the test tells it and cuts connections on request.
#pragma once
#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <netinet/in.h>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace crosseed {

struct HttpRequest {
    std::string path;
    std::map<std::string, std::string> headers; // names in lower case
    std::string header(const std::string& name) const {
        const auto found = headers.find(name);
        return found == headers.end() ? "" : found->second;
    }
};

struct HttpReply {
    std::string status = "200 OK";
    std::vector<std::string> headers; // "ETag: \"1\""; Content-Length is added unless it is among them
    std::string body;
    std::size_t cutAfter = std::string::npos; // bytes of the body after which the connection breaks
};

class HttpServer {
public:
    explicit HttpServer(std::function<HttpReply(const HttpRequest&)> answer) : m_answer(std::move(answer)) {
        m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(m_socket, 16);
        socklen_t length = sizeof address;
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &length);
        m_address = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        m_thread = std::thread([this] { serve(); });
    }
    ~HttpServer() {
        m_ending = true;
        ::shutdown(m_socket, SHUT_RDWR);
        m_thread.join();
        ::close(m_socket);
    }
    const std::string& address() const { return m_address; }
    std::vector<HttpRequest> requests() const {
        const std::lock_guard lock(m_mutex);
        return m_requests;
    }

private:
    void serve() {
        while (!m_ending) {
            const int client = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
            if (client < 0)
                continue;
            HttpRequest request = read(client);
            {
                const std::lock_guard lock(m_mutex);
                m_requests.push_back(request);
            }
            send(client, m_answer(request));
            ::shutdown(client, SHUT_WR);
            char rest[64];
            while (::read(client, rest, sizeof rest) > 0) {
            }
            ::close(client);
        }
    }
    static HttpRequest read(int client) {
        std::string text;
        char c = 0;
        while (!text.ends_with("\r\n\r\n") && ::read(client, &c, 1) == 1)
            text += c;
        HttpRequest request;
        const auto blank = text.find(' ');
        request.path = blank == std::string::npos ? "" : text.substr(blank + 1, text.find(' ', blank + 1) - blank - 1);
        for (std::size_t at = text.find("\r\n"); at != std::string::npos && at + 2 < text.size();) {
            const std::size_t end = text.find("\r\n", at + 2);
            const std::string line = text.substr(at + 2, end - at - 2);
            if (const auto colon = line.find(": "); colon != std::string::npos) {
                std::string name = line.substr(0, colon);
                std::transform(name.begin(), name.end(), name.begin(), [](unsigned char l) { return std::tolower(l); });
                request.headers[name] = line.substr(colon + 2);
            }
            at = end;
        }
        return request;
    }
    static void send(int client, const HttpReply& reply) {
        std::string head = "HTTP/1.1 " + reply.status + "\r\nConnection: close\r\n";
        bool hasLength = false;
        for (const std::string& line : reply.headers) {
            head += line + "\r\n";
            hasLength = hasLength || line.starts_with("Content-Length:");
        }
        if (!hasLength)
            head += "Content-Length: " + std::to_string(reply.body.size()) + "\r\n";
        head += "\r\n" + reply.body.substr(0, reply.cutAfter);
        for (std::size_t sent = 0; sent < head.size();) {
            const ssize_t some = ::send(client, head.data() + sent, head.size() - sent, MSG_NOSIGNAL);
            if (some <= 0)
                return;
            sent += static_cast<std::size_t>(some);
        }
    }

    std::function<HttpReply(const HttpRequest&)> m_answer;
    std::string m_address;
    std::thread m_thread;
    std::atomic<bool> m_ending = false;
    mutable std::mutex m_mutex;
    std::vector<HttpRequest> m_requests;
    int m_socket = -1;
};

// A whole file, or the part of it that the request asks for when its If-Range is the file's ETag.
inline HttpReply fileReply(const HttpRequest& request, const std::string& body, const std::string& etag) {
    HttpReply reply;
    reply.headers = {"ETag: " + etag};
    const std::string range = request.header("range");
    if (request.header("if-none-match") == etag) {
        reply.status = "304 Not Modified";
    } else if (range.starts_with("bytes=") && request.header("if-range") == etag) {
        const auto begin = static_cast<std::size_t>(std::stoul(range.substr(6)));
        reply.status = "206 Partial Content";
        reply.headers.push_back("Content-Range: bytes " + std::to_string(begin) + "-" + std::to_string(body.size() - 1) + "/" +
                                std::to_string(body.size()));
        reply.body = body.substr(begin);
    } else {
        reply.body = body;
    }
    return reply;
}

} // namespace crosseed
