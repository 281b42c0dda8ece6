#include "analyzer/report_target.h"

#include "analyzer/txt_record.h"
#include "schema/text.h"

#include <algorithm>
#include <charconv>

namespace tlsward {
namespace {

constexpr std::size_t kMostTargets = 4;

std::optional<std::uint16_t> port_in(std::string_view text) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(port)
                                                                  : std::nullopt;
}

std::optional<ReportTarget> target_of(const std::string& uri) {
  ReportTarget target{.uri = uri};
  if (const auto address = https_address_in(uri)) {
    target.host = address->host;
  } else {
    const auto at = uri.find('@');
    if (lower_case(uri.substr(0, 7)) != "mailto:" || at == std::string::npos) return {};
    target.host = uri.substr(at + 1, uri.find('?') - at - 1);
    target.is_mail = true;
  }
  target.host = Domain(target.host).text();
  return Domain(target.host).is_host_name() ? std::optional(target) : std::nullopt;
}

}  // namespace

std::vector<ReportTarget> report_targets_of(std::span<const std::string> texts) {
  std::optional<TlsrptRecord> only;
  for (const std::string& text : texts) {
    auto record = read_tlsrpt_record(text);
    if (!record) continue;
    if (only) return {};
    only = *std::move(record);
  }
  std::vector<ReportTarget> targets;
  if (!only) return targets;
  for (const std::string& uri : only->rua)
    if (auto target = target_of(uri); target && targets.size() < kMostTargets)
      targets.push_back(*std::move(target));
  return targets;
}

std::optional<HttpsAddress> https_address_in(std::string_view uri) {
  constexpr std::string_view scheme = "https://";
  if (lower_case(uri.substr(0, scheme.size())) != scheme) return {};
  uri.remove_prefix(scheme.size());
  const std::string_view authority = uri.substr(0, uri.find_first_of("/?#"));
  HttpsAddress address{.path = std::string(uri.substr(authority.size()))};
  address.path.resize(std::min(address.path.size(), address.path.find('#')));
  if (!address.path.starts_with('/')) address.path.insert(0, "/");
  const auto colon = authority.rfind(':');
  address.host = authority.substr(0, colon);
  if (colon != std::string_view::npos) address.port = port_in(authority.substr(colon + 1));
  const bool plain = std::ranges::all_of(address.path, [](char c) { return c > ' ' && c < 0x7f; });
  if (!plain || (colon != std::string_view::npos && !address.port)) return {};
  return address;
}

}  // namespace tlsward
