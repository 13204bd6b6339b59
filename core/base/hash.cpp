#include "base/hash.h"
#include "base/error.h"
#include <fstream>
#include <openssl/evp.h>
#include <vector>

namespace crosseed {

struct Hasher::State {
    EVP_MD_CTX* context = EVP_MD_CTX_new();
    ~State() { EVP_MD_CTX_free(context); }
};

Hasher::Hasher() : m_state(std::make_unique<State>()) {
    require(EVP_DigestInit_ex(m_state->context, EVP_sha256(), nullptr) == 1, ErrorKind::Internal,
            "SHA-256 is not available in the OpenSSL library of this computer.");
}

Hasher::~Hasher() = default;

Hasher& Hasher::add(const void* data, std::size_t bytes) {
    EVP_DigestUpdate(m_state->context, data, bytes);
    return *this;
}

std::string Hasher::hex() {
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    EVP_DigestFinal_ex(m_state->context, digest, &length);
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    for (unsigned int i = 0; i < length; ++i) {
        text += digits[digest[i] >> 4];
        text += digits[digest[i] & 15];
    }
    return text;
}

std::string hashOf(std::string_view text) {
    return Hasher().add(text).hex();
}

std::string hashOfFile(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    require(in.good(), ErrorKind::Io, "The file " + file.string() + " cannot be opened for reading.");
    Hasher hasher;
    std::vector<char> buffer(1 << 20);
    while (in.read(buffer.data(), static_cast<std::streamsize>(buffer.size())) || in.gcount() > 0)
        hasher.add(buffer.data(), static_cast<std::size_t>(in.gcount()));
    require(in.eof(), ErrorKind::Io, "The file " + file.string() + " could not be read to its end.");
    return hasher.hex();
}

} // namespace crosseed
