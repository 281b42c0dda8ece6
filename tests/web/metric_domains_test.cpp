// Tests web/metric_domains.cpp: whose series there are, and that nothing is lost of the others.
#include "web/metric_domains.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace tlsward {
namespace {

constexpr Timestamp kReceived{std::chrono::seconds{1'795'478'400}};

SessionTotal sessions(const std::string& domain, std::int64_t successful) {
  return {domain, "sts", successful, 1, kReceived};
}

std::vector<std::string> labels(const DomainChoice& choice) {
  std::vector<std::string> labels;
  for (const DomainMetrics& metrics : choice.shown)
    labels.push_back(metrics.domain);
  return labels;
}

Sessions sum_of(const DomainChoice& choice) {
  Sessions sum;
  for (const DomainMetrics& metrics : choice.shown)
    sum += metrics.all();
  return sum;
}

TEST_CASE("a line is counted under the nearest configured name above it, or as other") {
  const std::vector<Domain> configured = {Domain("deep.example.org"), Domain("example.org"),
                                          Domain("mx.example.net")};
  struct {
    const char* line;
    const char* want;
  } const cases[] = {
      {"example.org", "example.org"},
      {"a.b.example.org", "example.org"},
      {"deep.example.org", "deep.example.org"},
      {"x.deep.example.org", "deep.example.org"},
      {"example.net", "other"},
      {"mx.example.net", "mx.example.net"},
      {"notexample.org", "other"},
      {"org", "other"},
      {"", "other"},
      {"\"}\n", "other"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.line);
    CHECK(label_of(c.line, configured) == c.want);
  }
}

TEST_CASE("names below a configured one, of strangers too, make no series of their own") {
  Totals totals;
  for (int i = 0; i < 1000; ++i)
    totals.sessions.push_back(sessions("n" + std::to_string(i) + ".example.org", i));
  totals.sessions.push_back(sessions("example.net", 7));
  const DomainChoice choice = choose_domains(totals, {Domain("example.org")});
  CHECK(labels(choice) == std::vector<std::string>{"example.org", "other"});
  CHECK(choice.shown[0].sessions.at("sts") == Sessions{499'500, 1000});
  CHECK(choice.shown[1].sessions.at("sts") == Sessions{7, 1});
  CHECK(choice.domains_in_other == 0);
}

TEST_CASE("with no domain configured the largest have labels, and the rest is summed up") {
  Totals totals;
  for (int i = 0; i < 100'000; ++i)
    totals.sessions.push_back(sessions("n" + std::to_string(i) + ".example", i % 1000));
  totals.failures = {{"n999.example", "certificate-expired", 1}, {"n0.example", "other", 2}};
  const DomainChoice choice = choose_domains(totals, {});
  CHECK(choice.shown.size() == 201);
  CHECK(choice.shown[0].all().successful == 999);
  CHECK(choice.shown.back().domain == "other");
  CHECK(choice.shown.back().failures.at("other") == 2);
  CHECK(choice.domains_in_other == 99'800);
  CHECK(sum_of(choice) == Sessions{49'950'000, 100'000});
}

TEST_CASE("thousands of configured domains have labels as far as there is room") {
  Totals totals;
  std::vector<Domain> configured;
  for (int i = 0; i < 5000; ++i) {
    configured.emplace_back("customer-" + std::to_string(i) + ".example.org");
    totals.sessions.push_back(sessions(configured.back().text(), i));
  }
  const DomainChoice choice = choose_domains(totals, configured, {.bytes = 100'000});
  CHECK(choice.shown.size() > 200);
  CHECK(choice.shown.size() < 400);
  CHECK(choice.shown[0].domain == "customer-4999.example.org");
  CHECK(choice.shown.size() - 1 + choice.domains_in_other == 5000);
  CHECK(sum_of(choice).failed == 5000);
}

}  // namespace
}  // namespace tlsward
