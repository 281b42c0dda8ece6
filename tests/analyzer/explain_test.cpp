// Tests analyzer/explain.cpp: types, causes and messages in plain words.
#include "analyzer/explain.h"

#include "schema/result_type.h"

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace tlsward {
namespace {

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

TEST_CASE("a misspelt type finds the one that is meant") {
  struct {
    const char* text;
    const char* want;
  } const cases[] = {
      {"certificate-expired", "certificate-expired"},
      {"certificate_expired", "certificate-expired"},
      {"Certificate Expired", "certificate-expired"},
      {"expired", "certificate-expired"},
      {"starttls", "starttls-not-supported"},
      {"starttls-not-suported", "starttls-not-supported"},
      {"sts-policy-fetch-eror", "sts-policy-fetch-error"},
      {"tlsa-invalud", "tlsa-invalid"},
      {"other", ""},
      {"a", ""},
      {"", ""},
      {"no-such-thing-at-all", ""},
  };
  for (const auto& c : cases) {
    CAPTURE(c.text);
    CHECK(nearest_type(c.text).value_or("") == c.want);
  }
}

TEST_CASE("every registered type is explained with its steps") {
  for (const ResultType& type : result_types()) {
    CAPTURE(type.name);
    const std::string text = explain_subject(type.name);
    CHECK(text.starts_with(type.name));
    CHECK(has(text, "What to do\n  1. "));
    CHECK(has(text, "\n       $ "));
    CHECK(has(text, "(example.com stands for your domain"));
    CHECK_FALSE(has(text, "{"));
    CHECK(explain_subject_json(type.name)["nearest"] == type.name);
  }
}

TEST_CASE("a type that is not registered is told so, printable, with the nearest") {
  CHECK(
      explain_subject("certificate_expired")
          .starts_with("\"certificate_expired\" is no result type of RFC 8460 (section 4.3); the\n"
                       "nearest is certificate-expired.\n\nThe certificate of "));
  const std::string text = explain_subject("\x1b[2J");
  CHECK(text.starts_with("\"\\x1b[2J\" is no result type of RFC 8460 (section 4.3), and no"));
  CHECK(text.find("Paste the whole message in quotes;") != std::string::npos);
  CHECK(explain_subject_json("zzzzzz")["nearest"].is_null());
  CHECK(explain_subject_json("zzzzzz")["schema"] == 1);
}

TEST_CASE("a cause and a message that somebody pastes are explained") {
  struct {
    const char* subject;
    const char* begin;
    const char* cause;
  } const cases[] = {
      {"mx-not-in-policy", "mx-not-in-policy (a cause behind failures of several types)\n",
       "mx-not-in-policy"},
      {"MX_HOSTS_MISMATCH",
       "\"MX_HOSTS_MISMATCH\" means: the MX host is not in the MTA-STS policy\n"
       "(mx-not-in-policy).\n",
       "mx-not-in-policy"},
      {"454 4.7.0 TLS not available due to local problem",
       "\"454 4.7.0 TLS not available due to local problem\" means: the server\noffered STARTTLS",
       "starttls-refused"},
      {"mx.example.com: certificate has expired", "\"mx.example.com: certificate has expired\"",
       "certificate-expired"},
      {"Get \"https://mta-sts.example.com/\": x509: certificate has expired", "\"Get ",
       "sts-webpki-invalid"},
      {"certificate revoked", "\"certificate revoked\"", "certificate-revoked"},
      {"dnssec validation failure", "\"dnssec validation failure\"", "dnssec-invalid"},
      {"certificate not yet valid", "\"certificate not yet valid\"", "certificate-not-yet-valid"},
      {"STARTTLS not supported", "\"STARTTLS not supported\" is no result type",
       "starttls-not-supported"},
      {"he said dane-required to me", "\"he said dane-required to me\"", "dane-required"},
      {"the dog ate it", "\"the dog ate it\" is no result type of RFC 8460 (section 4.3), and no",
       "unlisted"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.subject);
    const std::string text = explain_subject(c.subject);
    CAPTURE(text);
    CHECK(text.starts_with(c.begin));
    CHECK(explain_subject_json(c.subject)["cause"] == c.cause);
  }
}

TEST_CASE("what a file's name looks like is no message") {
  CHECK(is_explained("certificate-expired"));
  CHECK(is_explained("self-signed"));
  CHECK(is_explained("5.7.321"));
  CHECK_FALSE(is_explained("report.json.gz"));
  CHECK_FALSE(is_explained("certificate-expird"));
}

TEST_CASE("plain has no commands, technical has each server's") {
  const Language& polish = *find_language("pl");
  const std::string plain = explain_subject("certificate-expired", {.detail = Detail::plain});
  CHECK_FALSE(has(plain, "$ "));
  CHECK_FALSE(has(plain, "What it means"));
  CHECK(has(plain, "How long until senders notice\n  Senders notice at their next delivery."));
  const std::string usual = explain_subject("certificate-expired");
  CHECK(has(usual, "$ certbot renew --reuse-key\n"));
  CHECK(has(usual, "\n       tlsward explain certificate-expired --technical\n"));
  CHECK(has(explain_subject("certificate-expired", {.language = &polish}),
            "\n       tlsward explain certificate-expired --technical --lang pl\n"));
  CHECK_FALSE(has(usual, "On Exim\n"));
  const std::string technical =
      explain_subject("certificate-expired", {.language = &polish, .detail = Detail::technical});
  CHECK(has(technical, "\nExim\n  1. Ustawić tls_certificate"));
  CHECK(has(technical, "\nCo zrobić\n  1. Jako root na serwerze"));
  CHECK_FALSE(has(technical, "tlsward explain"));
}

TEST_CASE("the JSON tells all in the language that was asked for") {
  const auto json = explain_subject_json("self-signed certificate", *find_language("pl"));
  CHECK(json["language"] == "pl");
  CHECK(json["nearest"].is_null());
  CHECK(json["cause"] == "self-signed");
  CHECK(json["meaning"] == "certyfikat jest samopodpisany");
  CHECK(json["sentence"] ==
        "Certyfikat serwera mx.example.com jest samopodpisany: nie poświadcza go żaden urząd.");
  CHECK(json["servers"][0]["server"] == "Postfix");
  CHECK(json["servers"][0]["steps"][1].get<std::string>().starts_with("$ postconf"));
  CHECK(json["until_noticed"].get<std::string>().starts_with("Nadawcy zauważą to przy następnej"));
}

}  // namespace
}  // namespace tlsward
