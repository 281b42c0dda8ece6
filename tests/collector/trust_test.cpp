// collector/trust.cpp: the table of docs/trust.md, row by row, and whose Authentication-Results are
// believed.
#include "collector/trust.h"

#include <doctest/doctest.h>

#include <chrono>
#include <string>
#include <vector>

namespace tlsward {
namespace {

const Timestamp kNow = parse_datetime("2026-11-24T12:00:00Z")->time;

DkimSignature signature(DkimVerdict verdict, const std::string& domain) {
  return {verdict, Domain(domain), "2026", ""};
}

Report report_of(const std::string& contact_info) {
  Report report;
  report.contact_info = contact_info;
  return report;
}

Mail mail_of(const std::string& from, const std::string& submitter = "") {
  Mail mail;
  mail.from = from;
  mail.tls_report_submitter = submitter;
  mail.received = kNow - std::chrono::hours{1};
  return mail;
}

// What a mail with these Authentication-Results, from sender.example and not signed, is believed.
Believed with_results(std::vector<std::string> fields) {
  Mail mail = mail_of("a@sender.example");
  mail.authentication_results = std::move(fields);
  return believe({mail, {DkimSignature{}}, {"MX.example.com", "mx2.example.com"}, kNow},
                 report_of("tls@sender.example"));
}

}  // namespace

TEST_CASE("a signature proves the report of the domain that it belongs to") {
  using enum DkimVerdict;
  const std::string contact = "tls@corp.sender.example";
  const struct {
    std::string what;
    Mail mail;
    std::string contact_info;
    std::vector<DkimSignature> signatures;
    Trust want;
    std::string evidence;  // a part of it
  } cases[] = {
      {"of contact-info",
       mail_of("a@x.example"),
       contact,
       {signature(pass, "sender.example")},
       Trust::verified,
       "DKIM d=sender.example s=2026 pass, aligned to contact-info"},
      {"expired since",
       mail_of("a@x.example"),
       contact,
       {signature(expired, "sender.example")},
       Trust::verified,
       "expired"},
      {"of the submitter, without contact-info",
       mail_of("a@x.example", "sender.example"),
       "",
       {signature(pass, "sender.example")},
       Trust::verified,
       "aligned to TLS-Report-Submitter"},
      {"of From, without either",
       mail_of("a@sender.example"),
       "",
       {signature(pass, "sender.example")},
       Trust::verified,
       "aligned to From"},
      {"of From, where the submitter is a name",
       mail_of("a@sender.example", "Sender Example"),
       "",
       {signature(pass, "sender.example")},
       Trust::verified,
       "aligned to From"},
      {"the second of two",
       mail_of("a@x.example"),
       contact,
       {signature(pass, "x.example"), signature(pass, "sender.example")},
       Trust::verified,
       "d=sender.example"},
      {"of From only",
       mail_of("a@x.example"),
       contact,
       {signature(pass, "x.example")},
       Trust::unauthenticated,
       "aligned to From only; contact-info is of corp.sender.example"},
      {"of the submitter only",
       mail_of("a@y.example", "x.example"),
       contact,
       {signature(pass, "x.example")},
       Trust::refused,
       "contact-info is of corp.sender.example"},
      {"of somebody else",
       mail_of("a@sender.example"),
       contact,
       {signature(pass, "x.example")},
       Trust::refused,
       "DKIM d=x.example s=2026 pass, but contact-info"},
      {"of nobody",
       mail_of("a@sender.example"),
       contact,
       {DkimSignature{}},
       Trust::refused,
       "no DKIM signature"},
      {"broken",
       mail_of("a@sender.example"),
       contact,
       {signature(fail, "sender.example")},
       Trust::refused,
       "DKIM d=sender.example s=2026 fail"},
      {"with a key that could not be fetched",
       mail_of("a@sender.example"),
       contact,
       {signature(temporary, "sender.example")},
       Trust::unauthenticated,
       "asked again"},
      {"likewise, of somebody else",
       mail_of("a@sender.example"),
       contact,
       {signature(temporary, "x.example")},
       Trust::refused,
       "d=x.example"},
      {"with a key that is gone",
       mail_of("a@sender.example"),
       contact,
       {signature(no_key, "sender.example")},
       Trust::refused,
       "no-key"},
      {"of a report without anybody",
       mail_of(""),
       "",
       {signature(pass, "x.example")},
       Trust::refused,
       "d=x.example"},
  };
  for (const auto& [what, mail, contact_info, signatures, want, evidence] : cases) {
    CAPTURE(what);
    const Believed believed = believe({mail, signatures, {}, kNow}, report_of(contact_info));
    CHECK(name(believed.trust) == name(want));
    CAPTURE(believed.evidence);
    CHECK(believed.evidence.find(evidence) != std::string::npos);
  }
}

TEST_CASE("a key may be gone when the mail is older than a week") {
  Mail mail = mail_of("a@sender.example");
  const std::vector<DkimSignature> gone{signature(DkimVerdict::no_key, "sender.example")};
  const Report report = report_of("tls@sender.example");
  mail.received = kNow - std::chrono::hours{7 * 24};
  CHECK(believe({mail, gone, {}, kNow}, report).trust == Trust::refused);
  mail.received = kNow - std::chrono::hours{7 * 24 + 1};
  CHECK(believe({mail, gone, {}, kNow}, report).trust == Trust::unauthenticated);
  mail.received.reset();
  CHECK(believe({mail, gone, {}, kNow}, report).trust == Trust::refused);
}

TEST_CASE("our own server's word is enough, in whatever form it writes it") {
  const std::string fields[] = {
      "mx.example.com; dkim=pass header.d=sender.example",
      " mx.example.com 1;\r\n\tspf=fail smtp.mailfrom=x.example;\r\n\tdkim=pass (2048-bit key; "
      "unprotected) header.d=sender.example header.i=@sender.example header.b=\"ab;c\"",
      "MX.Example.Com; DKIM=Pass header.i=@mail.sender.example header.s=2026",
      "mx2.example.com (a \\) comment (within; one)); dkim=fail header.d=x.example; "
      "dkim=pass header.d=sender.example",
      "\"mx.example.com\"; dkim/1=pass header.d=sender.example",
  };
  for (const std::string& field : fields) {
    CAPTURE(field);
    CHECK(name(with_results({field}).trust) == name(Trust::vouched));
  }
  CHECK(with_results({fields[0]}).evidence ==
        "mx.example.com says DKIM d=sender.example pass, aligned to contact-info");
}

TEST_CASE("what is below our own server's word, or is none, is not believed") {
  const std::string good = "mx.example.com; dkim=pass header.d=sender.example";
  const struct {
    std::string what;
    std::vector<std::string> fields;
    Trust want;
  } cases[] = {
      {"nothing", {}, Trust::refused},
      {"another server's", {"mx.example.net; dkim=pass header.d=sender.example"}, Trust::refused},
      {"no server's (Microsoft 365)", {"dkim=pass header.d=sender.example"}, Trust::refused},
      {"ours below another's", {"mx.example.net; spf=pass", good}, Trust::refused},
      {"ours below ours that fails",
       {"mx.example.com; dkim=fail header.d=x", good},
       Trust::refused},
      {"ours below ours of another method", {"mx.example.com; dmarc=pass", good}, Trust::vouched},
      {"of another domain", {"mx.example.com; dkim=pass header.d=x.example"}, Trust::refused},
      {"of no domain", {"mx.example.com; dkim=pass"}, Trust::refused},
      {"in a comment",
       {"mx.example.com; (dkim=pass header.d=sender.example) none"},
       Trust::refused},
      {"in quotes",
       {"mx.example.com; spf=none reason=\"; dkim=pass header.d=sender.example\""},
       Trust::refused},
      {"no result", {"mx.example.com; none"}, Trust::refused},
      {"unended", {"mx.example.com; dkim=pass (header.d=sender.example"}, Trust::refused},
  };
  for (const auto& [what, fields, want] : cases) {
    CAPTURE(what);
    CHECK(name(with_results(fields).trust) == name(want));
  }
}

}  // namespace tlsward
