// UUIDs that follow from names: the same name gives the same UUID, on every computer (RFC 4122, version 5).
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace crosseed {

// Version 5: SHA-1 over the 16 bytes of the UUID `space` and the bytes of `name`; lower case, "6b8cc1bf-939f-5c0c-8866-...".
// Throws Error(Internal) when `space` is no UUID.
std::string nameUuid(std::string_view space, std::string_view name);

// A UUID as programs write it, in any letter case and with or without braces, as nameUuid() writes it; nothing for other texts.
std::optional<std::string> plainUuid(std::string_view text);

} // namespace crosseed
