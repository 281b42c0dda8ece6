#include "web/help_page.h"

#include "analyzer/verdict.h"
#include "analyzer/wording.h"
#include "web/page.h"
#include "web/view.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

using nlohmann::ordered_json;

std::string own_word(const Visit& visit, std::string_view kind, std::string_view key) {
  return std::string(visit.language().text(fmt::format("page-help.{}-{}", kind, key)));
}

ordered_json verdict_values(const Visit& visit) {
  auto all = ordered_json::array();
  for (const Verdict verdict : {Verdict::ok, Verdict::watch, Verdict::action, Verdict::blind}) {
    auto& values = all.emplace_back(ordered_json::object());
    add_verdict(values, verdict);
    values["means"] =
        own_word(visit, "verdict", values["verdict_class"].get_ref<const std::string&>());
  }
  return all;
}

ordered_json term_values(const Visit& visit) {
  constexpr std::string_view terms[] = {"session", "report", "reporter",    "policy",
                                        "mta-sts", "dane",   "mail-server", "problem",
                                        "look",    "muted",  "quarantine"};
  auto all = ordered_json::array();
  for (const std::string_view term : terms)
    all.push_back(
        {{"term", own_word(visit, "term", term)}, {"means", own_word(visit, "means", term)}});
  return all;
}

// The best first.
ordered_json trust_values(const Visit& visit) {
  auto all = ordered_json::array();
  for (const Trust trust : {Trust::verified, Trust::vouched, Trust::corroborated,
                            Trust::unauthenticated, Trust::refused})
    all.push_back({{"term", name(trust, visit.language())},
                   {"means", own_word(visit, "trust", name(trust))}});
  return all;
}

}  // namespace

Response help_page(const Visit& visit) {
  const std::string title(visit.language().text("page-help.title"));
  return make_page(visit,
                   {.name = "help", .title = title, .section = "help", .command = "man tlsward"},
                   {{"verdicts", verdict_values(visit)},
                    {"terms", term_values(visit)},
                    {"trusts", trust_values(visit)}});
}

}  // namespace tlsward
