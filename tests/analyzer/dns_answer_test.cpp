// analyzer/dns_answer.cpp
#include "analyzer/dns_answer.h"

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace tlsward {
namespace {

using namespace std::string_view_literals;

}  // namespace

TEST_CASE("the strings of a TXT record are one text, however they are cut") {
  struct {
    std::string_view data;
    std::string_view want;
  } const cases[] = {
      {"\x05v=STS\x02v1"sv, "v=STSv1"},
      {"\x00\x03"
       "abc"sv,
       "abc"},
      {""sv, ""},
      {"\x09short"sv, "short"},
  };
  for (const auto& [data, want] : cases) {
    CAPTURE(want);
    CHECK(txt_in(data) == want);
  }
}

TEST_CASE("a name's bytes that no host name has are escaped, so that no label can hold a dot") {
  CHECK(name_in("\x02mx\x07"
                "example\x03org\x00"sv) == "mx.example.org");
  CHECK(name_in("\x03"
                "a.b\x03org\x00"sv) == "a\\046b.org");
  CHECK(name_in("\x02\x1b\xff\x00"sv) == "\\027\\255");
  CHECK(name_in("\x00"sv) == "");
  CHECK(name_in("\x09"
                "cut"sv) == "cut");
}

TEST_CASE("addresses are read from 4 or 16 bytes and no others") {
  CHECK(address_in("\xc0\x00\x02\x07"sv) == "192.0.2.7");
  CHECK(address_in("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07"sv) == "2001:db8::7");
  CHECK_FALSE(address_in("\xc0\x00\x02"sv));
  CHECK_FALSE(address_in(""sv));
}

TEST_CASE("MX and TLSA records are read, and absent where they are cut short") {
  CHECK(mx_in("\x00\x0a\x02mx\x03org\x00"sv) == MxRecord{10, "mx.org"});
  CHECK(mx_in("\x01\x00\x00"sv) == MxRecord{256, ""});
  CHECK_FALSE(mx_in("\x00\x0a"sv));
  CHECK(tlsa_in("\x03\x01\x01\xab\xcd"sv) == TlsaRecord{3, 1, 1, "\xab\xcd"});
  CHECK(tlsa_in("\x03\x01\x01"sv) == TlsaRecord{3, 1, 1, ""});
  CHECK_FALSE(tlsa_in("\x03\x01"sv));
}

TEST_CASE("an answer of which no record can be read has found nothing") {
  const DnsAnswer<std::string> raw{.name = "example.org",
                                   .status = DnsStatus::found,
                                   .security = DnsSecurity::secure,
                                   .values = {std::string("\x00", 1)}};
  const auto answer = read_as<MxRecord>(raw, mx_in);
  CHECK(answer.status == DnsStatus::absent);
  CHECK(answer.security == DnsSecurity::secure);
}

}  // namespace tlsward
