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

// NONE is about the DNS record; a file that is missing or broken is FETCH_ERROR.
TEST_CASE("what other tools say of a domain is told as what it means, in any surrounding text") {
  struct {
    const char* subject;
    const char* cause;
  } const cases[] = {
      {"STSFetchResult.NONE", "sts-record-missing"},
      {"MTA-STS policy is missing: STSFetchResult.NONE", "sts-record-missing"},
      {"Brakuje polityki MTA-STS: STSFetchResult.NONE", "sts-record-missing"},
      {"Brak polityki MTA-STS: STSFetchResult.BRAK", "sts-record-missing"},
      {"Falta la pol\xC3\xADtica MTA-STS: STSFetchResult.NONE", "sts-record-missing"},
      {"(<STSFetchResult.NONE: 0>, None)", "sts-record-missing"},
      {"$ mta-sts-query example.com\n(<STSFetchResult.FETCH_ERROR: 2>, None)",
       "sts-policy-fetch-error"},
      {"MTA-STS policy is missing: STSFetchResult.FETCH_ERROR", "sts-policy-fetch-error"},
      {"(<STSFetchResult.VALID: 1>, ('20260101', {'version': 'STSv1', 'mode': 'enforce'}))",
       "sts-policy-in-order"},
      {"STSFetchResult.NOT_CHANGED", "sts-policy-in-order"},
      {"MTA-STS policy is present but has unexpected settings. [{'mode': 'testing'}]",
       "sts-policy-in-order"},
      {"An MTA-STS DNS record does not exist.", "sts-record-missing"},
      {"no-mta-sts-dns-txt-record", "sts-record-missing"},
      {"MTA-STS policy not found", "sts-policy-unclear"},
      {"No policy", "sts-policy-unclear"},
      {"Nie znaleziono zasad MTA-STS dla example.com", "sts-policy-unclear"},
      {"MTA-STS policy is missing version STSv1", "sts-policy-invalid"},
      {"no-policy-served", "policy-not-found"},
      {"Policy not found", "policy-not-found"},
      {"No TLS-RPT record found", "tlsrpt-record-missing"},
  };
  for (const auto& c : cases) {
    CAPTURE(c.subject);
    CHECK(is_explained(c.subject));
    CHECK(explain_subject_json(c.subject)["cause"] == c.cause);
  }
  const std::string text = explain_subject("STSFetchResult.NONE");
  CHECK(has(text, "means: there is no usable TXT record at _mta-sts;"));
  CHECK(has(text, "$ dig +short TXT _mta-sts.example.com | tlsward lint - --as mta-sts-record\n"));
  CHECK(has(text, "sts-policy-fetch-error"));
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
