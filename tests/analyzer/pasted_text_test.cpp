// Tests analyzer/pasted_text.cpp: what a pasted text is, and the records in it.
#include "analyzer/pasted_text.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

TEST_CASE("a text is recognized by what stands in it, not by whether it is right") {
  struct {
    std::string text;
    TextKind want;
  } const cases[] = {
      {"v=TLSRPTv1; rua=mailto:a@example.com", TextKind::tlsrpt_record},
      {"v=TLS-RPTv1; rua=mailto:a@example.com", TextKind::tlsrpt_record},
      {"rua=mailto:a@example.com", TextKind::tlsrpt_record},
      {"_smtp._tls.example.com. TXT \"v=spf1 -all\"", TextKind::tlsrpt_record},
      {"v=STSv1; id=a; rua=mailto:a@example.com", TextKind::mta_sts_record},
      {"v=stsv1; id=a", TextKind::mta_sts_record},
      {"_mta-sts.example.com. TXT \"google-site-verification=x\"", TextKind::mta_sts_record},
      {"version: STSv1\nmode: none\n", TextKind::policy},
      {"wersja: STSv1\ntryb: badanie\n", TextKind::policy},
      {"version: STSv1; mode: enforce; mx: mail.example.com", TextKind::policy},
      {"mode=enforce\nmx=mail.example.com", TextKind::policy},
      {"<!DOCTYPE html>", TextKind::policy},
      {std::string("v\0e\0r\0s\0", 8), TextKind::policy},
      {"v=spf1 mx:example.com -all", TextKind::unknown},
      {"v=DMARC1; p=none; rua=mailto:a@example.com", TextKind::unknown},
      {"hello", TextKind::unknown},
      {"", TextKind::unknown},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(read_pasted(c.text, TextKind::unknown).kind == c.want);
  }
}

TEST_CASE("the records of one name are taken together, those of others apart") {
  const PastedText pasted = read_pasted(
      "example.com. TXT \"v=spf1 -all\"\n"
      "_smtp._tls.example.com. TXT \"v=TLSRPTv1; \" \"rua=mailto:a@example.com\"\n"
      "_smtp._tls.example.com. TXT \"x\"\n",
      TextKind::unknown);
  CHECK(pasted.kind == TextKind::tlsrpt_record);
  CHECK(pasted.name == Domain("_smtp._tls.example.com"));
  CHECK(pasted.texts == std::vector<std::string>{"v=TLSRPTv1; rua=mailto:a@example.com", "x"});
  CHECK(pasted.elsewhere == std::vector<std::string>{"v=spf1 -all"});
}

}  // namespace
}  // namespace tlsward
