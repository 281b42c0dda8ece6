// Tests analyzer/zone_text.cpp: records as zone files, dig, host and nslookup have them.
#include "analyzer/zone_text.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

// "NAME|TEXT" of each record.
std::vector<std::string> read(std::string_view text) {
  std::vector<std::string> records;
  for (const ZoneRecord& record : read_zone_text(text))
    records.push_back(record.name + '|' + record.text);
  return records;
}

using Records = std::vector<std::string>;

TEST_CASE("a record is read however it is pasted") {
  struct {
    const char* text;
    Records want;
  } const cases[] = {
      {"v=STSv1; id=a\n", {"|v=STSv1; id=a"}},
      {"\"v=STSv1; id=a\"", {"|v=STSv1; id=a"}},
      {"\"v=STSv1; \" \"id=a\"", {"|v=STSv1; id=a"}},
      {"_mta-sts.example.com. 300 IN TXT \"v=STSv1; id=a\" ; ours",
       {"_mta-sts.example.com.|v=STSv1; id=a"}},
      {"_mta-sts\tIN\tTXT\t( \"v=STSv1; \"\n  \"id=a\" ) ; \"no\"\n", {"_mta-sts|v=STSv1; id=a"}},
      {"_mta-sts.example.com. TXT v=STSv1; id=a", {"_mta-sts.example.com.|v=STSv1; id=a"}},
      {"_mta-sts.example.com descriptive text \"v=STSv1; id=a\"",
       {"_mta-sts.example.com|v=STSv1; id=a"}},
      {"_mta-sts.example.com\ttext = \"v=STSv1; id=a\"", {"_mta-sts.example.com|v=STSv1; id=a"}},
      {"  IN TXT \"v=STSv1; id=a\"", {"|v=STSv1; id=a"}},
      {"IN TXT \"v=STSv1; id=a\"", {"|v=STSv1; id=a"}},
      {"\"\\\"v=STSv1\\; id=a\\\"\"", {"|\"v=STSv1; id=a\""}},
      {"\"a\\195\\179\"", {"|a\xC3\xB3"}},
      {"; <<>> DiG <<>>\n_mta-sts.example.com. 5 IN CNAME a.example.net.\n"
       "a.example.net. 5 IN TXT \"v=STSv1; id=a\"\n",
       {"a.example.net.|v=STSv1; id=a"}},
      {"\"v=STSv1; id=a\"\n\"v=spf1 -all\"\n", {"|v=STSv1; id=a", "|v=spf1 -all"}},
      {"v=STSv1; id=a\nv=STSv1; id=b", {"|v=STSv1; id=a", "|v=STSv1; id=b"}},
      {"v=STSv1;\nid=a", {"|v=STSv1;\nid=a"}},
      {"example.com. CAA 0 issue \"ca.example\"", {}},
      {"\"v=STSv1; id=a", {"|v=STSv1; id=a"}},
      {"hello", {"|hello"}},
      {"\"", {"|"}},
      {"", {}},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(read(c.text) == c.want);
  }
}

TEST_CASE("no more than a hundred records are read") {
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += "\"v=STSv1; id=a\"\n";
  CHECK(read_zone_text(text).size() == 100);
}

}  // namespace
}  // namespace tlsward
