// Tests program/certificate.cpp with pairs made by tests/support/ca.sh.
#include "program/certificate.h"

#include "tests/support/temporary_folder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace tlsward {

namespace {

namespace fs = std::filesystem;

// A folder with a CA and a pair.
struct Pair {
  Pair() { renew(); }

  void renew() const {
    const std::string command =
        fmt::format("bash {}/tests/support/ca.sh {}", TLSWARD_SOURCE, folder.path());
    REQUIRE(std::system(command.c_str()) == 0);
  }
  std::string chain() const { return folder / "server.crt"; }
  std::string key() const { return folder / "server.key"; }

  tests::TemporaryFolder folder;
};

}  // namespace

TEST_CASE("a renewed pair takes the old one's place, an unchanged one is left") {
  const Pair pair;
  Certificate certificate(pair.chain(), pair.key());
  const TlsContext first = certificate.context();
  REQUIRE(first);
  certificate.reload();
  CHECK(certificate.context() == first);
  pair.renew();
  certificate.reload();
  CHECK(certificate.context() != first);
}

TEST_CASE("a new pair that does not fit leaves the old one, until one fits") {
  const Pair pair;
  const Pair other;
  Certificate certificate(pair.chain(), pair.key());
  const TlsContext first = certificate.context();
  fs::copy_file(other.chain(), pair.chain(), fs::copy_options::overwrite_existing);
  certificate.reload();
  CHECK(certificate.context() == first);
  fs::remove(pair.key());
  certificate.reload();
  CHECK(certificate.context() == first);
  fs::copy_file(other.key(), pair.key());
  certificate.reload();
  CHECK(certificate.context() != first);
}

TEST_CASE("a pair that cannot be used is refused with the file and what to do") {
  const Pair pair;
  const Pair other;
  const auto fault = [&](const std::string& chain, const std::string& key) -> std::string {
    try {
      const Certificate certificate(chain, key);
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return "";
  };
  CHECK(fault("/no/such.crt", pair.key()).starts_with("/no/such.crt: "));
  CHECK(fault(pair.chain(), "/no/such.key").starts_with("/no/such.key: "));
  CHECK(fault(pair.chain(), other.key()).find("must be the PEM key") != std::string::npos);
  ::chmod(pair.key().c_str(), 0644);
  CHECK(fault(pair.chain(), pair.key()).find("run: chmod 640 " + pair.key()) != std::string::npos);
}

}  // namespace tlsward
