// Tests analyzer/places.cpp: unknown MX hosts, single addresses, IPv6 alone.
#include "analyzer/places.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

FailureGroup group(const char* host, std::vector<std::string> addresses, std::int64_t failed = 9) {
  return {.key = {.domain = Domain("example.com"), .host = Domain(host)},
          .failed = failed,
          .witnesses = {{.reporter = "a.example", .failed = failed, .trust = Trust::verified}},
          .receiving_ips = std::move(addresses)};
}

const LineDay kLine{.succeeding = {{.reporter = "a.example", .trust = Trust::verified}},
                    .mx_patterns = {"mx.example.com"}};

TEST_CASE("an MX is unknown if neither the configuration nor the quoted policy names it") {
  struct {
    const char* host;
    std::vector<std::string> patterns;
    std::vector<Domain> configured;
    bool want;
  } const cases[] = {
      {"old.example.net", {"mx.example.com"}, {}, true},
      {"old.example.net", {}, {Domain("mx.example.com")}, true},
      {"old.example.net", {"*.example.net"}, {Domain("mx.example.com")}, false},
      {"old.example.net", {"mx.example.com"}, {Domain("old.example.net")}, false},
      {"old.example.net", {"OLD.example.net."}, {}, false},
      {"old.example.net", {}, {}, false},
      {"", {"mx.example.com"}, {}, false},
      {"mta-sts.example.com", {"mx.example.com"}, {}, false},
      {"example.com", {"mx.example.com"}, {}, false},  // a DANE report about the host itself
  };
  for (const auto& c : cases) {
    CAPTURE(c.host);
    CHECK(is_unknown_mx(group(c.host, {}), {.mx_patterns = c.patterns}, c.configured) == c.want);
  }
}

TEST_CASE("a common place is named only where other addresses of the host are known to be there") {
  struct {
    const char* what;
    FailureGroup group;
    std::vector<std::string> before;
    const char* want;
  } cases[] = {
      {"one of two",
       group("mx.example.com", {"192.0.2.1"}),
       {"192.0.2.1", "192.0.2.2"},
       "one-address"},
      {"one, no other known", group("mx.example.com", {"192.0.2.1"}), {"192.0.2.1"}, ""},
      {"IPv6 of the only host",
       group("mx.example.com", {"2001:db8::1", "2001:db8::2"}),
       {},
       "ipv6-only"},
      {"both", group("mx.example.com", {"2001:db8::1", "192.0.2.1"}), {}, ""},
      {"of one host of several", group("mx2.example.com", {"2001:db8::1"}), {}, ""},
      {"few", group("mx.example.com", {"2001:db8::1"}, 2), {}, ""},
      {"no address", group("mx.example.com", {}), {"192.0.2.1"}, ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.what);
    CHECK(common_place(c.group, kLine, c.before) == c.want);
    CHECK(common_place(c.group, {.mx_patterns = kLine.mx_patterns}, c.before) == "");
    FailureGroup untold = c.group;
    untold.address_missing = true;
    CHECK(common_place(untold, kLine, c.before) == "");
  }
}

}  // namespace
}  // namespace tlsward
