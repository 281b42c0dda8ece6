#include "program/webhook_options.h"

#include "analyzer/webhook_body.h"
#include "schema/domain.h"
#include "schema/printable.h"

#include <Poco/Exception.h>
#include <Poco/URI.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <utility>

namespace tlsward {

namespace {

bool is_visible_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

// As it is written: Poco would decode what a service has encoded.
std::string target_of(const std::string& url) {
  const auto host = url.find("://") + 3;
  const auto begin = std::min(url.find_first_of("/?#", host), url.size());
  const std::string target = url.substr(begin, url.find('#', begin) - begin);
  return target.starts_with('/') ? target : '/' + target;
}

std::string fault_of_uri(const Poco::URI& uri) {
  if (uri.getScheme() != "https")
    return "does not begin with https://, and nothing is sent in the clear";
  if (!uri.getUserInfo().empty()) return "has a user in it; the signature says who posts";
  return uri.getHost().empty() ? "names no host" : "";
}

}  // namespace

// The boundary of a URL: that Poco cannot read it becomes words for the operator.
expected<WebhookAddress, std::string> parse_webhook_url(const std::string& url) {
  if (!is_visible_ascii(url)) return unexpected(std::string("has a character that no URL has"));
  try {
    const Poco::URI uri(url);
    if (std::string fault = fault_of_uri(uri); !fault.empty()) return unexpected(std::move(fault));
    return WebhookAddress{.host = uri.getHost(), .port = uri.getPort(), .target = target_of(url)};
  } catch (const Poco::Exception&) {
    return unexpected(std::string("is no URL"));
  }
}

std::string fault_of(const WebhookOptions& webhook) {
  if (webhook.name.empty()) return "one has no name; add name = \"chat\"";
  if (webhook.url.empty() && webhook.url_file.empty())
    return "has no url; add url = \"https://hooks.example.org/...\", or url_file where it is a "
           "secret";
  if (!webhook.url.empty() && !webhook.url_file.empty())
    return "has url and url_file; remove one of them";
  if (webhook.secret_file.empty())
    return "has no secret_file; add secret_file = \"/etc/tlsward/webhook-secret\", a line that "
           "nobody can guess";
  const std::vector<std::string> formats = webhook_formats();
  if (std::ranges::find(formats, webhook.format) == formats.end())
    return fmt::format("format: there is no \"{}\"; known are {}", printable(webhook.format, 80),
                       fmt::join(formats, ", "));
  if (!webhook.url_file.empty()) return "";  // it is read for each post
  if (const auto address = parse_webhook_url(webhook.url); !address)
    return fmt::format("url: {}; write it like \"https://hooks.example.org/services/x\"",
                       address.error());
  return "";
}

}  // namespace tlsward
