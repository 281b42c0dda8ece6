// The addresses of a TLSRPT record as what is looked at: a mail domain, or a web server.
#pragma once

#include "analyzer/facts.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tlsward {

// Of the only record among the texts, up to 4 of its addresses; nothing without exactly one.
// Their answers and visits are left empty.
std::vector<ReportTarget> report_targets_of(std::span<const std::string> texts);

// "https://reports.example.org:8443/v1" -> its parts. Absent for what is no https: address.
struct HttpsAddress {
  std::string host;
  std::optional<std::uint16_t> port;
  std::string path;  // "/v1", with its query
};
std::optional<HttpsAddress> https_address_in(std::string_view uri);

}  // namespace tlsward
