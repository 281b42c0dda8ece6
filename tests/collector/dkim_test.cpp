// collector/dkim.cpp: signatures made by another program (samples/signed, keys in
// samples/signed.keys), and a lookup that fails.
#include "collector/dkim.h"

#include "tests/support/sample.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

namespace tlsward {
namespace {

const Timestamp kReceived = parse_datetime("2026-11-23T03:00:01Z")->time;
const Timestamp kNow = kReceived + std::chrono::hours{24};

// DNS as samples/signed.keys has it; names that begin with "down." are not answered.
class Keys {
 public:
  Keys() {
    std::istringstream lines(tests::read_file(TLSWARD_SAMPLES "/signed.keys"));
    for (std::string name, record; lines >> name && std::getline(lines >> std::ws, record);)
      records_[name] = record;
  }

  TxtAnswer find(const std::string& name) const {
    if (name.starts_with("down.")) return {TxtAnswer::Status::failed, {}};
    const auto found = records_.find(name);
    if (found == records_.end()) return {TxtAnswer::Status::absent, {}};
    return {TxtAnswer::Status::found, {found->second}};
  }

 private:
  std::map<std::string, std::string> records_;
};

std::string outcome(const std::string& mail) {
  const Keys keys;
  DkimVerifier verifier([&](const std::string& name) { return keys.find(name); }, {});
  std::string text;
  for (const DkimSignature& signature : verifier.verify(mail, kReceived, kNow))
    text += fmt::format("{} d={} s={}{}{}\n", name(signature.verdict), signature.domain.text(),
                        signature.selector, signature.detail.empty() ? "" : " ", signature.detail);
  return text;
}

}  // namespace

TEST_CASE("each signed sample has the verdict of its .expected") {
  for (const tests::Sample& sample : tests::samples("signed")) {
    CAPTURE(sample.file_name);
    CHECK(outcome(sample.bytes) == sample.expected);
  }
}

TEST_CASE("what the lookup throws comes out, and the verifier can be used again") {
  const std::string mail = tests::read_file(TLSWARD_SAMPLES "/signed/pass.eml");
  const Keys keys;
  bool broken = true;
  DkimVerifier verifier(
      [&](const std::string& name) {
        if (broken) throw std::domain_error("the resolver is gone");
        return keys.find(name);
      },
      {});
  CHECK_THROWS_AS(verifier.verify(mail, kReceived, kNow), std::domain_error);
  broken = false;
  CHECK(verifier.verify(mail, kReceived, kNow).front().verdict == DkimVerdict::pass);
}

TEST_CASE("a key is asked for once for each signature, and of a thousand for eight") {
  std::string mail = tests::read_file(TLSWARD_SAMPLES "/signed/pass.eml");
  const std::string signature = mail.substr(0, mail.find("\r\nReceived:") + 2);
  for (int i = 0; i < 1'000; ++i)
    mail.insert(0, signature);
  for (const auto status : {TxtAnswer::Status::failed, TxtAnswer::Status::absent}) {
    int queries = 0;
    DkimVerifier verifier(
        [&](const std::string&) {
          ++queries;
          return TxtAnswer{status, {}};
        },
        {});
    CHECK(verifier.verify(mail, kReceived, kNow).size() == 8);
    CHECK(queries == 8);
  }
}

TEST_CASE("a signature that was damaged anywhere is no proof, and harms nobody") {
  const std::string good = tests::read_file(TLSWARD_SAMPLES "/signed/pass.eml");
  const Keys keys;
  DkimVerifier verifier([&](const std::string& name) { return keys.find(name); }, {});
  const std::size_t end = good.find("\r\nReceived:");
  for (std::size_t at = 0; at < end; at += 3) {
    for (const char c : {'\0', ';', '\xff'}) {
      std::string damaged = good;
      damaged[at] = c;
      CAPTURE(at);
      const auto verdict = verifier.verify(damaged, kReceived, kNow).front().verdict;
      if (damaged != good) CHECK(verdict != DkimVerdict::temporary);
    }
  }
}

}  // namespace tlsward
