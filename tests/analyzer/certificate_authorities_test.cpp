// analyzer/certificate_authorities.cpp
#include "analyzer/certificate_authorities.h"

#include <doctest/doctest.h>

#include <vector>

namespace tlsward {

TEST_CASE("CAA records let an issuer issue, or not (RFC 8659 section 4)") {
  const char* const encrypt = "C = US, O = Let's Encrypt, CN = R11";
  struct {
    const char* what;
    std::vector<CaaRecord> records;
    const char* issuer;
    bool wildcard;
    bool want;
  } const cases[] = {
      {"none", {}, encrypt, false, true},
      {"it", {{"issue", "letsencrypt.org"}}, encrypt, false, true},
      {"it with parameters", {{"issue", "LetsEncrypt.org; accounturi=x"}}, encrypt, false, true},
      {"another", {{"issue", "digicert.com"}}, encrypt, false, false},
      {"it among others",
       {{"issue", "digicert.com"}, {"issue", "letsencrypt.org"}},
       encrypt,
       false,
       true},
      {"nobody", {{"issue", ";"}}, "CN = Some CA", false, false},
      {"an issuer that is not known", {{"issue", "digicert.com"}}, "CN = Some CA", false, true},
      {"only where to report", {{"iodef", "mailto:a@example.org"}}, encrypt, false, true},
      {"another for wildcards",
       {{"issue", "letsencrypt.org"}, {"issuewild", "digicert.com"}},
       encrypt,
       true,
       false},
      {"another for wildcards, and it is none",
       {{"issue", "letsencrypt.org"}, {"issuewild", "digicert.com"}},
       encrypt,
       false,
       true},
  };
  for (const auto& one : cases) {
    CAPTURE(one.what);
    CHECK(may_issue(one.records, one.issuer, one.wildcard) == one.want);
  }
}

TEST_CASE("a CAA record's tag and value are read, and none of what is cut short") {
  const std::string data = std::string("\0\5issue", 7) + "ca.example; a=b";
  CHECK(caa_in(data) == CaaRecord{"issue", "ca.example; a=b"});
  CHECK_FALSE(caa_in(data.substr(0, 6)));
  CHECK_FALSE(caa_in(""));
}

}  // namespace tlsward
