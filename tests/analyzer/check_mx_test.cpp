// analyzer/check_mx.cpp, analyzer/check_starttls.cpp
#include "analyzer/check_domain.h"
#include "tests/support/healthy_facts.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

struct Case {
  const char* what;
  void (*break_it)(Facts& facts);
  Keys want;
};

Keys found(const Case& one) {
  Facts facts = healthy_facts();
  one.break_it(facts);
  return keys_of(check_mx(facts));
}

void set_policy(Facts& facts, const std::string& mode, const std::string& lines) {
  facts.policy_host.fetches.front().body =
      "version: STSv1\nmode: " + mode + "\n" + lines + "max_age: 1209600\n";
}

SmtpLook& first_look(Facts& facts) {
  return facts.mx_hosts.front().looks.front();
}

// A look that came so far and was stopped by that.
void stop_at(SmtpLook& look, Reached reached, Trouble trouble, const char* words = "") {
  look.tls.reset();
  look.reach = {.reached = reached, .trouble = trouble, .words = words};
}

}  // namespace

TEST_CASE("nothing is found of an MX set with which nothing is wrong") {
  CHECK(check_mx(healthy_facts()).empty());
}

TEST_CASE("an MX host must be in the policy, which testing only reports") {
  const Case cases[] = {
      {"one of two",
       [](Facts& facts) { set_policy(facts, "enforce", "mx: mx1.example.org\n"); },
       {"mx-not-in-policy FAIL"}},
      {"that which senders try first",
       [](Facts& facts) { set_policy(facts, "enforce", "mx: mx2.example.org\n"); },
       {"mx-not-in-policy FAIL", "mx-first-not-in-policy RISK"}},
      {"one of two, in testing",
       [](Facts& facts) { set_policy(facts, "testing", "mx: mx1.example.org\n"); },
       {"mx-not-in-policy WARN"}},
      {"none of them",
       [](Facts& facts) { set_policy(facts, "enforce", "mx: mail.example.net\n"); },
       {"mx-none-in-policy FAIL"}},
      {"a wildcard stands for one label",
       [](Facts& facts) { set_policy(facts, "enforce", "mx: *.example.org\n"); },
       {}},
      {"and not for two",
       [](Facts& facts) { set_policy(facts, "enforce", "mx: *.org\n"); },
       {"mx-none-in-policy FAIL"}},
      {"of a policy that is none, nothing is said",
       [](Facts& facts) { set_policy(facts, "none", ""); },
       {}},
      {"nor of one that was not seen", [](Facts& facts) { facts.policy_host.fetches.clear(); }, {}},
      {"a host that is gone from DNS hinders nobody",
       [](Facts& facts) {
         set_policy(facts, "enforce",
                    "mx: mx1.example.org\nmx: mx2.example.org\nmx: old.example.org\n");
       },
       {}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(found(one) == one.want);
  }
}

TEST_CASE("what DNS says of the MX set is told apart, and no answer is never no record") {
  const Case cases[] = {
      {"no answer",
       [](Facts& facts) {
         facts.mx.status = DnsStatus::failed;
         facts.mx.security = DnsSecurity::unchecked;
         facts.mx_hosts.clear();
       },
       {"mx-unknown UNTESTED"}},
      {"proved false",
       [](Facts& facts) {
         facts.mx.status = DnsStatus::failed;
         facts.mx.security = DnsSecurity::bogus;
         facts.mx_hosts.clear();
       },
       {"mx-bogus FAIL"}},
      {"null MX",
       [](Facts& facts) {
         facts.mx.values = {{0, ""}};
         facts.mx_hosts.clear();
       },
       {}},
      {"neither MX nor address",
       [](Facts& facts) {
         facts.mx = secure<MxRecord>("example.org", {});
         facts.mx_hosts = {{.name = "example.org",
                            .ipv4 = secure<std::string>("example.org", {}),
                            .ipv6 = secure<std::string>("example.org", {})}};
       },
       {"mx-absent WARN"}},
      {"no MX, and no answer for the address",
       [](Facts& facts) {
         facts.mx = secure<MxRecord>("example.org", {});
         facts.mx_hosts = {{.name = "example.org",
                            .ipv4 = {.name = "example.org"},
                            .ipv6 = secure<std::string>("example.org", {})}};
         facts.policy_host.fetches.clear();
       },
       {"mx-host-unknown UNTESTED"}},
      {"the old versions of TLS beside the new",
       [](Facts& facts) { facts.mx_hosts.front().looks.front().old_protocol = "TLSv1.1"; },
       {"starttls-old-too WARN"}},
      {"another name's certificate without SNI",
       [](Facts& facts) {
         TlsSeen other = good_tls("www.example.net");
         other.name_matches = false;
         facts.mx_hosts.front().looks.front().without_sni = other;
       },
       {"mx-certificate-sni RISK"}},
      {"the same certificate without SNI",
       [](Facts& facts) {
         facts.mx_hosts.front().looks.front().without_sni = good_tls("mx1.example.org");
       },
       {}},
      {"an address that was left out when the certificate was renewed",
       [](Facts& facts) {
         auto& looks = facts.mx_hosts.front().looks;
         looks.push_back(good_look("mx1.example.org", "192.0.2.9"));
         looks.back().tls->certificate.not_before = kLooked - std::chrono::days(65);
         looks.back().tls->certificate.not_after = kLooked + std::chrono::days(25);
       },
       {"mx-certificate-left-behind RISK"}},
      {"an address with a certificate of its own, not near its end",
       [](Facts& facts) {
         auto& looks = facts.mx_hosts.front().looks;
         looks.push_back(good_look("mx1.example.org", "192.0.2.9"));
         looks.back().tls->certificate.not_after = kLooked + std::chrono::days(60);
       },
       {}},
      {"a short RSA key",
       [](Facts& facts) {
         CertificateSeen& seen = facts.mx_hosts.front().looks.front().tls->certificate;
         seen.key = "RSA 1024";
         seen.key_bits = 1024;
       },
       {"mx-certificate-weak WARN"}},
      {"a signature by SHA-1",
       [](Facts& facts) { facts.mx_hosts.front().looks.front().tls->certificate.digest = "SHA1"; },
       {"mx-certificate-weak WARN"}},
      {"no turn at any address",
       [](Facts& facts) {
         for (MxHost& host : facts.mx_hosts)
           host.looks = {{.address = "192.0.2.1", .reach = {.trouble = Trouble::no_turn}}};
       },
       {"smtp-no-turn UNTESTED", "smtp-no-turn UNTESTED"}},
      {"an alias",
       [](Facts& facts) { facts.mx_hosts.front().ipv4.alias_of = "other.example.net"; },
       {"mx-alias FAIL"}},
      {"no address",
       [](Facts& facts) {
         facts.mx_hosts.front().ipv4 = secure<std::string>("mx1.example.org", {});
         facts.mx_hosts.front().looks.clear();
       },
       {"mx-no-address FAIL"}},
      {"no answer for its address",
       [](Facts& facts) {
         facts.mx_hosts.front().ipv4.status = DnsStatus::failed;
         facts.mx_hosts.front().ipv4.security = DnsSecurity::unchecked;
         facts.mx_hosts.front().looks.clear();
       },
       {"mx-host-unknown UNTESTED"}},
      {"an address in the place of a name",
       [](Facts& facts) {
         facts.mx_hosts.front().name = "192.0.2.1";
         set_policy(facts, "testing", "mx: mx2.example.org\n");
       },
       {"mx-is-address FAIL", "mx-not-in-policy WARN"}},
      {"a private address",
       [](Facts& facts) { stop_at(first_look(facts), Reached::nothing, Trouble::not_allowed); },
       {"mx-private FAIL"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(found(one) == one.want);
  }
}

TEST_CASE("how far a look came tells what is wrong, and what could not be looked at is no fault") {
  const Case cases[] = {
      {"one address refuses",
       [](Facts& facts) { stop_at(first_look(facts), Reached::nothing, Trouble::refused); },
       {"smtp-unreachable FAIL"}},
      {"no address of any host answers",
       [](Facts& facts) {
         for (MxHost& host : facts.mx_hosts)
           stop_at(host.looks.front(), Reached::nothing, Trouble::timed_out);
       },
       {"smtp-port-closed UNTESTED"}},
      {"no IPv6 here",
       [](Facts& facts) { stop_at(first_look(facts), Reached::nothing, Trouble::no_route); },
       {"smtp-no-route UNTESTED"}},
      {"a greeting that sends us away",
       [](Facts& facts) {
         first_look(facts).extensions.clear();
         first_look(facts).starttls_offered = false;
         stop_at(first_look(facts), Reached::connection, Trouble::answer, "554 no");
       },
       {"smtp-no-greeting UNTESTED"}},
      {"EHLO is refused",
       [](Facts& facts) {
         first_look(facts).extensions.clear();
         first_look(facts).starttls_offered = false;
         stop_at(first_look(facts), Reached::greeting, Trouble::answer, "550 no");
       },
       {"smtp-no-greeting UNTESTED"}},
      {"no STARTTLS",
       [](Facts& facts) {
         first_look(facts).extensions = {"PIPELINING"};
         first_look(facts).starttls_offered = false;
         stop_at(first_look(facts), Reached::greeting, Trouble::none);
       },
       {"starttls-missing FAIL"}},
      {"STARTTLS overwritten",
       [](Facts& facts) {
         first_look(facts).extensions = {"XXXXXXXA"};
         first_look(facts).starttls_offered = false;
         stop_at(first_look(facts), Reached::greeting, Trouble::none);
       },
       {"starttls-stripped FAIL"}},
      {"STARTTLS refused",
       [](Facts& facts) {
         stop_at(first_look(facts), Reached::greeting, Trouble::answer, "454 no");
       },
       {"starttls-refused FAIL"}},
      {"no TLS behind it",
       [](Facts& facts) { stop_at(first_look(facts), Reached::starttls, Trouble::no_tls); },
       {"starttls-no-tls FAIL"}},
      {"an old protocol",
       [](Facts& facts) { first_look(facts).tls->protocol = "TLSv1.1"; },
       {"starttls-old FAIL"}},
  };
  for (const Case& one : cases) {
    CAPTURE(one.what);
    CHECK(found(one) == one.want);
  }
}

TEST_CASE("a certificate weighs what the policy makes of it") {
  struct {
    const char* mode;
    Keys want;
  } const cases[] = {{"enforce", {"mx-certificate-name FAIL"}},
                     {"testing", {"mx-certificate-name WARN"}},
                     {"none", {}}};
  for (const auto& [mode, want] : cases) {
    CAPTURE(mode);
    Facts facts = healthy_facts();
    set_policy(facts, mode, "mx: mx1.example.org\nmx: mx2.example.org\n");
    first_look(facts).tls->name_matches = false;
    CHECK(keys_of(check_mx(facts)) == want);
  }
}

}  // namespace tlsward
