// Tests analyzer/lint.cpp: the verdict on a pasted text, and what is told.
#include "analyzer/lint.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

const Timestamp kNow = parse_day("2026-11-24").value() + std::chrono::hours(10);

TEST_CASE("a text is recognized, and judged by all known senders") {
  struct {
    const char* text;
    TextKind kind;
    Standing standing;
  } const cases[] = {
      {"v=TLSRPTv1; rua=mailto:a@example.com\n", TextKind::tlsrpt_record, Standing::valid},
      {"v=TLSRPTv1; rua=mailto:a@example.com, mailto:b@example.com", TextKind::tlsrpt_record,
       Standing::differs},
      {"v=TLSRPTv1; rua=a@example.com", TextKind::tlsrpt_record, Standing::invalid},
      {"v=STSv1; id=20260101\n", TextKind::mta_sts_record, Standing::valid},
      {"v=STSv1; id=2026-01-01", TextKind::mta_sts_record, Standing::invalid},
      {"version: STSv1\nmode: none\nmax_age: 86400\n", TextKind::policy, Standing::differs},
      {"hello", TextKind::unknown, Standing::unrecognized},
      {"", TextKind::unknown, Standing::unrecognized}};
  for (const auto& c : cases) {
    CAPTURE(c.text);
    const Lint result = lint(c.text, TextKind::unknown, kNow);
    CHECK(result.kind == c.kind);
    CHECK(result.standing == c.standing);
  }
}

TEST_CASE("what it is can be said, and then nothing is guessed") {
  CHECK(lint("hello", TextKind::policy, kNow).standing == Standing::invalid);
  const Lint nothing = lint("\n", TextKind::mta_sts_record, kNow);
  CHECK(nothing.standing == Standing::invalid);
  CHECK(nothing.findings.front().key == "nothing-pasted");
  CHECK_FALSE(nothing.mended);
  const Lint swapped = lint("v=STSv1; id=a", TextKind::tlsrpt_record, kNow);
  CHECK(swapped.findings.front().key == "tlsrpt-swapped");
}

TEST_CASE("the verdict stands first, the mended text last") {
  const std::string text = lint_text(
      lint("v=TLSRPTv1; rua=mailto:a@example.com, b@example.com", TextKind::unknown, kNow));
  CHECK(text.starts_with("INVALID: this TLSRPT record does not work with senders"));
  CHECK(
      text.ends_with("The mended text, to paste:\n"
                     "v=TLSRPTv1; rua=mailto:a@example.com,mailto:b@example.com\n"));
  const Lint good = lint("v=TLSRPTv1; rua=mailto:a@example.com", TextKind::unknown, kNow);
  CHECK(lint_text(good) == "VALID: this TLSRPT record works for all known senders.\n");
}

TEST_CASE("who does otherwise is named") {
  const Lint result = lint("v=TLSRPTv1 ; rua=mailto:a@example.com", TextKind::unknown, kNow);
  CHECK(lint_text(result).find("Postfix with tlsrpt-reporter") != std::string::npos);
  const auto json = lint_json(result, *find_language("pl"));
  CHECK(json["verdict"] == "differs");
  CHECK(json["programs"][0] == "Postfix with tlsrpt-reporter");
  CHECK(json["mended"] == "v=TLSRPTv1; rua=mailto:a@example.com");
  CHECK(json["language"] == "pl");
  CHECK(json["findings"][0]["id"] == "TR-09");
}

}  // namespace
}  // namespace tlsward
