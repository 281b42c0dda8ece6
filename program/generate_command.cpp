#include "program/generate_command.h"

#include "analyzer/finding_text.h"
#include "analyzer/generate.h"
#include "analyzer/list_output.h"
#include "program/exit_codes.h"
#include "program/live_mx_lookup.h"
#include "program/terminal.h"
#include "schema/printable.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cassert>

namespace tlsward {
namespace {

constexpr std::int64_t kLongest = 31'557'600;  // RFC 8461 section 3.2

int show(const Invocation& invocation, const Publication& publication, const std::string& code) {
  require_no_list_format(invocation, "generate");
  const Language* const language = find_language(code);
  assert(language != nullptr);  // cli.cpp takes no other
  if (invocation.format == Format::json)
    print(write_json(publication_json(publication, *language)));
  else
    print(publication_text(publication, *language));
  return 0;
}

std::vector<std::string> mx_of(const std::vector<std::string>& words) {
  std::vector<std::string> mx;
  for (const std::string& word : words) {
    mx.push_back(Domain(word).text());
    if (!is_mx_pattern(mx.back()))
      throw UsageError(
          fmt::format("--mx: {} is no host name; write it like mx.example.org or "
                      "*.example.org",
                      printable(word, 80)));
  }
  return mx;
}

std::int64_t max_age_of(const std::string& word) {
  const std::int64_t seconds = word.size() > 10 ? kLongest + 1 : std::stoll(word);
  if (seconds == 0 || seconds > kLongest)
    throw UsageError(fmt::format("--max-age: {} is not from 1 to {} seconds; 604800 is a week",
                                 printable(word, 80), kLongest));
  return seconds;
}

PolicyMode mode_of(const std::string& word) {
  if (word == "enforce") return PolicyMode::enforce;
  return word == "none" ? PolicyMode::none : PolicyMode::testing;
}

}  // namespace

int generate_tlsrpt_command(const Invocation& invocation, const GenerateFlags& flags) {
  const Domain domain = require_domain("DOMAIN", flags.domain);
  const auto publication = generate_tlsrpt(domain, flags.rua);
  if (!publication)
    throw UsageError(
        "--rua: not every address is one; write mailto:tlsrpt@example.org or "
        "https://tls.example.org/v1/tlsrpt, each once");
  return show(invocation, *publication, flags.language);
}

int generate_mta_sts_command(const Invocation& invocation, const GenerateFlags& flags) {
  const Domain domain = require_domain("DOMAIN", flags.domain);
  PolicyTerms terms{
      .mode = mode_of(flags.mode), .mx = mx_of(flags.mx), .max_age = max_age_of(flags.max_age)};
  if (flags.exact && !flags.mx.empty())
    throw UsageError("--exact: has a meaning only where the hosts come from DNS, without --mx");
  std::vector<Finding> found;
  if (terms.mx.empty()) {
    auto live = look_up_mx(load_config(invocation).config, domain, hosts_by(flags.exact));
    if (!live) {
      fmt::print(stderr, "tlsward: generate mta-sts: {}\n", live.error());
      return kFailed;
    }
    terms.mx = std::move(live->patterns);
    found = std::move(live->findings);
  }
  Publication publication = generate_mta_sts(domain, terms, invocation.now);
  publication.findings.insert(publication.findings.end(), found.begin(), found.end());
  sort_by_severity(publication.findings);
  return show(invocation, publication, flags.language);
}

}  // namespace tlsward
