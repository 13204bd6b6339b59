// SHA-256 content hashes: the names of tensors, inputs and results.
#pragma once
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace crosseed {

// Takes bytes piece by piece; hex() ends it. The result equals `sha256sum` of the same bytes.
class Hasher {
public:
    Hasher();
    ~Hasher();
    Hasher(const Hasher&) = delete;
    Hasher& operator=(const Hasher&) = delete;
    Hasher& add(const void* data, std::size_t bytes);
    Hasher& add(std::string_view text) { return add(text.data(), text.size()); }
    // 64 lower-case hexadecimal digits. May be called once.
    std::string hex();

private:
    struct State;
    std::unique_ptr<State> m_state;
};

std::string hashOf(std::string_view text);
// Streams the file. Throws Error(Io) when it cannot be read.
std::string hashOfFile(const std::filesystem::path& file);

} // namespace crosseed
