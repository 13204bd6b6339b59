#include "base/uuid.h"
#include "base/error.h"
#include <openssl/evp.h>

namespace crosseed {

namespace {

constexpr char digits[] = "0123456789abcdef";

bool isDash(std::size_t position) {
    return position == 8 || position == 13 || position == 18 || position == 23;
}

int valueOf(char digit) {
    return digit <= '9' ? digit - '0' : digit - 'a' + 10;
}

// 16 bytes of a plain UUID.
std::string bytesOf(const std::string& uuid) {
    std::string bytes;
    int high = -1;
    for (const char c : uuid) {
        if (c == '-')
            continue;
        if (high < 0)
            high = valueOf(c);
        else {
            bytes += static_cast<char>(high * 16 + valueOf(c));
            high = -1;
        }
    }
    return bytes;
}

} // namespace

std::string nameUuid(std::string_view space, std::string_view name) {
    const auto plain = plainUuid(space);
    require(plain.has_value(), ErrorKind::Internal, "The name space " + std::string(space) + " is no UUID.");
    const std::string input = bytesOf(*plain) + std::string(name);
    unsigned char digest[EVP_MAX_MD_SIZE];
    require(EVP_Digest(input.data(), input.size(), digest, nullptr, EVP_sha1(), nullptr) == 1, ErrorKind::Internal,
            "SHA-1 is not available in the OpenSSL library of this computer.");
    digest[6] = static_cast<unsigned char>((digest[6] & 0x0f) | 0x50); // version 5
    digest[8] = static_cast<unsigned char>((digest[8] & 0x3f) | 0x80); // variant of RFC 4122
    std::string uuid;
    for (int i = 0; i < 16; ++i) {
        if (isDash(uuid.size()))
            uuid += '-';
        uuid += digits[digest[i] >> 4];
        uuid += digits[digest[i] & 15];
    }
    return uuid;
}

std::optional<std::string> plainUuid(std::string_view text) {
    if (text.size() == 38 && text.front() == '{' && text.back() == '}')
        text = text.substr(1, 36);
    if (text.size() != 36)
        return std::nullopt;
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i] >= 'A' && text[i] <= 'F' ? static_cast<char>(text[i] - 'A' + 'a') : text[i];
        const bool isDigit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        if (isDash(i) ? c != '-' : !isDigit)
            return std::nullopt;
        plain += c;
    }
    return plain;
}

} // namespace crosseed
