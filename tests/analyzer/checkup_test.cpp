// analyzer/checkup.cpp, analyzer/checkup_json.cpp
#include "analyzer/checkup.h"

#include "analyzer/finding_kinds.h"
#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace tlsward {
namespace {

const std::vector<CheckGroup> kAll = {CheckGroup::tlsrpt, CheckGroup::mta_sts, CheckGroup::mx,
                                      CheckGroup::dane};

Verdict verdict_of(std::vector<Severity> severities) {
  std::vector<Finding> findings;
  for (const Severity severity : severities)
    findings.push_back({.severity = severity});
  return judge_findings(findings);
}

Facts with_expired_certificate() {
  Facts facts = healthy_facts();
  facts.mx_hosts.front().looks.front().tls->chain_faults = {ChainFault::expired};
  return facts;
}

}  // namespace

TEST_CASE("the word is that of the worst finding, and what was not seen is no all-clear") {
  CHECK(verdict_of({}) == Verdict::ok);
  CHECK(verdict_of({Severity::info}) == Verdict::ok);
  CHECK(verdict_of({Severity::untested, Severity::info}) == Verdict::blind);
  CHECK(verdict_of({Severity::warn, Severity::untested}) == Verdict::watch);
  CHECK(verdict_of({Severity::risk}) == Verdict::watch);
  CHECK(verdict_of({Severity::untested, Severity::risk, Severity::fail}) == Verdict::action);
}

TEST_CASE("of a group that was not asked for nothing is said") {
  CHECK(check(with_expired_certificate(), {CheckGroup::dane}).verdict == Verdict::ok);
  CHECK(check(with_expired_certificate(), {CheckGroup::mx}).verdict == Verdict::action);
}

TEST_CASE("the verdict stands first, then the worst finding with what to do, then what was seen") {
  Facts facts = with_expired_certificate();
  facts.tlsrpt = secure<std::string>("_smtp._tls.example.org", {});
  const std::string text = checkup_text(check(facts, kAll), CheckupDetail::usual);
  CHECK(text.starts_with("ACTION NEEDED: "));
  const auto expired = text.find("TL-11");
  const auto absent = text.find("TR-01");
  CHECK(expired < text.find("reload the mail server"));
  CHECK(text.find("reload the mail server") < absent);
  CHECK(absent < text.find("SEEN FROM HERE"));
  CHECK(text.find("mx1.example.org (192.0.2.1): TLSv1.3") != std::string::npos);
}

TEST_CASE("of a healthy domain one line is said, with how much more is worth knowing") {
  const Checkup checkup = check(healthy_facts(), kAll);
  const std::string line = checkup_text(checkup, CheckupDetail::usual);
  CHECK(line.starts_with("OK: "));
  CHECK(line.find("1 note more") != std::string::npos);
  CHECK(line.find('\n') == line.size() - 1);
  const std::string all = checkup_text(checkup, CheckupDetail::all);
  CHECK(all.find("TR-20") != std::string::npos);
  CHECK(all.find("SEEN FROM HERE") != std::string::npos);
}

TEST_CASE("among many a domain has its line and its faults, and they end in their numbers") {
  const std::string text =
      checkup_text(check(with_expired_certificate(), kAll), CheckupDetail::faults);
  CHECK(text.find("TL-11") != std::string::npos);
  CHECK(text.find("SEEN FROM HERE") == std::string::npos);
  const std::vector<Verdict> verdicts = {Verdict::ok, Verdict::action, Verdict::ok};
  CHECK(verdicts_line(verdicts) == "3 domains: 2 OK, 0 WATCH, 1 ACTION, 0 BLIND.\n");
}

TEST_CASE("a line for monitoring is one line without a bar, whatever a stranger wrote") {
  Facts facts = healthy_facts();
  facts.policy_host.fetches.front().content_type = "text/x|y=1;\x1b[2J\nOK";
  const std::string line = checkup_status_line(check(facts, kAll));
  CHECK(line.starts_with("TLSWARD WARNING - "));
  CHECK(line.find_first_of("|\n\x1b") == std::string::npos);
}

TEST_CASE("what strangers wrote reaches no terminal as it is") {
  Facts facts = healthy_facts();
  facts.tlsrpt = secure<std::string>("_smtp._tls.example.org", {"v=TLSRPTv1;\x1b[2J rua=\x07"});
  facts.mx_hosts.front().looks.front().reach = {
      .reached = Reached::connection, .trouble = Trouble::answer, .words = "554 \x1b[31mno"};
  facts.mx_hosts.front().looks.front().tls.reset();
  const std::string text = checkup_text(check(facts, kAll), CheckupDetail::usual);
  CHECK(text.find('\x1b') == std::string::npos);
  CHECK(text.find('\x07') == std::string::npos);
}

TEST_CASE("programs get the same, and null for what was not seen") {
  Facts facts = with_expired_certificate();
  facts.mx_hosts.back().looks.front().tls.reset();
  facts.mx_hosts.back().looks.front().reach = {.trouble = Trouble::no_route, .words = "no route"};
  const auto json = checkup_json(check(facts, kAll));
  CHECK(json["schema"] == 1);
  CHECK(json["verdict"] == "ACTION");
  CHECK(json["findings"][0]["finding"] == "mx-certificate-expired");
  CHECK(json["findings"][0]["explains"][0] == "certificate-expired");
  CHECK(json["mx_hosts"][0]["looks"][0]["tls"]["trusted"] == false);
  CHECK(json["mx_hosts"][1]["looks"][0]["tls"].is_null());
  CHECK(json["mx_hosts"][1]["looks"][0]["reached"] == "nothing");
}

}  // namespace tlsward
