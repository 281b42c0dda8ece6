#include "analyzer/dns_answer.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tlsward {
namespace {

std::uint8_t byte_at(std::string_view data, std::size_t at) {
  return static_cast<std::uint8_t>(data[at]);
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

}  // namespace

bool is_null(const DnsAnswer<MxRecord>& mx) {
  return mx.found() && std::ranges::all_of(mx.values, &std::string::empty, &MxRecord::host);
}

std::string txt_in(std::string_view data) {
  std::string text;
  while (!data.empty()) {
    const std::size_t size = byte_at(data, 0);
    text += data.substr(1, size);
    data.remove_prefix(std::min(size + 1, data.size()));
  }
  return text;
}

std::string name_in(std::string_view data) {
  std::string name;
  while (!data.empty() && data.front() != 0) {
    const std::size_t size = byte_at(data, 0);
    if (!name.empty()) name += '.';
    for (const char c : data.substr(1, size)) {
      if (is_plain(c))
        name += c;
      else
        name += fmt::format("\\{:03}", static_cast<unsigned char>(c));
    }
    data.remove_prefix(std::min(size + 1, data.size()));
  }
  return name;
}

std::optional<std::string> address_in(std::string_view data) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (data.size() != 4 && data.size() != 16) return {};
  const int family = data.size() == 4 ? AF_INET : AF_INET6;
  return inet_ntop(family, data.data(), text.data(), text.size());
}

std::optional<MxRecord> mx_in(std::string_view data) {
  if (data.size() < 3) return {};
  return MxRecord{static_cast<std::uint16_t>(byte_at(data, 0) << 8U | byte_at(data, 1)),
                  name_in(data.substr(2))};
}

std::optional<TlsaRecord> tlsa_in(std::string_view data) {
  if (data.size() < 3) return {};
  return TlsaRecord{byte_at(data, 0), byte_at(data, 1), byte_at(data, 2),
                    std::string(data.substr(3))};
}

std::optional<CaaRecord> caa_in(std::string_view data) {
  if (data.size() < 2) return {};
  const std::size_t size = byte_at(data, 1);  // behind the flags
  if (data.size() < 2 + size) return {};
  return CaaRecord{std::string(data.substr(2, size)), std::string(data.substr(2 + size))};
}

}  // namespace tlsward
