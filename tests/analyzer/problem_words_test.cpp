// Tests analyzer/problem_words.cpp: what a problem of a digest says of itself.
#include "analyzer/problem_words.h"

#include <doctest/doctest.h>

namespace tlsward {
namespace {

Witness witness(const char* name, std::int64_t failed, Trust trust = Trust::verified) {
  return {.reporter = name, .organization_name = name, .failed = failed, .trust = trust};
}

TEST_CASE("who saw it is told with how far to trust it") {
  const Witness google = witness("Google Inc.", 280);
  const Witness imported = witness("", 3, Trust::vouched);
  CHECK(seen_by(std::vector{google}) ==
        "Google Inc. (280); report verified: signed by the reporter");
  CHECK(seen_by(std::vector{google, google}) ==
        "Google Inc. (280), Google Inc. (280); all reports verified: signed by the reporter");
  CHECK(seen_by(std::vector{google, imported}) ==
        "Google Inc. (280, verified: signed by the reporter), (none named) (3, vouched: imported "
        "by the operator, or confirmed by their mail server)");
  CHECK(seen_by(std::vector{imported}) ==
        "(none named) (3); report vouched: imported by the operator, or confirmed by their mail "
        "server");
}

TEST_CASE("a share is not told of few sessions") {
  struct {
    Sessions sessions;
    bool want;
  } const cases[] = {
      {{.successful = 0, .failed = 1}, true},
      {{.successful = 18, .failed = 1}, true},
      {{.successful = 19, .failed = 1}, false},
      {{.successful = 3, .failed = 0}, false},
  };
  for (const auto& c : cases) {
    CAPTURE(c.sessions.successful);
    CHECK(are_few(c.sessions) == c.want);
  }
}

}  // namespace
}  // namespace tlsward
